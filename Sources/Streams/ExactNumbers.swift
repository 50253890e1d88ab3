/// Conversions and sums of numbers that come from outside, where the plain operators would end the process.
///
/// The rule of the rooms that read files (scripts/lint-arithmetic holds it): a double becomes a whole number by `init(exactly:)`, where only
/// the same number will do, or by `init(clamping:)`, where it is shown or compared; sums and products of what a file states report overflow.
extension FixedWidthInteger {
    /// The nearest number that the type has, rounded toward zero: a bound for what is beyond it, 0 for what is not a number.
    public init(clamping value: Double) {
        if let exact = Self(exactly: value.rounded(.towardZero)) {
            self = exact
        } else {
            self = value.isNaN ? 0 : value < 0 ? .min : .max
        }
    }

    /// The sum; nil beyond the type's bounds.
    public func adding(_ other: Self) -> Self? {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? nil : sum
    }

    /// The product; nil beyond the type's bounds.
    public func multiplied(by other: Self) -> Self? {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? nil : product
    }
}
