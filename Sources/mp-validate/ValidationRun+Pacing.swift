import Checks
import MediaPlans
import Streams
import Workbooks

extension ValidationRun {
    /// What gathers plan and spend by day, with its settings; nil where pacing was not asked for.
    func pacingJob(_ vocabulary: Vocabulary) throws -> (job: PacingJob, settings: PacingSettings)? {
        guard outputs.pacing || outputs.writePacing != nil else { return nil }
        let settings = try PacingSettings.loading(home: home)
        let asOf = outputs.asOf.flatMap { CivilDate(iso: $0) }
        return (PacingJob(settings: settings, vocabulary: vocabulary, asOf: asOf, period: period), settings)
    }

    /// Notes findings, writes the tables that were asked for, and gives the line of the campaign.
    func finish(_ pacing: (job: PacingJob, settings: PacingSettings), _ log: FindingLog) throws -> PacingLine? {
        let lines = pacing.job.lines()
        PacingRules.note(lines, gaps: pacing.job.gaps(), in: log, settings: pacing.settings)
        var tables: [TableFile] = []
        if outputs.pacing {
            tables.append(try TableFile(nil, outputs.format?.table ?? .tsv, header: PacingLine.header))
        }
        if let path = outputs.writePacing {
            tables.append(try TableFile(path, TableFormat(path: path), header: PacingLine.header))
        }
        for table in tables {
            if table.format == .prometheus {
                try table.write(PacingMetrics.text(lines, campaign: pacing.job.campaigns.joined(separator: ", ")))
            }
            for line in lines { try table.write(line.fields, line.json) }
            try table.finish()
            if let path = table.path { session.ledger.wrote(path) }
        }
        for verdict in PacingLine.Verdict.allCases {
            let name = "pacing_" + verdict.rawValue.replacing(" ", with: "_")
            session.ledger.counted(name, lines.dropLast().count { $0.verdict == verdict })
        }
        guard let campaign = lines.last else {
            session.report(
                Message(.warning, .pacingUnknown, "pacing: there is neither a plan nor a report: nothing was compared"))
            return nil
        }
        session.ledger.named("campaign", pacing.job.campaigns.joined(separator: ", "))
        // Parts of a thousand, because the ledger keeps whole numbers.
        if let share = campaign.share, share < 1e6 {
            session.ledger.counted("pacing_permille", Int((share * 1000).rounded()))
        }
        if let day = campaign.flight?.upperBound { session.ledger.counted("pacing_ends", day.daysSince1970) }
        if let day = campaign.asOf { session.ledger.counted("pacing_as_of", day.daysSince1970) }
        return campaign
    }
}
