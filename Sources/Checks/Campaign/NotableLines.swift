import MediaPlans
import Streams

/// The numbers of a line, or sums of several lines' numbers.
struct LineNumbers: Hashable, Sendable {
    /// In the order of `columns`; nil where they are not known.
    private(set) var values: [Double?]

    static let columns: [RecordColumn] = [.budgetLocal, .impressions, .clicksActions, .videoViews, .uniquesReach]
    static let names = ["budget", "impressions", "clicks", "views", "reach"]

    init(_ record: Record) { values = Self.columns.map { record[$0].number } }

    init(_ lines: StageLines) { values = Self.columns.map { lines.volume($0).value } }

    /// How large a line is, to find the largest.
    var size: Double { (values[0] ?? 0) + (values[1] ?? 0) }

    /// These numbers without others, which are among them.
    func minus(_ other: LineNumbers) -> LineNumbers {
        var rest = self
        for index in values.indices { rest.values[index] = values[index].map { $0 - (other.values[index] ?? 0) } }
        return rest
    }

    /// The measures that others have, too, with the same numbers; nil where one of them is known here and differs there.
    /// Zeros say nothing.
    func equal(_ other: LineNumbers, lines: Int) -> [Int]? {
        var equal: [Int] = []
        for index in values.indices {
            guard let own = values[index], own != 0 else { continue }
            guard let number = other.values[index] else { return nil }
            let rounding = (index == 0 ? 0.005 : 0.5) * Double(lines + 1)
            let bound = max(own.magnitude * 1e-9, min(rounding, own.magnitude * 0.001))
            guard (own - number).magnitude <= bound else { return nil }
            equal.append(index)
        }
        return equal
    }

    /// Whether all rates between the measures are those of others, to a thousandth: then numbers that add up may have been made so.
    func isProportional(to other: LineNumbers) -> Bool {
        var factor: Double?
        for (own, number) in zip(values, other.values) {
            guard let own, let number, own != 0, number != 0 else { continue }
            guard let known = factor else {
                factor = number / own
                continue
            }
            if (number / own / known - 1).magnitude > 0.001 { return false }
        }
        return true
    }

    /// How many of the numbers are not round: cents, or four digits at least up to the last one that is not 0.
    var oddCount: Int { values.indices.count { values[$0].map { Self.isOdd($0, hasCents: $0 == 0) } ?? false } }

    /// Whether a number is not round.
    static func isOdd(_ number: Double, hasCents: Bool) -> Bool {
        let cents = (number * 100).rounded()
        guard cents.magnitude < 1e15 else { return false }
        if hasCents, cents.truncatingRemainder(dividingBy: 100) != 0 { return true }
        var whole = Int(number.rounded())  // fits: below 1e13
        guard whole >= 1000 else { return false }
        while whole % 10 == 0 { whole /= 10 }
        return whole >= 1000
    }
}

/// Lines that may stand for others: the largest one, and those whose numbers an earlier one has. Memory: 64 lines.
struct NotableLines: Sendable {
    private(set) var largest: (numbers: LineNumbers, spot: Spot)?
    /// Lines with the numbers of an earlier one, to the last digit.
    private(set) var repeated: [(spot: Spot, earlier: Spot, numbers: LineNumbers)] = []
    private var seen: [LineNumbers: Spot] = [:]
    /// How many lines were compared with earlier ones.
    private var compared = 0
    private static let most = 64

    mutating func add(_ record: Record) {
        let size = (record[.budgetLocal].number ?? 0) + (record[.impressions].number ?? 0)
        let isLargest = largest.map { size > $0.numbers.size } ?? true
        guard isLargest || compared < Self.most else { return }
        let numbers = LineNumbers(record)
        if isLargest { largest = (numbers, Spot(record, nil)) }
        guard compared < Self.most else { return }
        compared += 1
        guard numbers.oddCount >= 3 else { return }
        if let earlier = seen[numbers] {
            if repeated.count < 4 { repeated.append((Spot(record, nil), earlier, numbers)) }
        } else {
            seen[numbers] = Spot(record, nil)
        }
    }

    mutating func add(_ other: NotableLines) {
        if let largest = other.largest, largest.numbers.size > self.largest?.numbers.size ?? 0 {
            self.largest = largest
        }
        repeated += other.repeated.prefix(max(0, 4 - repeated.count))
    }
}
