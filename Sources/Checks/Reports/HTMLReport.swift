import MediaPlans
import Streams

/// The report that an operator opens after a run: one file that needs nothing else, no network either.
///
/// All text from data goes through `escaped`, also into attributes; data never reach the script.
struct HTMLReport {
    let result: CheckResult
    let history: RunHistory

    func text() -> String {
        let sections = [glance, charts.spend, charts.pacing, coverage, findings, charts.times].filter { !$0.isEmpty }
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
            <meta name="color-scheme" content="light dark">
            <title>\(escaped(result.verdict))</title>
            <style>\(HTMLAssets.style)</style>
            </head>
            <body>
            <a class="skip" href="#findings">Skip to the findings</a>
            <header class="verdict \(mood)">
            <p class="kicker">Validation report</p>
            <h1 id="verdict">\(escaped(result.verdict))</h1>
            <p>\(escaped(result.countsText)) in \(escaped(counted(result.recordCount, "record"))).</p>
            </header>
            <main>
            \(sections.joined(separator: "\n"))
            </main>
            <footer><p>Written by mp-validate. Rows: \(result.rows), Columns: \(result.columns).</p></footer>
            <script>\(HTMLAssets.script)</script>
            </body>
            </html>

            """
    }

    private var charts: HTMLCharts { HTMLCharts(campaign: result.campaign, history: history) }

    private var mood: String { result.log.count(.error) > 0 ? "bad" : result.log.count(.warning) > 0 ? "fair" : "good" }

    // MARK: At a glance

    private var glance: String {
        var tiles: [(String, String, String)] = Message.Level.allCases.reversed().map { level in
            (level.rawValue, "\(result.log.count(level))", level.rawValue + (result.log.count(level) == 1 ? "" : "s"))
        }
        tiles.append(("", "\(result.recordCount)", result.recordCount == 1 ? "record" : "records"))
        if let totals = result.controlTotals {
            tiles.append((totals.agreed == totals.compared ? "" : "error", "\(totals.agreed) of \(totals.compared)", "control totals agree"))
        }
        if let audit = result.audit {
            let right = audit.exact + audit.withinTolerance
            tiles.append((right == audit.compared ? "" : "error", "\(right) of \(audit.compared)", "tracker figures right"))
        }
        let cells = tiles.map { "<li class=\"tile \($0.0)\"><strong>\(escaped($0.1))</strong> \(escaped($0.2))</li>" }.joined()
        let inputs = result.inputs.map { "<li><code>\(escaped($0))</code></li>" }.joined()
        var audit = ""
        if let counts = result.audit { audit = "<p>Tracker: \(escaped(TextReport.words(counts))).</p>" }
        return """
            <section aria-labelledby="glance"><h2 id="glance">At a glance</h2>
            <ul class="tiles">\(cells)</ul>\(audit)
            <details><summary>What was read</summary><ul>\(inputs)</ul></details></section>
            """
    }

    // MARK: Coverage

    /// The columns that figures of a tracker are made of.
    private static let used: Set<RecordColumn> = [
        .market, .campaign, .platform, .cejObjectives, .targetAudience, .startDate, .endDate, .localCurrency, .budgetLocal, .impressions, .clicksActions,
        .videoViews, .frequency, .uniquesReach,
    ]

    private var coverage: String {
        guard result.recordCount > 0 else { return "" }
        let origin: Set<RecordColumn> = [.sourceFile, .sourceSheet, .sourceRow, .sourceType]
        let filled = RecordColumn.allCases.filter { !origin.contains($0) && result.columnUse[$0] > 0 }
        let extras = result.columnUse.extras.filter { $0.value > 0 }.keys.sorted()
        let reaching = filled.filter(Self.used.contains)
        let all = filled.count + extras.count
        let others = filled.filter { !Self.used.contains($0) }.map { "\($0.rawValue) (\(result.columnUse[$0]))" } + extras.map { "\($0) (\(result.columnUse.extras[$0] ?? 0))" }
        return """
            <section aria-labelledby="coverage"><h2 id="coverage">Coverage</h2>
            <p>Figures are made of \(reaching.count) of \(all) columns that hold any value\(all > 0 ? " (\(escaped(percentText(Double(reaching.count) / Double(all)))))" : "").</p>
            \(others.isEmpty ? "" : "<details><summary>\(counted(others.count, "column")) that no figure is made of, with values</summary><p>\(escaped(others.joined(separator: ", ")))</p></details>")
            <div class="scroll" tabindex="0" role="region" aria-label="Which markets are planned, delivered and reached">
            <table><thead><tr><th scope="col">Platform</th><th scope="col">Market</th><th scope="col">Planned lines</th><th scope="col">Delivered lines</th><th scope="col">Reach numbers</th></tr></thead>
            <tbody>\(result.campaign.platforms.flatMap(rows).joined())</tbody></table></div></section>
            """
    }

    private func rows(_ platform: PlatformView) -> [String] {
        platform.markets.map { market in
            let planned = market.all(.planned).count
            let actual = market.all(.actual).count
            let known = market.readings.values.count { $0.value != nil }
            let reach = market.readings.isEmpty ? "none" : "\(known) of \(market.readings.count)"
            return "<tr><th scope=\"row\">\(escaped(platform.platform.displayName))</th><td>\(escaped(market.market.displayName))</td>"
                + cell("\(planned)", isGap: planned == 0) + cell("\(actual)", isGap: actual == 0) + cell(reach, isGap: known < max(market.readings.count, 1)) + "</tr>"
        }
    }

    private func cell(_ text: String, isGap: Bool) -> String { "<td class=\"number\(isGap ? " gap" : "")\">\(escaped(text))\(isGap ? "<span class=\"sr\"> (gap)</span>" : "")</td>" }

    // MARK: Findings

    private var findings: String {
        let groups = result.log.sorted
        guard !groups.isEmpty else {
            return "<section aria-labelledby=\"findings\"><h2 id=\"findings\" tabindex=\"-1\">Findings</h2><p>There are none.</p>\(omissions)</section>"
        }
        let levels = Message.Level.allCases.reversed().filter { result.log.count($0) > 0 }.map { level in
            "<label><input type=\"checkbox\" name=\"level\" value=\"\(level.rawValue)\" checked> \(level.rawValue)s (\(result.log.count(level)))</label>"
        }.joined()
        let options = groups.map { "<option value=\"\(escaped($0.code.rawValue))\">\(escaped($0.code.rawValue)) (\($0.count))</option>" }.joined()
        return """
            <section aria-labelledby="findings"><h2 id="findings" tabindex="-1">Findings</h2>
            <form class="filters" id="filters" aria-label="Filter the findings"><fieldset><legend>Level</legend>\(levels)</fieldset>
            <label>Rule <select name="rule"><option value="">all rules</option>\(options)</select></label>
            <label>Text <input type="search" name="text" placeholder="market, sheet, cell …" autocomplete="off"></label></form>
            <p id="shown" role="status" aria-live="polite">\(groups.reduce(0) { $0 + $1.findings.count }) of \(result.log.count) findings are listed.</p>
            \(groups.map(group).joined(separator: "\n"))\(omissions)</section>
            """
    }

    private var omissions: String { result.omissions.isEmpty ? "" : "<p>\(escaped(result.omissions.joined(separator: "; "))).</p>" }

    private func group(_ group: FindingLog.Group) -> String {
        let rule = result.settings.listing.first { $0[0] == group.code.rawValue }
        let items = group.findings.map { finding in
            let place = finding.place.description
            return "<li>\(place.isEmpty ? "" : "<code>\(escaped(printable(place)))</code> ")<span>\(escaped(printable(finding.text)))</span>"
                + (finding.expected.map { "<span class=\"expected\">Expected: \(escaped(printable($0)))</span>" } ?? "")
                + (finding.hint.map { "<span class=\"hint\">\(escaped(printable($0)))</span>" } ?? "") + "</li>"
        }.joined()
        let rest = group.count - group.findings.count
        return """
            <details class="group \(group.level.rawValue)" data-level="\(group.level.rawValue)" data-rule="\(escaped(group.code.rawValue))"\(group.level == .error ? " open" : "")>
            <summary><span class="level">\(group.level.rawValue)</span> \(escaped(group.title)) <span class="count">\(group.count)</span></summary>
            \(rule.map { "<p class=\"why\">\(escaped($0[3])) <code>\(escaped(group.code.rawValue))</code></p>" } ?? "<p class=\"why\"><code>\(escaped(group.code.rawValue))</code></p>")
            <ul>\(items)</ul>\(rest > 0 ? "<p>… and \(rest) more of \(group.count).</p>" : "")</details>
            """
    }
}
