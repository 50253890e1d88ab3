import MediaPlans
import Streams

/// What share of the source stands behind figures, and which markets are planned, delivered and reached.
struct HTMLCoverage {
    let result: CheckResult

    /// The columns that figures of a tracker are made of.
    private static let used: Set<RecordColumn> = [
        .market, .campaign, .platform, .cejObjectives, .targetAudience, .startDate, .endDate, .localCurrency,
        .budgetLocal, .impressions, .clicksActions,
        .videoViews, .frequency, .uniquesReach,
    ]

    var markup: String {
        guard result.recordCount > 0 else { return "" }
        let origin: Set<RecordColumn> = [.sourceFile, .sourceSheet, .sourceRow, .sourceType]
        let filled = RecordColumn.allCases.filter { !origin.contains($0) && result.columnUse[$0] > 0 }
        let extras = result.columnUse.extras.filter { $0.value > 0 }.sorted { $0.key < $1.key }
        let reaching = filled.count(where: Self.used.contains)
        let all = filled.count + extras.count
        let others =
            filled.filter { !Self.used.contains($0) }.map { "\($0.rawValue) (\(result.columnUse[$0]))" }
            + extras.map { "\($0.key) (\($0.value))" }
        let share = all > 0 ? " (\(escaped(percentText(Double(reaching) / Double(all)))))" : ""
        let rest =
            others.isEmpty
            ? ""
            : "<details><summary>\(counted(others.count, "column")) that no figure is made of, with values</summary><p>\(escaped(others.joined(separator: ", ")))</p></details>"
        return """
            <section aria-labelledby="coverage"><h2 id="coverage">Coverage</h2>
            \(source)
            <p>Figures are made of \(reaching) of \(all) columns that hold any value\(share).</p>
            \(rest)<div class="cards">\(result.campaign.platforms.map(table).joined())</div></section>
            """
    }

    /// The share of the sources, as every report of the run has it.
    private var source: String {
        guard let source = result.source else {
            return "<p>The records came without what became of the sources' cells, so their coverage is not known.</p>"
        }
        let gaps = source.gaps(most: 20)
        guard !gaps.isEmpty else { return "<p>\(escaped(source.sentence)).</p>" }
        return
            "<p>\(escaped(source.sentence)).</p><details open><summary>Numbers that are not</summary><ul>\(gaps.map { "<li>\(escaped($0))</li>" }.joined())</ul></details>"
    }

    private func table(_ platform: PlatformView) -> String {
        let name = escaped(platform.platform.displayName)
        return """
            <div class="card"><table><caption class="sr">Lines and reach of \(name) by market</caption>
            <thead><tr><th scope="col">\(name)</th><th scope="col">Planned lines</th><th scope="col">Delivered lines</th><th scope="col">Reach known</th></tr></thead>
            <tbody>\(platform.markets.map(row).joined())</tbody></table></div>
            """
    }

    private func row(_ market: MarketView) -> String {
        let planned = market.all(.planned).count
        let actual = market.all(.actual).count
        let known = market.readings.values.count { $0.value != nil }
        let reach = market.readings.isEmpty ? "none" : "\(known) of \(market.readings.count)"
        return "<tr><th scope=\"row\">\(escaped(market.market.displayName))</th>"
            + cell("\(planned)", isGap: planned == 0) + cell("\(actual)", isGap: actual == 0)
            + cell(reach, isGap: known < max(market.readings.count, 1)) + "</tr>"
    }

    private func cell(_ text: String, isGap: Bool) -> String {
        "<td class=\"number\(isGap ? " gap" : "")\">\(escaped(text))\(isGap ? "<span class=\"sr\"> (gap)</span>" : "")</td>"
    }
}
