import Workbooks

/// The cells of a tracker as formulas see them: with their own values, or with those that follow from other numbers in the records.
struct FormulaWorld {
    private let numbers: ConditionalSumTable.Numbers
    private let table: ConditionalSumTable
    let calculator: SavedValueCalculator
    /// The figures that labels call for in it.
    let figures: [CellPosition: Double]
    /// A calculator that knows the sheets of records too, once one is needed.
    var whole: SavedValueCalculator?

    init(
        _ numbers: ConditionalSumTable.Numbers, _ table: ConditionalSumTable, _ calculator: SavedValueCalculator,
        figures: [CellPosition: Double] = [:]
    ) {
        (self.numbers, self.table, self.calculator, self.figures) = (numbers, table, calculator, figures)
    }

    /// Nil for a formula whose form is not known.
    func value(of formula: LiveFormula, at position: CellPosition) -> CellValue? {
        guard let values = Self.values(of: formula.sums, table, numbers) else { return nil }
        return calculator.value(of: formula.text(with: values), at: position)
    }

    /// Nil when one cannot be told.
    static func values(
        of sums: [ConditionalSum], _ table: ConditionalSumTable, _ numbers: ConditionalSumTable.Numbers
    ) -> [Double]? {
        var values: [Double] = []
        for sum in sums {
            guard let value = table.value(of: sum, numbers) else { return nil }
            values.append(value)
        }
        return values
    }
}
