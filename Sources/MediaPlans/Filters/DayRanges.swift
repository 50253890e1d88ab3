/// Days as ranges that neither touch nor overlap, in their order; a daily export has one range for each gap.
struct DayRanges {
    private var ranges: [ClosedRange<Int>] = []

    /// Whether all of them are among some days; true where nobody knows which.
    func isWithin(_ days: ClosedRange<Int>?) -> Bool {
        guard let days, let first = ranges.first, let last = ranges.last else { return true }
        return days.contains(first.lowerBound) && days.contains(last.upperBound)
    }

    /// The place of the first range that ends on a day or later.
    private func place(of day: Int) -> Int {
        if let last = ranges.last, last.upperBound < day { return ranges.count }
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < day { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func overlaps(_ days: ClosedRange<Int>) -> Bool {
        let place = place(of: days.lowerBound)
        return place < ranges.count && ranges[place].lowerBound <= days.upperBound
    }

    mutating func insert(_ days: ClosedRange<Int>) {
        let first = place(of: days.lowerBound - 1)
        var last = first
        var merged = days
        while last < ranges.count, ranges[last].lowerBound <= days.upperBound + 1 {
            merged = min(merged.lowerBound, ranges[last].lowerBound)...max(merged.upperBound, ranges[last].upperBound)
            last += 1
        }
        ranges.replaceSubrange(first..<last, with: CollectionOfOne(merged))
    }

    mutating func formUnion(_ other: DayRanges) { for range in other.ranges { insert(range) } }
}
