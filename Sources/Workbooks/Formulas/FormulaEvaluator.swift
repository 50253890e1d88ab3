import Streams

/// Calculates formulas over cells that changed, so that the values stored beside them stay true.
///
/// Knows references within the workbook, arithmetic, comparison and the functions that trackers use. What it
/// does not know it does not guess: such a formula has no value here.
public final class FormulaEvaluator {
    /// A cell of a workbook.
    public struct Position: Hashable, Sendable {
        /// The sheet's index, from 1.
        public var sheet: Int
        public var cell: CellReference

        public init(sheet: Int, cell: CellReference) {
            self.sheet = sheet
            self.cell = cell
        }
    }

    public struct Outcome: Sendable, Equatable {
        /// Nil when the formula, or one that it needs, is beyond this evaluator.
        public var value: CellValue?
        /// Whether it depends on a changed cell, as far as it can be told.
        public var isTouched: Bool
    }

    /// New values of cells.
    public var changes: [Position: CellValue] { didSet { known.removeAll() } }
    private let sheets: [String: Int]
    private let cell: (Position) -> Cell?
    private var known: [Position: Outcome] = [:]
    private var underway: Set<Position> = []
    /// Formulas that need each other in a longer chain, or in a circle, are left to Excel.
    private static let deepestChain = 200

    /// - Parameters:
    ///   - sheets: sheet indices by name.
    ///   - changes: new values, which win over what stands in the cells.
    ///   - cell: a stored cell; nil when it is empty.
    public init(sheets: [String: Int], changes: [Position: CellValue], cell: @escaping (Position) -> Cell?) {
        self.sheets = Dictionary(
            sheets.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
        self.changes = changes
        self.cell = cell
    }

    /// A cell's value after the changes.
    public func outcome(at position: Position) -> Outcome {
        if let value = changes[position] { return Outcome(value: value, isTouched: true) }
        guard let stored = cell(position) else { return Outcome(value: .empty, isTouched: false) }
        guard let formula = stored.formula else { return Outcome(value: stored.value, isTouched: false) }
        return outcome(of: formula, at: position)
    }

    /// A formula's value as if it stood at `position`, whatever changed there.
    public func outcome(of formula: String, at position: Position) -> Outcome {
        if let outcome = known[position] { return outcome }
        guard underway.count < Self.deepestChain, underway.insert(position).inserted else {
            return Outcome(value: nil, isTouched: false)
        }
        defer { underway.remove(position) }
        guard let tree = FormulaParser.parse(formula) else { return Outcome(value: nil, isTouched: false) }
        var pass = FormulaPass(evaluator: self, sheet: position.sheet)
        let value = pass.value(of: tree)
        let outcome = Outcome(value: value.flatMap(Self.stored), isTouched: pass.isTouched)
        known[position] = outcome
        return outcome
    }

    func sheet(named name: String) -> Int? { sheets[name.lowercased()] }

    /// A formula that points at an empty cell shows 0.
    private static func stored(_ value: CellValue) -> CellValue? {
        switch value {
        case .empty: .number(0)
        case .number(let number) where !number.isFinite: .error("#NUM!")
        default: value
        }
    }
}
