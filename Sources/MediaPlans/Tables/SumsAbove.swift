/// Lines that sum up the lines under them and do not say so: the groups of an outline, an export's line for a whole campaign above its countries.
///
/// Such a line lacks a name that the lines under it have. It waits, with the lines behind it, until these come to it or another of its kind begins;
/// 4096 lines wait at most.
struct SumsAbove {
    /// A line that may be a sum.
    private struct Candidate {
        var index: Int
        var missing: Missing
        var sum: LineSums.Sum
        /// What the lines under it come to so far.
        var under = LineSums.Sum()
    }

    /// The names that a line lacks of those that its table has columns for.
    struct Missing: OptionSet {
        let rawValue: UInt8

        static let columns: [RecordColumn] = [.market, .cejObjectives, .campaign, .formatType]
    }

    private var waiting: [(line: ReadLine, isSum: Bool)] = []
    private var open: [Candidate] = []
    private static let mostHeld = 4096

    /// Takes a line; gives those that are decided, in their order, and whether each is a sum of those under it; nil for nothing but the line
    /// itself, which is no sum.
    mutating func add(_ line: ReadLine, _ summed: Record, _ missing: Missing) -> [(line: ReadLine, isSum: Bool)]? {
        if missing.isEmpty, open.isEmpty { return nil }
        let sum = LineSums.Sum(summed)
        let mayBeSum = !missing.isEmpty && line.total == nil && LineSums.measures.indices.count { sum.isKnown[$0] } >= 2
        guard mayBeSum || !open.isEmpty else { return nil }
        if mayBeSum { open.removeAll { $0.missing.isSubset(of: missing) } }
        let before = open.isEmpty ? flush() : []
        waiting.append((line, false))
        if line.total == nil { count(sum, missing) }
        if mayBeSum { open.append(Candidate(index: waiting.count - 1, missing: missing, sum: sum)) }
        if open.isEmpty || waiting.count >= Self.mostHeld { return before + flush() }
        return before
    }

    /// Gives all that wait; what is not proved by now is a line.
    mutating func flush() -> [(line: ReadLine, isSum: Bool)] {
        defer { (waiting, open) = ([], []) }
        return waiting
    }

    /// A line that lacks less than a sum above it may be a sum itself, and does not count; one that lacks something else does.
    private mutating func count(_ sum: LineSums.Sum, _ missing: Missing) {
        for place in open.indices where missing.isEmpty || !missing.isSubset(of: open[place].missing) {
            open[place].under += sum
        }
        let proved = open.filter { $0.under.lines >= 2 && $0.under.matches($0.sum) ?? 0 >= 2 }
        guard !proved.isEmpty else { return }
        proved.forEach { prove($0) }
        open.removeAll { candidate in proved.contains { $0.index == candidate.index } }
    }

    /// The lines under a sum are of its market where they name none.
    private mutating func prove(_ candidate: Candidate) {
        waiting[candidate.index].isSum = true
        let market = waiting[candidate.index].line.record[.market]
        guard !market.isUnknown else { return }
        for index in waiting.indices.dropFirst(candidate.index + 1)  // fits: a place among 4096
        where waiting[index].line.record[.market].isUnknown {
            waiting[index].line.record[.market] = market
        }
    }
}

extension LineReader {
    /// The names that a line lacks; a word for a whole names nothing.
    func missing(_ record: Record) -> SumsAbove.Missing {
        var bits: UInt8 = 0
        for (index, column) in SumsAbove.Missing.columns.enumerated()
        where plan.column(of: column) != nil && record[column].isUnknown {
            bits |= 1 << UInt8(index)  // fits: four columns
        }
        if bits == 0, wholeLabel(record) != nil { bits = 1 }
        return SumsAbove.Missing(rawValue: bits)
    }
}
