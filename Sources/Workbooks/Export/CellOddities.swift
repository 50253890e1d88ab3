/// How many cells of a sheet were not what they should be.
public struct CellOddities: Sendable, Equatable {
    /// Formulas for which the workbook holds no value.
    public var uncalculated = 0
    /// Formulas whose value the workbook does not vouch for: it asks to be calculated when it is opened, or was saved before that was done
    /// (ECMA-376 part 1, 18.2.2, `fullCalcOnLoad` and `calcCompleted`).
    public var stale = 0
    /// Cells that name a shared string which is not there.
    public var missingStrings = 0
    /// Cells whose value is not of their type: left empty.
    public var illFormed = 0
    /// Cells with characters that XML cannot hold, or bytes that are not UTF-8: each became U+FFFD.
    public var repaired = 0
    /// Numbers of more digits than a double keeps.
    public var longNumbers = 0
    /// Serials under a date format that are not days, or are counted differently by other programs.
    public var doubtfulDates = 0
    /// Dates and times of which their format does not show the time of day, or a part of a second.
    public var hiddenTimes = 0
    /// Times whose days their format does not show.
    public var hiddenDays = 0
    /// Pictures in cells.
    public var pictures = 0

    private static let counts: [WritableKeyPath<CellOddities, Int> & Sendable] = [
        \.uncalculated, \.stale, \.missingStrings, \.illFormed, \.repaired, \.longNumbers, \.doubtfulDates,
        \.hiddenTimes, \.hiddenDays,
        \.pictures,
    ]

    static func += (sum: inout CellOddities, other: CellOddities) {
        for count in counts { sum[keyPath: count] += other[keyPath: count] }
    }

    static func - (left: CellOddities, right: CellOddities) -> CellOddities {
        var difference = left
        for count in counts { difference[keyPath: count] -= right[keyPath: count] }
        return difference
    }
}
