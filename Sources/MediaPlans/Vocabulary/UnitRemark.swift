import Workbooks

/// A line over a table that gives its numbers a unit: `All amounts in USD '000`, `Figures in thousands`.
struct UnitRemark {
    let unit: HeaderUnit
    private let scope: Scope

    private enum Scope: Equatable {
        case all, amounts
        case column(RecordColumn)
    }

    private static let fillers: Set<String> = [
        "all", "the", "are", "is", "of", "in", "and", "note", "notes", "figures", "figure", "numbers", "number",
        "values",
        "value", "data", "shown", "stated", "expressed", "given", "media", "local", "currency", "unit", "units",
    ]
    private static let amounts: Set<String> = [
        "amount", "amounts", "budget", "budgets", "spend", "spends", "cost", "costs", "investment", "investments",
        "money", "prices",
    ]

    /// - Returns: nil for a row that holds more than one text, or a number, and for a text that is no such remark.
    init?(_ row: SheetRow, _ vocabulary: Vocabulary) {
        var only: String?
        for cell in row.cells where !cell.value.isBlank && cell.value.marker == nil {
            guard only == nil, let text = cell.value.text, text.utf8.count <= 120 else { return nil }
            only = text
        }
        guard let text = only, let unit = vocabulary.unit(of: text), unit.isCertain else { return nil }
        let written = text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        let currency = written.first { Currency.isCode($0) }
        let words = normalised(unit.rest).split(separator: " ").map(String.init)
        guard currency != nil || normalised(text).split(separator: " ").contains("in") else { return nil }
        let rest = words.filter { !Self.fillers.contains($0) && $0 != currency?.lowercased() }
        if currency != nil || rest.contains(where: Self.amounts.contains) {
            guard rest.allSatisfy(Self.amounts.contains) else { return nil }
            scope = .amounts
        } else if rest.isEmpty {
            scope = .all
        } else {
            guard let column = vocabulary.column(named: rest.joined(separator: " "))?.column else { return nil }
            scope = .column(column)
        }
        self.unit = HeaderUnit(rest: unit.rest, power: unit.power, text: text.trimmed(), isCertain: true)
    }

    /// The power of ten that numbers of a column are multiplied by.
    func power(of column: RecordColumn) -> Int {
        guard column.isScalable else { return 0 }
        switch scope {
        case .all: return unit.power
        case .amounts: return column.isAmount ? unit.power : 0
        case .column(let other): return other == column ? unit.power : 0
        }
    }
}

/// The units of a sheet's numbers that stand in no header: in number formats, and in lines over the tables.
public struct SheetUnits {
    private var remark: UnitRemark?
    private var formats = ShownFormats()

    public init() {}

    /// Takes notice of a row that may be such a line.
    public mutating func read(_ row: SheetRow, _ vocabulary: Vocabulary) {
        if let found = UnitRemark(row, vocabulary) { remark = found }
    }

    /// The power of ten that a cell's number is multiplied by, where its header names no unit.
    public mutating func power(
        of cell: Cell, in row: SheetRow, under column: RecordColumn?, _ vocabulary: Vocabulary
    ) -> Int {
        let shown = formats.power(of: cell, in: row, vocabulary)
        return shown != 0 ? shown : column.flatMap { remark?.power(of: $0) } ?? 0
    }
}
