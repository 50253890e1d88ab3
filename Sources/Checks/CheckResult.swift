import MediaPlans
import Runs
import Streams

/// What a validation came to: everything that reports say.
public struct CheckResult {
    /// What was read, in the order given.
    public var inputs: [String]
    /// Records and columns read, or the used range of a workbook that holds no records.
    public var rows: Int
    public var columns: Int
    public var recordCount: Int
    public var log: FindingLog
    let campaign: CampaignView
    let columnUse: ColumnUse
    /// Control totals compared, and those that agree; nil when there were none.
    public var controlTotals: (compared: Int, agreed: Int)?
    /// Sums of sheets' columns, taken without any knowledge of regions, that were held against the records, and those that agree; nil
    /// when there were none.
    public var gridSums: (compared: Int, agreed: Int)?
    public var audit: AuditSummary?
    /// What became of the cells of the sources; nil where only records were read and nothing beside them tells.
    public var source: SourceCoverage?
    /// What the comparison with earlier records came to; nil where none was asked for.
    public var earlier: EarlierSummary?
    /// Plan and spend of the campaign to date; nil where that was not asked for.
    public var pacing: PacingLine?
    /// Plan, spend and projection by day of each platform; nil where pacing was not asked for.
    public var spendByDay: [PlatformDays]?
    /// Whether the tracker may be sent; nil where no tracker was held against records.
    public var judgement: Judgement?
    /// Title, level and silencing of each rule.
    let settings: CheckSettings

    /// Whether there is a finding at or above a level.
    public func hasFindings(from level: Message.Level) -> Bool {
        Message.Level.allCases.contains { $0 >= level && log.count($0) > 0 }
    }
}

/// How a tracker's cells fared.
public struct AuditSummary: Sendable, Equatable {
    /// The same double, or what is left of it after rounding at the last of its digits.
    public var exact = 0
    public var withinTolerance = 0
    public var wrong = 0
    public var missing = 0
    /// Formulas without a saved value.
    public var uncalculated = 0
    public var unexplained = 0
    /// Numbers in rows or columns of a block whose label is not known.
    public var unlabelled = 0
    /// Labelled numbers outside the blocks of which it is not said which figures they are.
    public var beside = 0
    /// Formulas that were calculated anew, and those whose form is not known.
    public var formulas = 0
    public var formulasUnknown = 0
    /// `-` where the records give nothing either.
    public var unknown = 0
    /// Cells that people type, and what depends on them only.
    public var typed = 0

    public init() {}

    public var compared: Int { exact + withinTolerance + wrong + missing }
    public var right: Int { exact + withinTolerance }
    /// Numbers that the tracker shows and that no record could be compared with.
    public var notCompared: Int { unexplained + uncalculated + unlabelled }
    /// All figures that the tracker shows or should show.
    public var figures: Int { compared + notCompared }
}
