/// Conversions and sums of numbers from files, where the plain operators would end the process on overflow.
///
/// Code that reads files follows this rule, which scripts/lint-arithmetic checks. A double becomes a whole number by
/// `init(exactly:)` where only an equal number is right, or by `init(clamping:)` where it is shown or compared. Sums
/// and products of numbers from a file report overflow.
extension FixedWidthInteger {
    /// The number rounded toward zero. Numbers beyond the type's bounds become the bound, and NaN becomes 0.
    public init(clamping value: Double) {
        if let exact = Self(exactly: value.rounded(.towardZero)) {
            self = exact
        } else {
            self = value.isNaN ? 0 : value < 0 ? .min : .max
        }
    }

    /// The sum; nil on overflow.
    public func adding(_ other: Self) -> Self? {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? nil : sum
    }

    /// The sum; on overflow the type's bound. For sizes of files, of which a sparse one can have the largest number.
    public func adding(clamping other: Self) -> Self {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? other < 0 ? .min : .max : sum
    }

    /// The product of numbers that are not negative; on overflow the largest number.
    public func multiplied(clamping other: Self) -> Self {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }

    /// The product; nil on overflow.
    public func multiplied(by other: Self) -> Self? {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? nil : product
    }
}
