import MediaPlans
import Streams

/// The report that an operator opens after a run: one file that needs nothing else, no network either.
///
/// All text from data goes through `escaped`, also into attributes; data never reach the script.
struct HTMLReport {
    let result: CheckResult
    let history: RunHistory

    /// A part of the page: what the menu calls it, its anchor, and its markup.
    private struct Section {
        var name: String
        var anchor: String
        var markup: String
    }

    private var sections: [Section] {
        let charts = HTMLCharts(campaign: result.campaign, history: history)
        return [
            Section(name: "At a glance", anchor: "glance", markup: glance),
            Section(name: "Budgets", anchor: "spend", markup: charts.spend),
            Section(name: "Spent of plan", anchor: "spent", markup: charts.spentOfPlan),
            Section(name: "Spend by day", anchor: "days", markup: HTMLDays(platforms: result.spendByDay).markup),
            Section(name: "Coverage", anchor: "coverage", markup: HTMLCoverage(result: result).markup),
            Section(name: "Findings", anchor: "findings", markup: HTMLFindings(result: result).markup),
            Section(name: "Run times", anchor: "times", markup: charts.times),
        ].filter { !$0.markup.isEmpty }
    }

    func text() -> String {
        let sections = sections
        let menu = sections.map { "<li><a href=\"#\($0.anchor)\">\(escaped($0.name))</a></li>" }.joined()
        let body = """
            <a class="skip" href="#findings">Skip to the findings</a>
            <header><div class="verdict \(mood)">
            <p class="kicker">Validation of \(escaped(subject))</p>
            <h1 id="verdict">\(escaped(result.verdict))</h1>
            <p>\(escaped(result.countsText)) in \(escaped(counted(result.recordCount, "record"))).</p>
            \(first)</div>
            <nav aria-label="Parts of this report"><ul>\(menu)</ul></nav></header>
            <main>
            \(sections.map(\.markup).joined(separator: "\n"))
            </main>
            <footer><p>Written by mp-validate. Rows: \(result.rows), Columns: \(result.columns).</p></footer>
            """
        return HTMLPage(title: result.verdict, body: body, script: HTMLReportScript.text).text
    }

    private var mood: String {
        switch result.judgement?.verdict {
        case .doNotSend: "bad"
        case .readyWithWarnings: "fair"
        case .ready: "good"
        case nil: moodOfData
        }
    }

    private var moodOfData: String {
        result.log.count(.error) > 0 ? "bad" : result.log.count(.warning) > 0 ? "fair" : "good"
    }

    /// What was read last, which is the tracker where there is one.
    private var subject: String { result.inputs.last.map { printable(fileName($0)) } ?? "nothing" }

    /// The worst rules, as links to their findings.
    private var first: String {
        let groups = result.log.sorted.filter { $0.level != .note }.prefix(3)
        guard !groups.isEmpty else { return "" }
        let items = groups.map { group in
            let example = group.findings.first.map { finding in
                let place = [finding.place.sheet, finding.place.cell].compactMap { $0 }.joined(separator: "!")
                return ": " + (place.isEmpty ? "" : place + " ") + finding.text
            }
            let more = group.count > 1 ? " (and \(group.count - 1) more)" : ""
            return
                "<li><a href=\"#rule-\(escaped(group.code.rawValue))\">\(escaped(group.title))</a>\(escaped(printable(example ?? "")))\(more)</li>"
        }
        return "<ul class=\"first\" aria-label=\"Look at these first\">\(items.joined())</ul>"
    }

    // MARK: At a glance

    private var glance: String {
        var tiles: [(String, String, String)] = Message.Level.allCases.reversed().map { level in
            let count = result.log.count(level)
            return (count > 0 ? level.rawValue : "", "\(count)", level.rawValue + (count == 1 ? "" : "s"))
        }
        tiles.append(("", "\(result.recordCount)", result.recordCount == 1 ? "record" : "records"))
        if let totals = result.controlTotals {
            tiles.append(
                (
                    totals.agreed == totals.compared ? "good" : "error", "\(totals.agreed) of \(totals.compared)",
                    "control totals agree"
                ))
        }
        if let audit = result.audit {
            let isRight = audit.figures > 0 && audit.right == audit.figures
            tiles.append(
                (isRight ? "good" : "error", "\(audit.right) of \(audit.figures)", "tracker figures right"))
        }
        let cells = tiles.map { "<li class=\"tile \($0.0)\"><strong>\(escaped($0.1))</strong> \(escaped($0.2))</li>" }
            .joined()
        let inputs = result.inputs.map { "<li><code>\(escaped(printable($0)))</code></li>" }.joined()
        let audit = result.audit.map { "<p>Tracker: \(escaped(TextReport.words($0))).</p>" } ?? ""
        let pacing = result.pacing.map { "<p>Pacing: \(escaped(printable(PacingRules.sentence($0)))).</p>" } ?? ""
        let earlier =
            result.earlier.map {
                "<p>Compared with <code>\(escaped(printable($0.path)))</code>: \(escaped(printable($0.sentence))).</p>"
            } ?? ""
        return """
            <section aria-labelledby="glance"><h2 id="glance">At a glance</h2>
            <ul class="tiles">\(cells)</ul>\(audit)\(earlier)\(pacing)
            <details><summary>What was read</summary><ul>\(inputs)</ul></details></section>
            """
    }
}
