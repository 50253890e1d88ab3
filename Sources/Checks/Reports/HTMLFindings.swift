import Streams

/// The findings by rule, the worst first, with filters.
struct HTMLFindings {
    let result: CheckResult

    var markup: String {
        let groups = result.log.sorted
        guard !groups.isEmpty else {
            return
                "<section aria-labelledby=\"findings\"><h2 id=\"findings\" tabindex=\"-1\">Findings</h2><p>There are none.</p>\(omissions)</section>"
        }
        let levels = Message.Level.allCases.reversed().filter { result.log.count($0) > 0 }.map { level in
            "<label><input type=\"checkbox\" name=\"level\" value=\"\(level.rawValue)\" checked> \(level.rawValue)s (\(result.log.count(level)))</label>"
        }.joined()
        let options = groups.map {
            "<option value=\"\(escaped($0.code.rawValue))\">\(escaped($0.code.rawValue)) (\($0.count))</option>"
        }.joined()
        let explanations = Dictionary(
            result.settings.listing.map { ($0[0], $0[3]) }, uniquingKeysWith: { first, _ in first })
        return """
            <section aria-labelledby="findings"><h2 id="findings" tabindex="-1">Findings</h2>
            <form class="filters" id="filters" role="search" aria-label="Filter the findings"><fieldset><legend>Level</legend>\(levels)</fieldset>
            <label>Rule <select name="rule"><option value="">all rules</option>\(options)</select></label>
            <label>Text <input type="search" name="text" placeholder="market, sheet, cell …" autocomplete="off"></label></form>
            <p id="shown" role="status" aria-live="polite">\(groups.reduce(0) { $0 + $1.findings.count }) of \(result.log.count) findings are listed.</p>
            \(groups.map { markup($0, explanations[$0.code.rawValue]) }.joined(separator: "\n"))\(omissions)</section>
            """
    }

    private var omissions: String {
        result.omissions.isEmpty ? "" : "<p>\(escaped(result.omissions.joined(separator: "; "))).</p>"
    }

    private func markup(_ group: FindingLog.Group, _ explanation: String?) -> String {
        // What all say is said once.
        let hints = Set(group.findings.map(\.hint))
        let common = group.findings.count > 1 && hints.count == 1 ? group.findings.first?.hint : nil
        let code = escaped(group.code.rawValue)
        let rest = group.count - group.findings.count
        return """
            <details class="group \(group.level.rawValue)" data-level="\(group.level.rawValue)" data-rule="\(code)"\(group.level == .error ? " open" : "")>
            <summary id="rule-\(code)"><span class="level">\(group.level.rawValue)</span> \(escaped(group.title)) <span class="count">\(group.counted)</span></summary>
            <p class="why">\(explanation.map { escaped($0) + " " } ?? "")<code>\(code)</code></p>
            \(common.map { "<p class=\"why\">What to do: \(escaped(printable($0))).</p>" } ?? "")<ul class="findings">\(group.findings.map { item($0, hasHint: common == nil) }.joined())</ul>\
            \(rest > 0 ? "<p>… and \(rest) more of \(group.count).</p>" : "")</details>
            """
    }

    private func item(_ finding: Finding, hasHint: Bool) -> String {
        let cell = [finding.place.sheet, finding.place.cell].compactMap { $0 }.joined(separator: "!")
        let file = finding.place.file.map(fileName) ?? ""
        let place =
            (cell.isEmpty ? "" : "<code>\(escaped(printable(cell)))</code> ")
            + (file.isEmpty ? "" : "<span class=\"file\">\(escaped(printable(file)))</span>")
        return
            "<li><span class=\"place\">\(place)</span> <span class=\"what\">\(escaped(printable(finding.text)))</span>"
            + (finding.expected.map { " <span class=\"expected\">Expected: \(escaped(printable($0)))</span>" } ?? "")
            + (hasHint ? finding.hint.map { " <span class=\"hint\">\(escaped(printable($0)))</span>" } ?? "" : "")
            + "</li>"
    }
}
