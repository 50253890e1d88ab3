import Streams
import Workbooks

/// How the spend of a place, or of a whole campaign, goes along with its plan. What is not known is nil.
public struct PacingLine: Sendable, Equatable {
    public enum Verdict: String, Sendable, CaseIterable {
        case under, on, over
        /// The flight has not begun.
        case notBegun = "not begun"
        case unknown
    }

    /// Empty in the line of the campaign.
    public var platform = ""
    public var market = ""
    public var stage = ""
    public var currency: String?
    /// The last day that counts.
    public var asOf: CivilDate?
    public var flight: ClosedRange<CivilDate>?
    public var days: Int?
    public var daysGone: Int?
    public var plan: Double?
    public var planToDate: Double?
    public var delivered: Double?
    public var share: Double?
    /// Spend of a day, by the last days.
    public var rate: Double?
    public var projectedEnd: Double?
    public var neededPerDay: Double?
    public var verdict = Verdict.unknown
    /// What is not known, and why.
    public var unknown = ""
    /// Whether the plan has nothing under this name, which need not mean that nothing is planned.
    var isUnplanned = false

    public init() {}

    public static let header = [
        "level", "platform", "market", "stage", "currency", "as_of", "flight_start", "flight_end", "days", "days_gone",
        "plan", "plan_to_date", "delivered", "share", "rate", "projected_end", "needed_per_day", "verdict", "unknown",
    ]

    var isCampaign: Bool { platform.isEmpty }

    /// Whether plan and spend are known up to the day, so that the place counts in sums.
    var isCompared: Bool { planToDate != nil && (delivered != nil || verdict == .notBegun) }

    private var values: [JSON] {
        func text(_ text: String?) -> JSON { text.map { $0.isEmpty ? .null : .string($0) } ?? .null }
        func number(_ number: Double?) -> JSON { number.map(JSON.number) ?? .null }
        return [
            .string(isCampaign ? "campaign" : "place"), text(platform), text(market), text(stage), text(currency),
            text(asOf?.description), text(flight?.lowerBound.description), text(flight?.upperBound.description),
            number(days.map { Double($0) }), number(daysGone.map { Double($0) }), number(plan), number(planToDate),
            number(delivered), number(share), number(rate), number(projectedEnd), number(neededPerDay),
            .string(verdict.rawValue), text(unknown),
        ]
    }

    public var fields: [String] {
        values.map { $0.number.map { DecimalText.string($0) } ?? $0.string ?? "" }
    }

    public var json: JSON { .object(zip(Self.header, values).map { JSON.Member($0, $1) }) }

    /// Whether there is spend under a name that the plan lacks, while the report lacks a name of the plan.
    var isStray: Bool { isUnplanned && (delivered ?? 0) > 0 }

    /// The platform, market and stage in words.
    var place: String {
        isCampaign ? "the campaign" : [platform, market, stage].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// How much it lacks or has too much, as a share of the plan to date; nil where that is not known.
    public var deviation: Double? { share.map { ($0 - 1).magnitude } }
}

/// Lines of pacing in the text exposition format 0.0.4 of Prometheus.
public enum PacingMetrics {
    /// - Parameter campaign: the label that tells the lines of several files of one collector apart.
    public static func text(_ lines: [PacingLine], campaign: String = "") -> String {
        let families: [(name: String, help: String, value: (PacingLine) -> Double?)] = [
            ("plan", "Planned budget of the whole flight.", { $0.plan }),
            ("plan_to_date", "Planned budget up to the last day that counts.", { $0.planToDate }),
            ("delivered", "Spend up to the last day that counts.", { $0.delivered }),
            ("rate", "Spend of a day, by the last days.", { $0.rate }),
            ("days", "Days of the flight.", { $0.days.map { Double($0) } }),
            ("days_gone", "Days of the flight up to the last day that counts.", { $0.daysGone.map { Double($0) } }),
            (
                "as_of_seconds", "The last day that counts, as the Unix time of its begin.",
                { $0.asOf.map { Double($0.daysSince1970) * 86_400 } }
            ),
            ("share", "Spend as a share of the plan to date.", { $0.share }),
            ("projected_end", "Spend at the end of the flight at the rate of the last days.", { $0.projectedEnd }),
            ("needed_per_day", "Spend of a day to end on plan.", { $0.neededPerDay }),
            (
                "verdict", "0 on plan, 1 under, 2 over, 3 not begun, 4 unknown.",
                { line in
                    switch line.verdict {
                    case .on: 0
                    case .under: 1
                    case .over: 2
                    case .notBegun: 3
                    case .unknown: 4
                    }
                }
            ),
        ]
        return families.map { family in
            let samples = lines.compactMap { line in
                family.value(line).map {
                    "mediaplans_pacing_\(family.name){\(labels(line, campaign))} \(DecimalText.string($0))\n"
                }
            }
            guard !samples.isEmpty else { return "" }
            let name = "mediaplans_pacing_\(family.name)"
            return "# HELP \(name) \(family.help)\n# TYPE \(name) gauge\n" + samples.joined()
        }.joined()
    }

    private static func labels(_ line: PacingLine, _ campaign: String) -> String {
        let labels = [
            ("campaign", campaign), ("level", line.isCampaign ? "campaign" : "place"), ("platform", line.platform),
            ("market", line.market),
            ("stage", line.stage), ("currency", line.currency ?? ""),
        ]
        return labels.map { name, value in
            let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            return "\(name)=\"\(escaped)\""
        }.joined(separator: ",")
    }
}
