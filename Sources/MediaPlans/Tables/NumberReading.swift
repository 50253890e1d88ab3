/// How a file writes numbers and dates as text, as far as that is known before it is read.
///
/// What the texts of a column and of the file show comes first; this decides where they show nothing.
public struct NumberReading: Sendable, Equatable {
    /// The sign before the decimals.
    public enum DecimalSign: String, Sendable, CaseIterable { case point, comma }
    /// What comes first in `01/04/2026`.
    public enum DateOrder: String, Sendable, CaseIterable {
        case dayFirst = "day-first"
        case monthFirst = "month-first"
    }

    public var decimalSign: DecimalSign?
    public var dateOrder: DateOrder?
    /// Whether a rate of 2.5 without a percent sign means 2.5 %, not 250 %.
    public var percentIsPoints: Bool
    /// Whether all values of the source are texts (CSV), so that a number as text is nothing to report.
    public var textsAreNormal: Bool

    public init(
        decimalSign: DecimalSign? = nil, dateOrder: DateOrder? = nil, percentIsPoints: Bool = false,
        textsAreNormal: Bool = false
    ) {
        self.decimalSign = decimalSign
        self.dateOrder = dateOrder
        self.percentIsPoints = percentIsPoints
        self.textsAreNormal = textsAreNormal
    }
}
