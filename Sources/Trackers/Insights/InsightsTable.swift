import MediaPlans
import Workbooks

/// Rows of budgets and impressions with what follows from them, and a total: for platforms, or for the markets of one.
struct InsightsTable {
    /// One line, or the total.
    struct Line {
        var name: String
        /// Those that its amounts are in; none where the records name none.
        var currencies: [String] = []
        var budget: [Side: Amount]
        var impressions: [Side: Amount]
        /// By column: whether what it compares or divides covers the same.
        var conditions: [Int: InsightsCondition] = [:]
        /// What is unknown of the budgets and impressions of each side, in words.
        var budgetGaps: [Side: String] = [:]
        var impressionGaps: [Side: String] = [:]
    }

    /// A value and the formula that gives it; without one it is written as it is.
    struct Amount {
        var value: Double?
        var formula: String?

        var content: SheetMarkup.Content {
            let shown = value.map { CellValue.number($0) } ?? .text("-")
            return formula.map { .formula($0, cached: shown) } ?? .value(shown)
        }
    }

    static let columns = [
        "Planned", "Actual", "Difference", "Spent of plan", "Share of plan", "Share of actual", "Impressions planned",
        "Impressions actual",
        "Delivered of plan", "CPM planned", "CPM actual",
    ]

    /// The row of the header.
    let top: Int
    let left: Int
    let title: String
    let lines: [Line]
    let total: Line
    /// How many of the columns are shown.
    let width: Int
    /// Those of all lines, sorted.
    var currencies: [String] { Set(lines.flatMap(\.currencies)).sorted() }

    /// Whether any line's budget is known.
    func isKnown(_ side: Side) -> Bool { lines.contains { $0.budget[side]?.value != nil } }

    /// Whether a side's budget is known for all that the table covers.
    func isComplete(_ side: Side) -> Bool {
        lines.allSatisfy { $0.conditions[side == .planned ? 4 : 5]?.holds ?? false }
    }

    /// Whether both amounts that a side's CPM divides are known of anything.
    func hasRate(_ side: Side) -> Bool {
        isKnown(side) && lines.contains { $0.impressions[side]?.value != nil }
    }

    /// Which of the platforms the total of a side covers, in a few words.
    func coverage(_ side: Side) -> String {
        if currencies.count > 1 { return "in \(currencies.joined(separator: " and "))" }
        let known = lines.count { $0.budget[side]?.value != nil }
        if known < lines.count { return known == 0 ? "unknown" : "known for \(known) of \(lines.count) platforms" }
        return known == 1 ? "on 1 platform" : "on \(known) platforms"
    }

    var firstRow: Int { top + 1 }
    var lastRow: Int { top + lines.count }
    var totalRow: Int { lastRow + 1 }

    func column(_ number: Int) -> Int { left + 1 + number }

    func address(_ row: Int, _ number: Int) -> String { CellReference(row: row, column: column(number)).description }

    /// The cells of a column without the total, absolute and with the sheet's name.
    func range(_ number: Int, on sheet: String) -> String {
        let column = number < 0 ? left : column(number)
        let (first, last) = (CellReference(row: firstRow, column: column), CellReference(row: lastRow, column: column))
        return "\(RawData.quoted(sheet))!\(first.absolute):\(last.absolute)"
    }

    func write(to page: inout InsightsPage, _ styles: InsightsStyles) {
        page.put(title, at: top, left, style: styles.header)
        for (index, name) in Self.columns.prefix(width).enumerated() {
            page.put(name, at: top, column(index), style: styles.headerRight)
        }
        page.heights[top] = width > 6 ? 30 : 22
        for (index, line) in lines.enumerated() { write(line, at: firstRow + index, isTotal: false, to: &page, styles) }
        write(total, at: totalRow, isTotal: true, to: &page, styles)
        // How much of the plan was spent and delivered, as bars.
        for number in [3, 8] where number < width {
            let cells = CellRange(
                CellReference(row: firstRow, column: column(number)),
                CellReference(row: totalRow, column: column(number)))
            page.bars.append(ValueBars(range: cells, full: 1.5, colour: InsightsStyles.planned))
        }
    }

    private func write(_ line: Line, at row: Int, isTotal: Bool, to page: inout InsightsPage, _ styles: InsightsStyles)
    {
        page.put(line.name, at: row, left, style: isTotal ? styles.total : styles.name)
        page.heights[row] = 18
        let (money, rate) = isTotal ? (styles.totalMoney, styles.totalRate) : (styles.money, styles.rate)
        let (share, count) = isTotal ? (styles.totalShare, styles.totalCount) : (styles.share, styles.count)
        func value(_ number: Int) -> Double? { line[number] }
        func quotient(_ above: Int, _ below: Int, inRow other: Int? = nil, _ divisor: Double?, times: String = "")
            -> Amount
        {
            let (a, b) = (address(row, above), other.map { absolute($0, below) } ?? address(row, below))
            let formula = "IF(AND(ISNUMBER(\(a)),ISNUMBER(\(b))),IF(\(b)<>0,\(a)/\(b)\(times),\"-\"),\"-\")"
            guard let x = value(above), let y = divisor, y != 0 else { return Amount(value: nil, formula: formula) }
            return Amount(value: times.isEmpty ? x / y : x / y * 1000, formula: formula)
        }
        /// `-` where an amount compares what does not cover the same.
        func compared(_ amount: Amount, _ number: Int) -> Amount {
            conditions(line, number, isTotal: isTotal).guarding(amount)
        }
        let (p, a) = (address(row, 0), address(row, 1))
        var difference: Double?
        if let planned = value(0), let actual = value(1) { difference = actual - planned }
        let amounts: [(Amount, Int)] = [
            (line.budget[.planned] ?? Amount(), money), (line.budget[.actual] ?? Amount(), money),
            (
                compared(
                    Amount(value: difference, formula: "IF(AND(ISNUMBER(\(p)),ISNUMBER(\(a))),\(a)-\(p),\"-\")"), 2),
                money
            ),
            (compared(quotient(1, 0, value(0)), 3), share),
            (compared(quotient(0, 0, inRow: totalRow, total.budget[.planned]?.value), 4), share),
            (compared(quotient(1, 1, inRow: totalRow, total.budget[.actual]?.value), 5), share),
            (line.impressions[.planned] ?? Amount(), count), (line.impressions[.actual] ?? Amount(), count),
            (compared(quotient(7, 6, value(6)), 8), share),
            (compared(quotient(0, 6, value(6), times: "*1000"), 9), rate),
            (compared(quotient(1, 7, value(7), times: "*1000"), 10), rate),
        ]
        for (index, (amount, style)) in amounts.prefix(width).enumerated() {
            page.put(amount.content, at: row, column(index), style: style)
        }
    }

    private func absolute(_ row: Int, _ number: Int) -> String {
        "\(CellReference.letters(ofColumn: column(number)))$\(row)"
    }

    private func cells(_ number: Int) -> String { "\(address(firstRow, number)):\(address(lastRow, number))" }

    /// Shares are of the total, so that they need all lines, as the total itself does; a rate of the total also needs both
    /// amounts of each line or neither.
    private func conditions(_ line: Line, _ number: Int, isTotal: Bool) -> InsightsCondition {
        guard isTotal || number == 4 || number == 5 else { return line.conditions[number] ?? .all([]) }
        let all = InsightsCondition.all(lines.compactMap { $0.conditions[number] })
        guard isTotal, let (a, b) = Self.rates[number] else { return all }
        let pairs = InsightsCondition(
            holds: lines.allSatisfy { ($0[a] == nil) == ($0[b] == nil) },
            parts: ["SUMPRODUCT(--(ISNUMBER(\(cells(a)))<>ISNUMBER(\(cells(b)))))=0"])
        return .all([pairs, all])
    }

    /// The columns that a rate divides.
    private static let rates: [Int: (Int, Int)] = [9: (0, 6), 10: (1, 7)]

    /// What a cell of the total row shows.
    func shownTotal(_ number: Int) -> Double? {
        func ratio(_ a: Int, _ b: Int, _ factor: Double = 1) -> Double? {
            guard conditions(total, number, isTotal: true).holds, let x = total[a], let y = total[b], y != 0 else {
                return nil
            }
            return x / y * factor
        }
        switch number {
        case 0, 1, 6, 7: return total[number]
        case 3: return ratio(1, 0)
        case 8: return ratio(7, 6)
        case 9: return ratio(0, 6, 1000)
        default: return ratio(1, 7, 1000)
        }
    }

    /// The sum of a column's lines, or `-` where none is known.
    func sum(_ number: Int, _ value: Double?) -> Amount {
        let cells = cells(number)
        return Amount(value: value, formula: "IF(COUNT(\(cells))=0,\"-\",SUM(\(cells)))")
    }
}

extension InsightsTable.Line {
    /// The value of a column that follows from no other.
    subscript(number: Int) -> Double? {
        switch number {
        case 0: budget[.planned]?.value
        case 1: budget[.actual]?.value
        case 6: impressions[.planned]?.value
        default: impressions[.actual]?.value
        }
    }
}
