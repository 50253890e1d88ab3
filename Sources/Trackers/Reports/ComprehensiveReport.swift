import MediaPlans
import Streams
import Workbooks

/// What the comprehensive report is made of.
struct ComprehensiveReport {
    let input: String
    let template: Template
    let output: String
    let totals: CampaignTotals
    let plan: TrackerPlan
    let coverage: Coverage
    /// What became of the cells of the sources; nil where that was not kept beside the records.
    let source: SourceCoverage?
    let brandLift: [BrandLiftResult]
    let book: FigureBook
    let findings: [Message]
    let matching: ColumnMatching?

    /// The report as text.
    func text() -> String {
        var out = ReportText()
        out.title("COMPREHENSIVE REPORT")
        out.line("Records   \(input)")
        out.line("Template  \(template.workbook.path)")
        out.line("Tracker   \(output)")
        if let period = totals.period {
            out.line("Days      \(period.text); the plan in proportion to the days of its flights")
        }
        addCoverage(to: &out)
        addGuesses(to: &out)
        addPlatforms(to: &out)
        out.add(MetricsSection(totals: totals, book: book, markets: plan.markets))
        addOneSided(to: &out)
        addGaps(to: &out)
        out.add(brandLift)
        addFindings(to: &out)
        return out.text
    }

    // MARK: Coverage

    private func addCoverage(to out: inout ReportText) {
        out.section("COVERAGE")
        let columns = coverage.columns
        addSource(to: &out)
        out.line(
            "Columns   \(coverage.columnsWithDestination) of \(columns.count) columns with values are in a figure or in the head "
                + "(\(ReportText.share(coverage.columnsWithDestination, of: columns.count)))")
        out.line(
            "Figures   \(coverage.inFigures) of \(coverage.numbers) numbers of the records are part of a figure "
                + "(\(ReportText.share(coverage.inFigures, of: coverage.numbers)))"
                + (coverage.holdsRecords ? "; the sheet Raw Data holds every record" : ""))
        if !coverage.holdsRecords {
            out.line("The tracker holds values and no raw data: what no figure is made of stands in the records only.")
        }
        out.line()
        out.line("Columns with a destination")
        out.table(
            ["column", "values", "numbers", "in figures", "destination"],
            columns.filter(coverage.isShown).map {
                [$0.name, "\($0.values)", "\($0.numbers)", "\($0.inFigures)", $0.destination!]
            }, right: [1, 2, 3])
        out.line()
        out.line("Columns without a destination")
        out.table(
            ["column", "values", "numbers", "reason"],
            columns.filter { !coverage.isShown($0) }.map { column in
                [
                    column.name, "\(column.values)", "\(column.numbers)",
                    [column.reason, column.destination.map { "all are in \($0)" }].compactMap { $0 }.joined(
                        separator: "; "),
                ]
            },
            right: [1, 2])
        let partly = Set(columns.filter(coverage.isShown).map(\.name))
        let losses = coverage.losses.filter { partly.contains($0.column) }
        guard !losses.isEmpty else { return }
        out.line()
        out.line("Numbers without a figure, in columns that have a destination")
        out.table(["column", "where", "numbers"], losses.map { [$0.column, $0.place, "\($0.count)"] }, right: [2])
    }

    /// The share of the sources, which every report of a run shows, and where the rest is.
    private func addSource(to out: inout ReportText) {
        guard let source else {
            return out.line(
                "Sources   not known: the records came without COVERAGE_*.tsv, which mp-extract --output writes")
        }
        out.line("Sources   \(source.sentence)")
        for gap in source.gaps(most: 20) { out.line("          not: \(gap)") }
    }

    /// What was guessed and why, and what was proposed and not done.
    private func addGuesses(to out: inout ReportText) {
        out.section("GUESSED AND PROPOSED")
        let lines = matching?.lines ?? []
        guard !lines.isEmpty else {
            return out.line("Nothing was guessed, and no column without a destination is like one that has.")
        }
        out.table(
            ["column", "values", "as", "score", "by", "what was done", "why"],
            lines.map { line in
                let proposal = line.proposal
                let done: String
                switch line.fate {
                case .accepted: done = "accepted, and remembered"
                case .remembered: done = "accepted before"
                case .proposed(let reason): done = "proposed only: \(reason)"
                }
                return [
                    proposal.column, "\(line.values)", proposal.destination.rawValue,
                    ReportText.decimals(proposal.score, 2), proposal.proposer, done,
                    proposal.reason,
                ]
            }, right: [1, 3])
        out.line("Accept a proposal by column_mappings of the client, or by an answer in \(MappingMemory.fileName).")
    }

    // MARK: Platforms

    /// Where a platform's rows are in a flat table.
    private func tableRows(of platform: Platform) -> String? {
        for table in template.layout.tables {
            let rows = table.rows.filter { $0.platform?.code == platform.code }.map(\.row)
            if let first = rows.min(), let last = rows.max() {
                return "rows \(first) to \(last) of \(table.sheet.name)"
            }
        }
        return nil
    }

    private func addPlatforms(to out: inout ReportText) {
        out.section("PLATFORMS AND MARKETS")
        var rows: [[String]] = []
        func add(
            _ name: String, _ market: String, _ planned: Figure, _ actual: Figure, _ compared: ComparedBudgets,
            _ place: String
        ) {
            let difference = compared.difference.map { ReportText.decimals($0, 2) } ?? "-"
            let words = [place, compared.words].filter { !$0.isEmpty }.joined(separator: "; ")
            rows.append([name, market, ReportText.figure(planned), ReportText.figure(actual), difference, words])
        }
        var all = ComparedBudgets()
        for platform in totals.platforms {
            let code = platform.platform.code
            let block = template.layout.blocks.first { $0.platform.code == code }
            var compared = ComparedBudgets()
            for market in platform.markets {
                compared.add(
                    book.figure(.budget, .campaign, .planned, .market(market.market), of: platform.platform),
                    book.figure(.budget, .campaign, .actual, .market(market.market), of: platform.platform),
                    market.market.displayName)
            }
            all.add(compared, platform.platform.displayName)
            add(
                platform.platform.displayName, "TOTAL",
                book.figure(.budget, .campaign, .planned, .total, of: platform.platform),
                book.figure(.budget, .campaign, .actual, .total, of: platform.platform),
                compared,
                block.map { "block at \($0.heading) of \($0.sheet.name)" } ?? tableRows(of: platform.platform)
                    ?? "no block in the template")
            let shown = plan.markets[code] ?? []
            let rest = platform.markets.map(\.market).filter { market in !shown.contains { $0.code == market.code } }
            for market in shown + rest {
                let planned = book.figure(.budget, .campaign, .planned, .market(market), of: platform.platform)
                let actual = book.figure(.budget, .campaign, .actual, .market(market), of: platform.platform)
                var one = ComparedBudgets()
                one.add(planned, actual, "")
                add(
                    "", market.displayName, planned, actual, one,
                    shown.contains { $0.code == market.code } ? "" : "no columns")
            }
        }
        if book.budget(.planned).value == nil || book.budget(.actual).value == nil { all.difference = nil }
        add("ALL", "TOTAL", book.budget(.planned), book.budget(.actual), all, "head")
        out.table(["platform", "market", "planned budget", "actual budget", "difference", ""], rows, right: [2, 3, 4])
    }

    /// Actual less planned budget over what is known in full on both sides, and what was left out.
    private struct ComparedBudgets {
        var difference: Double?
        var left: [String] = []

        mutating func add(_ planned: Figure, _ actual: Figure, _ name: String) {
            guard let p = planned.value, let a = actual.value, !planned.isPartial, !actual.isPartial else {
                // What has neither side lacks nothing in a difference.
                if planned.value != nil || actual.value != nil { left.append(name) }
                return
            }
            difference = (difference ?? 0) + (a - p)
        }

        mutating func add(_ other: ComparedBudgets, _ name: String) {
            if let part = other.difference { difference = (difference ?? 0) + part }
            if !other.left.isEmpty {
                left.append(other.difference == nil ? name : "\(name) (\(other.left.joined(separator: ", ")))")
            }
        }

        var words: String {
            let named = left.filter { !$0.isEmpty }
            return named.isEmpty
                ? "" : "difference without \(named.joined(separator: ", ")), not known in full on both sides"
        }
    }

    private func addOneSided(to out: inout ReportText) {
        out.section("PLAN AND DELIVERY")
        var found = false
        for platform in totals.platforms {
            let markets = platform.markets.sorted { $0.market.displayName < $1.market.displayName }
            for (text, list) in [
                ("planned, not delivered", markets.filter { $0.isPlanned && !$0.isDelivered }),
                ("delivered, not planned", markets.filter { !$0.isPlanned && $0.isDelivered }),
                ("named, neither planned nor delivered", markets.filter { !$0.isPlanned && !$0.isDelivered }),
            ] where !list.isEmpty {
                found = true
                out.line(
                    "\(platform.platform.displayName): \(text): \(list.map(\.market.displayName).joined(separator: ", "))"
                )
            }
        }
        if !found { out.line("Every market was planned and delivered.") }
    }

    // MARK: Unknown and partial

    private func addGaps(to out: inout ReportText) {
        let figures = plan.writes.compactMap { write in write.figure.map { (write, $0) } }
        let unknown = figures.filter { $0.1.value == nil }
        let partial = figures.filter { $0.1.isPartial }
        out.section("UNKNOWN FIGURES (\(unknown.count), shown as -)")
        let oneSided = unknown.count { isOneSided($0.0) }
        if oneSided > 0 { out.line("\(oneSided) of them belong to the markets named above, without plan or delivery.") }
        addGapTable(unknown, to: &out)
        out.section("PARTIAL FIGURES (\(partial.count), shown without what is unknown)")
        let expected = partial.count { leavesOutOneSidedOnly($0.0, $0.1) }
        if expected > 0 { out.line("\(expected) of them leave out the markets named above, and nothing else.") }
        addGapTable(partial.filter { !leavesOutOneSidedOnly($0.0, $0.1) }, to: &out)
        out.section("LEFT TO A PERSON")
        out.line("Census TA, TA Population and the executive summary are typed by a person.")
        out.line("Reach % and Total Reach% are formulas and come alive with TA Population.")
    }

    /// One line for all markets of which the same is unknown in the same row.
    private func addGapTable(_ figures: [(PlannedWrite, Figure)], to out: inout ReportText) {
        var groups: [(name: String, why: String, places: [String])] = []
        var indices: [String: Int] = [:]
        for (write, figure) in figures where !isOneSided(write) {
            let why = figure.gaps.map(\.description).joined(separator: "; ")
            let name =
                write.shows.map {
                    "\(platformName($0.platform)) \($0.section.name) \($0.metric.rawValue) \($0.side.rawValue)"
                } ?? write.name
            let place = "\(write.shows.map { marketName($0) + " " } ?? "")\(write.cell)"
            if let index = indices["\(name)\t\(why)"] {
                groups[index].places.append(place)
            } else {
                indices["\(name)\t\(why)"] = groups.count
                groups.append((name, why, [place]))
            }
        }
        guard !groups.isEmpty else {
            out.line("none")
            return
        }
        out.table(["figure", "why", "where"], groups.map { [$0.name, $0.why, $0.places.joined(separator: ", ")] })
    }

    /// Whether the figure belongs to a side that its market does not have at all, which is told above.
    private func isOneSided(_ write: PlannedWrite) -> Bool {
        guard let shown = write.shows, let code = shown.market,
            let market = totals.platform(shown.platform)?.market(code)
        else { return false }
        return shown.side == .planned ? !market.isPlanned : !market.isDelivered
    }

    /// Whether a total lacks nothing but the markets that were not planned, or not delivered.
    private func leavesOutOneSidedOnly(_ write: PlannedWrite, _ figure: Figure) -> Bool {
        guard let shown = write.shows, shown.market == nil,
            let markets = totals.platforms.first(where: { $0.platform.code == shown.platform })?.markets
        else { return false }
        let absent = Set(markets.filter { shown.side == .planned ? !$0.isPlanned : !$0.isDelivered }.map(\.market.code))
        return figure.gaps.allSatisfy { gap in
            if case .markets(_, let missing) = gap { missing.allSatisfy { absent.contains($0.code) } } else { false }
        }
    }

    private func platformName(_ code: String) -> String {
        totals.platforms.first { $0.platform.code == code }?.platform.displayName ?? code
    }

    private func marketName(_ shown: ShownFigure) -> String {
        guard let code = shown.market else { return "TOTAL" }
        return (plan.markets[shown.platform] ?? []).first { $0.code == code }?.displayName ?? code
    }

    private func addFindings(to out: inout ReportText) {
        out.section("FINDINGS (\(findings.count))")
        if findings.isEmpty { out.line("none") }
        for level in [Message.Level.error, .warning, .note] {
            for finding in findings where finding.level == level { out.line(finding.sentence) }
        }
    }
}
