/// A sum of what is known, and of how many lines it is not.
///
/// Neumaier's compensated summation: independent of the sums that trackers are filled with, so that an error in
/// one does not hide in the other.
struct Volume: Sendable {
    private var high = 0.0
    private var low = 0.0
    private(set) var known = 0
    private(set) var unknown = 0

    mutating func add(_ number: Double?) {
        guard let number else {
            unknown += 1
            return
        }
        known += 1
        accumulate(number)
    }

    mutating func add(_ other: Volume) {
        known += other.known
        unknown += other.unknown
        accumulate(other.high)
        accumulate(other.low)
    }

    private mutating func accumulate(_ number: Double) {
        let sum = high + number
        low += high.magnitude >= number.magnitude ? (high - sum) + number : (number - sum) + high
        high = sum
    }

    /// Nil when nothing is known.
    var value: Double? { known > 0 ? high + low : nil }
}
