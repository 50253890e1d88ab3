import MediaPlans
import Streams

/// Makes findings of lines of pacing.
public enum PacingRules {
    public static func note(
        _ lines: [PacingLine], gaps: [PacingGap], in log: FindingLog, settings: PacingSettings
    ) {
        guard !lines.isEmpty else {
            log.add(.pacingUnknown, at: Spot()) {
                ("there is neither a plan nor a report: nothing was compared", nil, nil)
            }
            return
        }
        guard lines.contains(where: { $0.asOf != nil }) else {
            let hint = "export reports by day, or give --as-of"
            log.add(.pacingUnknown, at: Spot()) { ("no report has days: nothing was compared", nil, hint) }
            return
        }
        for gap in gaps {
            log.add(.pacingDaysMissing, at: Spot(sheet: gap.platform)) {
                (
                    "\(gap.platform): the report has no line of \(counted(gap.days.count, "day")) of its flights: \(gap.words)",
                    nil, "export these days too; without lines they count as days without spend"
                )
            }
        }
        for line in lines where !line.isCampaign {
            switch line.verdict {
            case .under, .over:
                log.add(line.verdict == .under ? .pacingUnder : .pacingOver, at: Spot(sheet: line.platform)) {
                    (
                        words(line, settings),
                        "\(percentText(settings.under)) to \(percentText(settings.over)) of the plan to date",
                        advice(line)
                    )
                }
            case .unknown:
                log.add(.pacingUnknown, at: Spot(sheet: line.platform)) { ("\(line.place): \(line.unknown)", nil, nil) }
            case .on, .notBegun: break
            }
        }
    }

    private static func words(_ line: PacingLine, _ settings: PacingSettings = PacingSettings()) -> String {
        let day = line.asOf.map { " up to \($0)" } ?? ""
        let spend = line.delivered.map { figureText($0) } ?? "unknown"
        let plan = line.planToDate.map { figureText($0) } ?? "unknown"
        let share = line.share.map { " (\(percentText($0, beside: [settings.under, settings.over])))" } ?? ""
        return "\(line.place) spent \(spend)\(day) of \(plan) planned to date\(share)"
    }

    private static func advice(_ line: PacingLine) -> String? {
        if line.flight == nil, line.plan == 0 { return "nothing is planned there; check the report's names" }
        guard let plan = line.plan, let end = line.projectedEnd else { return nil }
        guard line.rate != nil else { return "it ended with \(figureText(end)) of \(figureText(plan))" }
        let projected = "at the present rate it ends with \(figureText(end)) of \(figureText(plan))"
        guard let needed = line.neededPerDay else { return projected }
        return "\(projected); \(figureText(needed)) a day ends on plan"
    }

    /// The campaign in one line.
    public static func sentence(_ line: PacingLine) -> String {
        guard line.share != nil else {
            return "\(line.verdict.rawValue)\(line.unknown.isEmpty ? "" : ": \(line.unknown)")"
        }
        return "\(line.verdict.rawValue): \(words(line))" + (line.unknown.isEmpty ? "" : "; \(line.unknown)")
    }
}
