import MediaPlans

/// Walks over the keys of two sides, in the order of groups, days and names.
struct LineWalk {
    private let earlier: LineSide
    private let now: LineSide
    private let ranks: [Int]
    private let nameRanks: [Int]
    private let before: [Int]
    private let after: [Int]

    init(book: LineBook, earlier: LineSide, now: LineSide) {
        (self.earlier, self.now) = (earlier, now)
        let ranks = Self.ranks(book.groups.values)
        let nameRanks = Self.ranks(book.names.values)
        (self.ranks, self.nameRanks) = (ranks, nameRanks)
        func sorted(_ side: LineSide) -> [Int] {
            side.lines.indices.sorted { a, b in
                let (x, y) = (
                    Self.order(side.lines[a].key, ranks, nameRanks), Self.order(side.lines[b].key, ranks, nameRanks)
                )
                return x != y ? x < y : a < b
            }
        }
        (before, after) = (sorted(earlier), sorted(now))
    }

    /// The place of each value among all, in order.
    private static func ranks<Value: Comparable>(_ values: [Value]) -> [Int] {
        var ranks = [Int](repeating: 0, count: values.count)
        for (rank, index) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() { ranks[index] = rank }
        return ranks
    }

    private static func order(_ key: LineKey, _ ranks: [Int], _ names: [Int]) -> SIMD4<Int> {
        SIMD4(ranks[Int(key.group)], Int(key.start), Int(key.end), names[Int(key.names)])
    }

    /// Hands on the lines of each key: those of the earlier side and those of now, one of which may be empty.
    func forEachKey(_ body: ([Int], [Int]) throws -> Void) rethrows {
        var (left, right) = (0, 0)
        func run(_ side: LineSide, _ order: [Int], from start: Int, _ key: LineKey?) -> Int {
            var end = start
            while end < order.count, side.lines[order[end]].key == key { end += 1 }
            return end
        }
        while left < before.count || right < after.count {
            let old = left < before.count ? earlier.lines[before[left]].key : nil
            let new = right < after.count ? now.lines[after[right]].key : nil
            var key = old ?? new
            if let old, let new {
                key = Self.order(new, ranks, nameRanks) < Self.order(old, ranks, nameRanks) ? new : old
            }
            let (endLeft, endRight) = (
                run(earlier, before, from: left, key), run(now, after, from: right, key)
            )
            try body(Array(before[left..<endLeft]), Array(after[right..<endRight]))
            (left, right) = (endLeft, endRight)
        }
    }
}

extension SIMD4<Int> {
    /// By the first that differs.
    fileprivate static func < (a: SIMD4<Int>, b: SIMD4<Int>) -> Bool {
        for index in 0..<4 where a[index] != b[index] { return a[index] < b[index] }
        return false
    }
}

/// Finds lines with the same names and days that are equal, as sets are compared: in any order.
struct LineMatching {
    let earlier: LineSide
    let now: LineSide
    let tolerance: Double

    /// Above so many pairs only those that are exactly equal are matched.
    private static let mostPairs = 1 << 16

    struct Result {
        var equal = 0
        /// Lines without an equal one.
        var old: [LineSide.Line] = []
        var new: [LineSide.Line] = []
    }

    func match(_ old: [LineSide.Line], _ new: [LineSide.Line]) -> Result {
        var result = Result()
        guard !old.isEmpty, !new.isEmpty else {
            (result.old, result.new) = (old, new)
            return result
        }
        // Exact ones first, so that a near one does not take the line that another needs.
        var (left, right) = (old, new)
        for bound in [0, tolerance] {
            guard
                bound == 0 && left.count == 1
                    || left.count.multipliedReportingOverflow(by: right.count).partialValue <= Self.mostPairs
            else { continue }
            var rest: [LineSide.Line] = []
            for line in left {
                if let place = right.firstIndex(where: { areEqual(line, $0, within: bound) }) {
                    right.remove(at: place)
                    result.equal += 1
                } else {
                    rest.append(line)
                }
            }
            left = rest
        }
        (result.old, result.new) = (left, right)
        return result
    }

    private func areEqual(_ a: LineSide.Line, _ b: LineSide.Line, within tolerance: Double) -> Bool {
        let (old, new) = (earlier.numbers(of: a), now.numbers(of: b))
        return a.currency == b.currency && old.count == new.count
            && zip(old, new).allSatisfy { $0.measure == $1.measure && isEqual($0.value, $1.value, within: tolerance) }
    }
}

/// Whether two numbers are the same but for a share of the larger one.
func isEqual(_ a: Double, _ b: Double, within tolerance: Double) -> Bool {
    a == b || (a - b).magnitude <= tolerance * max(a.magnitude, b.magnitude)  // fits: doubles
}
