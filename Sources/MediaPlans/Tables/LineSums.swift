/// What the lines of a table add up to, for the totals that the table states itself.
///
/// Sums are kept for all lines, for those since the last total, and for each text of some columns; memory is bounded
/// by the number of texts that are kept.
struct LineSums {
    /// What is additive over lines. Reach is not.
    static let measures: [RecordColumn] = [.budgetLocal, .impressions, .clicksActions, .videoViews]

    /// Sums of each measure.
    struct Sum: Equatable {
        var values = SIMD4<Double>()
        var isKnown = SIMDMask<SIMD4<Int64>>(repeating: false)
        var lines = 0
        /// The rows of the lines.
        var rows: ClosedRange<Int>?

        init() {}

        init(_ record: Record) {
            for (index, measure) in LineSums.measures.enumerated() {
                guard let value = record[measure].number else { continue }
                values[index] = value
                isKnown[index] = true
            }
            lines = 1
            rows = record[.sourceRow].number.map { Int($0)...Int($0) }
        }

        static func += (sum: inout Sum, other: Sum) {
            sum.values += other.values
            sum.isKnown = sum.isKnown .| other.isKnown
            sum.lines += other.lines
            guard let rows = other.rows else { return }
            sum.rows =
                sum.rows.map { min($0.lowerBound, rows.lowerBound)...max($0.upperBound, rows.upperBound) } ?? rows
        }

        /// The lines after a moment.
        func since(_ start: Sum) -> Sum {
            var sum = self
            sum.values -= start.values
            sum.lines -= start.lines
            return sum
        }

        /// Whether a total states anything that could be added up.
        var isStated: Bool { any(isKnown) }

        /// How many measures of a total are these sums; nil when one is not. A total is rounded like the lines.
        func matches(_ total: Sum) -> Int? {
            var count = 0
            for index in LineSums.measures.indices where total.isKnown[index] {
                guard isKnown[index] || total.values[index] == 0 else { return nil }
                let (stated, sum) = (total.values[index], values[index])
                let rounding = (index == 0 ? 0.005 : 0.5) * Double(lines + 1)
                let bound = max(sum.magnitude * 1e-9, min(rounding, sum.magnitude * 0.001))
                guard (stated - sum).magnitude <= bound else { return nil }
                if stated != 0 { count += 1 }
            }
            return count
        }
    }

    private(set) var all = Sum()
    private(set) var sinceTotal = Sum()
    /// By the texts of these columns.
    private var groups: [[String: Sum]] = Array(repeating: [:], count: LineSums.columns.count)
    private static let columns: [RecordColumn] = [.market, .cejObjectives, .formatType, .platform, .buyingModel]
    private static let mostGroups = 500

    mutating func add(_ record: Record) {
        let sum = Sum(record)
        all += sum
        sinceTotal += sum
        for (index, column) in Self.columns.enumerated() {
            guard let text = record[column].text else { continue }
            if groups[index].count < Self.mostGroups || groups[index][text] != nil {
                groups[index][text, default: Sum()] += sum
            }
        }
    }

    mutating func beginAfterTotal() { sinceTotal = Sum() }

    /// The sums of lines that a line without a word for a total may state: those of its market, those since the last
    /// total, and all.
    func candidates(market: String?) -> [Sum] { ofMarket(market) + [sinceTotal, all] }

    /// The sum of a market's lines; none where there are none.
    func ofMarket(_ market: String?) -> [Sum] { market.flatMap { groups[0][$0] }.map { [$0] } ?? [] }

    /// Whether lines have such a text in a column that they are summed by.
    func hasGroup(named name: String) -> Bool {
        groups.contains { group in group.keys.contains { normalised($0) == name } }
    }

    /// Whether a total is the sum of the lines since the last one, of all, or of those that its texts name.
    func proves(_ total: Sum, naming texts: [String]) -> Bool {
        for sum in [sinceTotal, all] where sum.lines > 0 && sum.matches(total) != nil { return true }
        let names = Set(texts.map { normalised($0) }.filter { !$0.isEmpty })
        for group in groups {
            for (text, sum) in group where names.contains(normalised(text)) && sum.matches(total) != nil { return true }
        }
        return false
    }
}
