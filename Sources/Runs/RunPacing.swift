import Streams

/// Spend beside the plan to date, as the audit of a run counted it.
public struct RunPacing: Sendable, Equatable {
    /// Spend as a share of the plan to date; nil where it is not known.
    public var share: Double?
    /// The last day of data, such as `2026-04-10`; nil where it is not known.
    public var asOf: String?
    /// Places (platform, market and stage) by verdict.
    public var under: Int
    public var over: Int
    public var unknown: Int
    public var all: Int
    /// Days from the last one of the data to the run or to the end of the flight, whichever is first; nil where that is not known.
    public var age: Int?

    /// Nil where the run did not look at pacing.
    public init?(_ run: Run) {
        guard let audit = run.step(RunStep.audit), let under = audit.figure("pacing_under"),
            let over = audit.figure("pacing_over"), let unknown = audit.figure("pacing_unknown")
        else { return nil }
        (self.under, self.over, self.unknown) = (under, over, unknown)
        all = under + over + unknown + (audit.figure("pacing_on") ?? 0) + (audit.figure("pacing_not_begun") ?? 0)
        share = audit.figure("pacing_permille").map { Double($0) / 1000 }
        age = audit.figure("pacing_as_of").flatMap { day in
            guard let now = Timestamp.seconds(run.started) else { return nil }
            let today = Int(now / 86_400)  // fits: a time of the calendar
            return max(0, min(today, audit.figure("pacing_ends") ?? today) &- day)
        }
        asOf = audit.figure("pacing_as_of").flatMap { days in
            // Beyond the year 2900 it is no day of a campaign.
            (0...340_000).contains(days) ? String(Timestamp.minute(Double(days) * 86_400).prefix(10)) : nil
        }
    }

    /// Older data than this say little of today's spend.
    static let mostAge = 3

    var isStale: Bool { (age ?? 0) > Self.mostAge }

    /// How much a campaign needs a look: how far its spend is from the plan to date as a share of it. One of which that is not known, or
    /// is known of days long past only, needs it as much as one without any spend.
    public var concern: Double {
        guard let share else { return 1 }
        let deviation = ((share - 1).magnitude * 1000).rounded() / 1000
        return isStale ? max(1, deviation) : deviation
    }

    /// What filters go by: `under` and `over` where such places are, `unknown` where the spend or a place of it is not known or is of
    /// days long past, and `on` where none of these.
    var words: [String] {
        let found = [
            under > 0 ? "under" : nil, over > 0 ? "over" : nil,
            share == nil || unknown > 0 || isStale ? "unknown" : nil,
        ].compactMap { $0 }
        return found.isEmpty ? ["on"] : found
    }

    /// `83.1 % of the plan to date (data to 2026-04-10); 3 of 27 places under, 1 over, 4 unknown`
    public var sentence: String {
        let text = share.map { DecimalText.string(($0 * 1000).rounded() / 10) + " % of the plan to date" } ?? "unknown"
        let old = isStale ? ", \(counted(age ?? 0, "day")) old" : ""
        let data = asOf.map { " (data to \($0)\(old))" } ?? ""
        return "\(text)\(data); \(under) of \(counted(all, "place")) under, \(over) over, \(unknown) unknown"
    }
}
