import Streams
import Workbooks

/// One number of a planner's own summary: what the lines of a market should add up to.
public struct ControlTotal: Sendable, Equatable {
    /// What is added up.
    public enum Measure: String, Sendable, Hashable, CaseIterable {
        case budget, impressions, clicks, views, reach, frequency
    }

    /// Whether it is the sum of the lines: a market's reach over its stages is the planner's own, and so is a frequency.
    public var isSum: Bool { measure != .frequency && (measure != .reach || stage != nil) }

    public var platform: Platform
    /// Nil for the summary's line of all markets together.
    public var market: Market?
    /// Nil for all lines.
    public var stage: Stage?
    public var measure: Measure
    /// The code in the header's brackets (`BUDGET [USD]`), upper case; nil where it names none.
    public var currency: String?
    public var value: Double
    /// File, sheet and cell.
    public var place: Place

    /// The columns of control totals as records.
    public static let header = [
        "Source_File", "Source_Sheet", "Source_Cell", "PLATFORM", "MARKET", "STAGE", "MEASURE", "LOCAL_CURRENCY",
        "VALUE",
    ]

    /// The values under `header`, a missing market being all markets and a missing stage all lines.
    public var fields: [String] {
        [
            place.file.map { fileName(of: $0) } ?? "", place.sheet ?? "", place.cell ?? "", platform.code,
            market?.displayName ?? "TOTAL",
            stage?.displayName ?? "", measure.rawValue.uppercased(), currency ?? "", DecimalText.string(value),
        ]
    }

    /// The same as a JSON object, the value a number.
    public var json: JSON {
        .object(
            zip(Self.header, fields).compactMap { name, text in
                if name == "VALUE" { return .init(name, .number(value)) }
                return text.isEmpty ? nil : .init(name, .string(text))
            })
    }
}

/// What the block at the head of a platform's sheet says of the campaign.
public struct CampaignBlock: Sendable, Equatable {
    public var platform: Platform
    public var start: CivilDate?
    public var end: CivilDate?
    public var place: Place
}

/// A cell of a summary where a total is to be, and which holds a text.
public struct UnreadTotal: Sendable, Equatable {
    public var platform: Platform
    /// What the row is called.
    public var name: String
    public var text: String
    public var place: Place
}

/// A plan's own summaries: its MARKET SUMMARY tables and campaign blocks.
public struct PlanSummary: Sendable, Equatable {
    public var totals: [ControlTotal] = []
    public var blocks: [CampaignBlock] = []
    /// Cells where a total is to be, and which hold no number.
    public var unread: [UnreadTotal] = []

    public init() {}

    /// Reads them from all platforms' sheets of a plan.
    ///
    /// A sheet without a table says nothing. Cells that hold no number state no total; those that hold a text are named.
    public static func reading(_ source: some SheetSource, vocabulary: Vocabulary) throws -> PlanSummary {
        let visitor = SummaryVisitor(vocabulary: vocabulary)
        try source.walk(visitor)
        return visitor.summary
    }
}
