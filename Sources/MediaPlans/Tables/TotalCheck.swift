import Streams
import Workbooks

/// A total that a table states, and that its lines add up to or not.
public struct StatedTotal: Sendable, Equatable {
    public var text: String
    /// The cell of its label.
    public var cell: CellReference
    public var isProved: Bool
    /// What it states, of the measures that lines add up to.
    public var sums: [Measure] = []

    /// A measure of a total.
    public struct Measure: Sendable, Equatable {
        public var column: RecordColumn
        public var value: Double
    }
}

/// Checks the totals among a table's lines by arithmetic.
struct TotalCheck {
    /// A total above its lines, or one that is not proved yet.
    private struct Open {
        var label: TotalLabel
        var names: [String]
        var sum: LineSums.Sum
        var start: LineSums.Sum
        /// What the lines before it came to, for the message.
        var before: LineSums.Sum
        /// The row's cells, for the coverage.
        var cells: LineCells
    }

    /// Rows of which it is decided whether they are totals; whoever keeps the coverage takes them.
    private var settled: [SettledTotal] = []

    private(set) var sums = LineSums()
    /// Rows with amounts that are no lines, such as fees and taxes: totals behind them may hold them.
    private var beside = LineSums.Sum()
    /// The row of the last total that holds such rows.
    private(set) var lastWithOthers: Int?
    private(set) var stated: [StatedTotal] = []
    private var open: [Open] = []
    private static let mostOpen = 64
    private static let mostStated = 10_000

    mutating func add(_ record: Record) { sums.add(record) }

    /// Takes notice of a row with numbers that is not a line.
    mutating func note(beside record: Record) { beside += LineSums.Sum(record) }

    /// Whether a total is the sum of all lines and of what stands between them and it.
    private func isProvedWithOthers(_ sum: LineSums.Sum) -> Bool {
        guard beside.lines > 0 else { return false }
        var whole = sums.all
        whole += beside
        return whole.matches(sum) ?? 0 > 0
    }

    /// Whether a total that was proved is the sum of all lines.
    var provesAll: Bool { stated.contains { $0.isProved && states($0, sums.all) } }

    private func states(_ total: StatedTotal, _ sum: LineSums.Sum) -> Bool {
        var stated = LineSums.Sum()
        for measure in total.sums {
            guard let index = LineSums.measures.firstIndex(of: measure.column) else { continue }
            stated.values[index] = measure.value
            stated.isKnown[index] = true
        }
        return sum.matches(stated) ?? 0 > 0
    }

    /// Whether a total says that it is over something else than the lines: it names what no line is (`Total Investment`), or a share (`% of total`).
    private func isOfOthers(_ label: TotalLabel) -> Bool {
        label.text.contains("%") || !label.rest.isEmpty && !sums.hasGroup(named: label.rest)
    }

    /// Takes a row of totals. False when it may be a line and does not add up.
    mutating func take(_ record: Record, _ label: TotalLabel, _ cells: LineCells = LineCells()) -> Bool {
        closeOpen()
        let sum = LineSums.Sum(record)
        let names = Self.names(record, label)
        var isProved = sum.isStated && sums.proves(sum, naming: names)
        if !isProved, isProvedWithOthers(sum) { (isProved, lastWithOthers) = (true, label.cell.row) }
        guard isProved || label.isCertain else { return false }
        if isProved || !sum.isStated {
            settled.append(SettledTotal(cells, isProved: isProved))
            if sum.isStated { note(label, sum, isProved: true) }
        } else if open.count < Self.mostOpen {
            open.append(
                Open(label: label, names: names, sum: sum, start: sums.all, before: sums.sinceTotal, cells: cells))
        } else {
            settled.append(SettledTotal(cells, isProved: false))
            note(label, sum, isProved: false)
        }
        sums.beginAfterTotal()
        return true
    }

    /// The rows that were decided since the last call.
    mutating func takeSettled() -> [SettledTotal] {
        defer { settled = [] }
        return settled
    }

    private static func names(_ record: Record, _ label: TotalLabel) -> [String] {
        [label.rest] + [RecordColumn.market, .cejObjectives, .platform].compactMap { record[$0].text }
    }

    /// Totals whose lines under them have come are proved.
    private mutating func closeOpen() {
        var left: [Open] = []
        for total in open {
            let under = sums.all.since(total.start)
            if under.lines > 0, under.matches(total.sum) != nil {
                settled.append(SettledTotal(total.cells, isProved: true))
                note(total.label, total.sum, isProved: true)
            } else {
                left.append(total)
            }
        }
        open = left
    }

    private mutating func note(_ label: TotalLabel, _ sum: LineSums.Sum, isProved: Bool) {
        guard stated.count < Self.mostStated else { return }
        var total = StatedTotal(text: label.text, cell: label.cell, isProved: isProved)
        for (index, column) in LineSums.measures.enumerated() where sum.isKnown[index] {
            total.sums.append(.init(column: column, value: sum.values[index]))
        }
        stated.append(total)
    }

    /// A measure of a total that is not what the lines come to.
    struct Difference: Equatable {
        /// Nil where no measure could be compared.
        var measure: RecordColumn?
        /// Whether it names something else than the lines, which another total proves.
        var isOfOthers = false
        var stated = 0.0
        var sum = 0.0
        var lines = 0
        var rows: ClosedRange<Int>?
    }

    /// Ends the table; gives the totals that are not sums of its lines, with what is wrong.
    mutating func finish() -> [(label: TotalLabel, what: Difference)] {
        closeOpen()
        var failed: [(label: TotalLabel, what: Difference)] = []
        let partsAreProved = partsMakeTheWhole
        for total in open {
            let isProved = sums.proves(total.sum, naming: total.names) || partsAreProved && isPart(total)
            settled.append(SettledTotal(total.cells, isProved: isProved))
            note(total.label, total.sum, isProved: isProved)
            guard !isProved else { continue }
            var what = Self.difference(total.sum, total.before.lines > 0 ? total.before : sums.all)
            what.isOfOthers = provesAll && isOfOthers(total.label)
            failed.append((total.label, what))
        }
        open = []
        return failed
    }

    /// Whether a total is about something that no column of the lines tells: it can be compared together with its like only.
    private func isPart(_ total: Open) -> Bool {
        total.label.isOfProfile && !total.label.rest.isEmpty && !sums.hasGroup(named: total.label.rest)
            && !sums.proves(total.sum, naming: total.names)
    }

    /// Whether such totals together are the sum of all lines.
    private var partsMakeTheWhole: Bool {
        let parts = open.filter(isPart).reduce(into: LineSums.Sum()) { $0 += $1.sum }
        return parts.isStated && sums.all.matches(parts) != nil
    }

    /// The first measure that differs.
    static func difference(_ total: LineSums.Sum, _ sum: LineSums.Sum) -> Difference {
        for (index, measure) in LineSums.measures.enumerated()
        where total.isKnown[index] && total.values[index] != sum.values[index] {
            return Difference(
                measure: measure, stated: total.values[index], sum: sum.values[index], lines: sum.lines, rows: sum.rows)
        }
        return Difference()
    }

    /// What a line states that does not say so: the sum of at least two lines before it, in two measures at least.
    func unsaid(_ record: Record) -> LineSums.Sum? {
        Self.stated(record, among: sums.candidates(market: record[.market].text))
    }

    private static func stated(_ record: Record, among sums: [LineSums.Sum]) -> LineSums.Sum? {
        let total = LineSums.Sum(record)
        return sums.first { $0.lines >= 2 && ($0.matches(total) ?? 0) >= 2 }
    }

    /// Takes a line about a whole as a total: all stages of its market, or all markets; false where it is not the sum
    /// of such lines.
    mutating func take(whole record: Record, _ label: TotalLabel, _ cells: LineCells) -> Bool {
        let market = record[.market].text
        let parts = market == label.text ? sums.candidates(market: nil) : sums.ofMarket(market)
        guard Self.stated(record, among: parts) != nil else { return false }
        return take(record, label, cells)
    }
}
