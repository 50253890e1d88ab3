import ArgumentParser
import MediaPlans

/// For which days.
struct TrackerDayOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Fill the tracker for this month, such as 2026-04: reports' lines of its days, and the plan in proportion to them.",
            valueName: "month"))
    var month: String?

    @Option(help: ArgumentHelp("Fill the tracker for the days from this one on, in the same way.", valueName: "date"))
    var from: String?

    @Option(help: ArgumentHelp("Fill the tracker for the days up to this one, in the same way.", valueName: "date"))
    var to: String?

    /// The days that are asked for; nil for all.
    var period: RecordPeriod? {
        get throws {
            do {
                return try RecordPeriod.asked(month: month, from: from, to: to)
            } catch let mistake as RecordPeriod.Mistake {
                throw ValidationError(mistake.description)
            }
        }
    }
}
