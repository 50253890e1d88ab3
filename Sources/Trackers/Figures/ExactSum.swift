/// A sum of doubles that is rounded once, so that no order of adding changes it.
///
/// Shewchuk's partials ("Adaptive Precision Floating-Point Arithmetic", 1997) as Python's `math.fsum` keeps
/// them. Memory: a handful of doubles, whatever the number of summands.
struct ExactSum: Sendable, Equatable {
    /// Ascending in magnitude and without overlapping bits; their exact sum is the sum.
    private var partials: [Double] = []

    mutating func add(_ summand: Double) {
        var x = summand
        var kept = 0
        for index in partials.indices {
            var y = partials[index]
            if x.magnitude < y.magnitude { swap(&x, &y) }
            let high = x + y
            let low = y - (high - x)
            if low != 0 {
                partials[kept] = low
                kept += 1
            }
            x = high
        }
        partials.removeSubrange(kept...)
        partials.append(x)
    }

    mutating func add(_ other: ExactSum) {
        for partial in other.partials { add(partial) }
    }

    /// The sum, correctly rounded (half to even).
    var value: Double {
        guard var high = partials.last else { return 0 }
        var index = partials.count - 1
        var low = 0.0
        while index > 0 {
            let x = high
            index -= 1
            let y = partials[index]
            high = x + y
            low = y - (high - x)
            if low != 0 { break }
        }
        // A half-way case is decided by the sign of what lies below it.
        if index > 0, (low < 0 && partials[index - 1] < 0) || (low > 0 && partials[index - 1] > 0) {
            let doubled = low * 2
            let rounded = high + doubled
            if doubled == rounded - high { high = rounded }
        }
        return high
    }
}
