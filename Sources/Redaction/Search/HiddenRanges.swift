/// Where placeholders are in a text: in order, none overlapping, found by halving, since a text may be made of them.
struct HiddenRanges {
    private let ranges: [Range<Int>]

    init(_ ranges: [Range<Int>]) { self.ranges = ranges }

    /// The placeholder that a place is in.
    func range(at place: Int) -> Range<Int>? {
        let found = ranges.partitioningIndex { $0.upperBound > place }
        guard found < ranges.count, ranges[found].lowerBound <= place else { return nil }
        return ranges[found]
    }

    /// Whether a part is nothing but placeholders, or inside of one.
    func cover(_ range: Range<Int>) -> Bool {
        var offset = range.lowerBound
        while let placeholder = self.range(at: offset) {
            offset = placeholder.upperBound
            if offset >= range.upperBound { return true }
        }
        return false
    }
}

extension [Range<Int>] {
    /// The first index whose element fulfils a condition that all behind it fulfil, too.
    fileprivate func partitioningIndex(where isBehind: (Range<Int>) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
