/// How many cells of a sheet were not what they should be.
public struct CellOddities: Sendable {
    /// Formulas for which the workbook holds no value.
    public var uncalculated = 0
    /// Formulas whose value the workbook does not vouch for: it asks to be calculated when it is opened, or was saved before that was done
    /// (ECMA-376 part 1, 18.2.2, `fullCalcOnLoad` and `calcCompleted`).
    public var stale = 0
    /// Cells that name a shared string which is not there.
    public var missingStrings = 0

    static func += (sum: inout CellOddities, other: CellOddities) {
        sum.uncalculated += other.uncalculated
        sum.stale += other.stale
        sum.missingStrings += other.missingStrings
    }

    static func - (left: CellOddities, right: CellOddities) -> CellOddities {
        CellOddities(
            uncalculated: left.uncalculated - right.uncalculated, stale: left.stale - right.stale,
            missingStrings: left.missingStrings - right.missingStrings)
    }
}
