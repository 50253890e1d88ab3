import MediaPlans
import Streams
import Workbooks

/// Holds what cells show against what the records come to, and counts how they fare.
final class FigureComparison {
    var summary = AuditSummary()
    private let path: String
    private let tolerance: Double
    private let log: FindingLog
    /// What the labels of cells call for, by sheet.
    var stated: [String: [CellReference: StatedFigure]] = [:]
    /// Cells with texts that were held against the records, by sheet.
    var texts: [String: Set<CellReference>] = [:]
    /// The cells that were compared, by sheet.
    private var seen: [String: Set<CellReference>] = [:]

    /// Below this relative difference two numbers are the same: programs save 15 digits.
    private static let exactness = 1e-12

    init(path: String, tolerance: Double, log: FindingLog) {
        self.path = path
        self.tolerance = tolerance
        self.log = log
    }

    /// The cells of a sheet that were compared.
    func cells(of sheet: String) -> Set<CellReference> { seen[sheet] ?? [] }

    func add(
        _ code: MessageCode, _ sheet: String, _ cell: CellReference, _ text: String, expected: String? = nil,
        hint: String? = nil
    ) {
        log.add(code, at: Spot(file: path, sheet: sheet, cell: cell.description)) { (text, expected, hint) }
    }

    /// Compares a cell with a figure, which is nil where the records give none. A cell counts once.
    ///
    /// - Returns: whether it was met for the first time.
    @discardableResult
    func compare(_ expected: Double?, _ cell: CellReference, _ name: String, _ grid: SheetGrid, _ sheet: String) -> Bool
    {
        // Cells of merges are met from several sides.
        guard seen[sheet, default: []].insert(cell).inserted else { return false }
        let value = grid[cell]
        switch (value.number, expected) {
        case (nil, nil):
            let isFlag =
                switch value {
                case .boolean, .date: true;
                default: false
                }
            guard isFlag || value.text.map(Self.saysNumber) ?? false else {
                summary.unknown += 1
                break
            }
            let text = value.displayText
            summary.unexplained += 1
            add(
                .figureUnexplained, sheet, cell,
                "\(name) reads \"\(printable(text))\", which readers take for a number, and the records give none",
                hint: "see who wrote it")
        case (let number?, let expected?):
            compare(number, expected, cell, name, sheet, isTyped: grid.cells[cell]?.formula == nil)
        case (let number?, nil):
            summary.unexplained += 1
            add(
                .figureUnexplained, sheet, cell, "\(name) is \(figureText(number)), and the records give none",
                hint: "see who wrote it")
        case (nil, let expected?):
            if grid.cells[cell]?.formula != nil, value.isEmpty {
                summary.uncalculated += 1
                add(
                    .figureUncalculated, sheet, cell, "\(name): the cell holds a formula that was never calculated",
                    expected: "\(figureText(expected)) from the records",
                    hint: "open the tracker in a spreadsheet program, let it calculate, and save it")
            } else {
                summary.missing += 1
                let there = value.isEmpty ? "nothing" : "\"\(value.displayText)\""
                add(
                    .figureMissing, sheet, cell, "\(name): the cell holds \(there)",
                    expected: "\(figureText(expected)) from the records")
            }
        }
        return true
    }

    /// Compares a cell with what brand-lift studies say: a number, or that they found none or had too few answers.
    @discardableResult
    func compare(
        _ lift: LiftAnswer, _ cell: CellReference, _ name: String, _ grid: SheetGrid, _ sheet: String,
        _ vocabulary: Vocabulary
    ) -> Bool {
        let said = grid[cell].text.flatMap { vocabulary.brandLiftState(of: $0) == nil ? nil : $0 }
        guard lift.text != nil || lift.value == nil && said != nil else {
            return compare(lift.value, cell, name, grid, sheet)
        }
        guard seen[sheet, default: []].insert(cell).inserted else { return false }
        if let said, lift.isSaid(by: said, vocabulary) {
            summary.exact += 1
            return true
        }
        let shown = grid[cell].displayText
        let there = shown.isEmpty ? "nothing" : "\"\(printable(shown))\""
        guard let expected = lift.text else {
            summary.unexplained += 1
            add(
                .figureUnexplained, sheet, cell, "\(name) is \(there), and no brand-lift table says so",
                hint: "see who wrote it")
            return true
        }
        let place = lift.source.map { " in \($0.place.sheet ?? "")!\($0.place.cell ?? "")" } ?? ""
        if said == nil, grid[cell].number == nil {
            summary.missing += 1
            add(
                .figureMissing, sheet, cell, "\(name): the cell holds \(there)",
                expected: "\"\(expected)\", as the brand-lift table states it\(place)")
        } else {
            summary.wrong += 1
            add(
                .figureWrong, sheet, cell, "\(name) is \(there)",
                expected: "\"\(expected)\", as the brand-lift table states it\(place)",
                hint: "fill the tracker again, or see who changed the cell")
        }
        return true
    }

    /// Whether a reader takes a text for a figure: `0`, `5 %`, `nil`.
    private static func saysNumber(_ text: String) -> Bool {
        text.contains(where: \.isNumber) || ["nil", "zero", "none", "null"].contains(normalised(text))
    }

    /// What one more of its last digit is: 0.01 for 12.34, 1000 for 136,000.
    private static func lastPlace(of number: Double) -> Double {
        let text = DecimalText.string(number.magnitude)
        let digits = text.split(separator: ".", omittingEmptySubsequences: false)
        if digits.count == 2 { return pow10(-digits[1].count) }
        return pow10(text.reversed().prefix { $0 == "0" }.count)
    }

    private static func pow10(_ power: Int) -> Double {
        (0..<power.magnitude).reduce(1) { scale, _ in power < 0 ? scale / 10 : scale * 10 }  // fits: doubles
    }

    private func compare(
        _ number: Double, _ expected: Double, _ cell: CellReference, _ name: String, _ sheet: String, isTyped: Bool
    ) {
        let difference = (number - expected).magnitude
        let size = max(number.magnitude, expected.magnitude)
        guard difference > Self.exactness * size else {
            summary.exact += 1
            return
        }
        // Numbers that differ are written so that it shows.
        let isAlike = figureText(number) == figureText(expected)
        let (now, right) =
            isAlike
            ? (DecimalText.string(number), DecimalText.string(expected)) : (figureText(number), figureText(expected))
        // Who types a figure may round it; what a formula makes of rounded figures has any digits.
        let place = 0.999 * Self.lastPlace(of: number)  // fits: doubles
        let mayRound = !isTyped || difference < place
        if difference <= tolerance * size, mayRound {  // fits: doubles
            summary.withinTolerance += 1
            add(.figureRounded, sheet, cell, "\(name) is \(now)", expected: "\(right) from the records")
        } else {
            summary.wrong += 1
            add(
                .figureWrong, sheet, cell, "\(name) is \(now)", expected: "\(right) from the records",
                hint: "fill the tracker again, or see who changed the cell")
        }
    }
}
