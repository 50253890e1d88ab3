import MediaPlans
import Streams

/// The charts of the HTML report. Bars are SVG whose lengths are shares of their width, and words stand beside them as
/// text, so that they are as readable on a telephone as on a wall.
struct HTMLCharts {
    let campaign: CampaignView
    let history: RunHistory

    private struct Pair {
        var name: String
        var planned: Double?
        var actual: Double?
        /// Whether lines of one side give no budget, so that the two sides cannot be compared.
        var isPartial = false

        /// Whether both sides are known in full.
        var isComparable: Bool { planned != nil && actual != nil && !isPartial }

        var largest: Double { max(planned ?? 0, actual ?? 0) }
    }

    private func pairs(_ platform: PlatformView) -> [Pair] {
        platform.markets.map {
            let (planned, actual) = ($0.all(.planned).budget, $0.all(.actual).budget)
            return Pair(
                name: $0.market.displayName, planned: planned.value, actual: actual.value,
                isPartial: planned.unknown > 0 || actual.unknown > 0)
        }
        .filter { $0.planned != nil || $0.actual != nil }.sorted {
            ($0.planned ?? 0, $0.actual ?? 0) > ($1.planned ?? 0, $1.actual ?? 0)
        }
    }

    private func total(_ platform: PlatformView) -> Pair {
        let figures = ExpectedFigures(platform: platform, market: nil)
        return Pair(
            name: platform.platform.displayName, planned: figures.figure(.budget, .campaign, .planned),
            actual: figures.figure(.budget, .campaign, .actual))
    }

    private var totals: [Pair] { campaign.platforms.map(total).filter { $0.planned != nil || $0.actual != nil } }

    private func number(_ value: Double?) -> String {
        value.map { figureText($0 >= 100 ? $0.rounded() : $0) } ?? "unknown"
    }

    // MARK: Planned against delivered

    var spend: String {
        guard !totals.isEmpty else { return "" }
        let currencies = campaign.platforms.reduce(into: Set<String>()) { $0.formUnion($1.currencies.keys) }.sorted()
        let unit = currencies.count == 1 ? " [\(currencies[0])]" : ""
        let platforms = campaign.platforms.filter { !pairs($0).isEmpty }.map {
            card("\($0.platform.displayName) by market", bars(pairs($0)))
        }.joined()
        return """
            <section aria-labelledby="spend"><h2 id="spend">Budget planned and delivered\(escaped(unit))</h2>
            <p class="legend"><span><span class="key planned"></span> planned</span> <span><span class="key actual"></span> delivered</span>; each chart has a scale of its own</p>
            <div class="cards">\(card("All platforms", bars(totals), isWide: true))\(platforms)</div></section>
            """
    }

    private func card(_ title: String, _ markup: String, isWide: Bool = false) -> String {
        "<div class=\"card\(isWide ? " wide" : "")\"><h3>\(escaped(title))</h3>\(markup)</div>"
    }

    private func bars(_ pairs: [Pair]) -> String {
        let largest = max(pairs.map(\.largest).max() ?? 0, 1e-9)
        return "<ul class=\"bars\">"
            + pairs.map { pair in
                let words = "\(pair.name): planned \(number(pair.planned)), delivered \(number(pair.actual))"
                return """
                    <li><span class="name">\(escaped(pair.name))</span>
                    <svg role="img" width="100%" height="26" aria-label="\(escaped(words))"><title>\(escaped(words))</title>\
                    \(bar(pair.planned, largest, y: 1, "planned"))\(bar(pair.actual, largest, y: 14, "actual"))</svg>
                    <span class="values" aria-hidden="true">\(escaped(number(pair.planned)))<br>\(escaped(number(pair.actual)))</span></li>
                    """
            }.joined() + "</ul>"
    }

    private func bar(_ value: Double?, _ largest: Double, y: Int, _ kind: String) -> String {
        guard let value, value > 0 else {
            return "<line class=\"nothing\" x1=\"0\" x2=\"6\" y1=\"\(y + 5)\" y2=\"\(y + 5)\"/>"
        }
        return
            "<rect class=\"\(kind)\" x=\"0\" y=\"\(y)\" height=\"11\" rx=\"2\" width=\"\(share(value / largest))%\"/>"
    }

    /// Hundred times a share, with one decimal.
    private func share(_ value: Double) -> String {
        DecimalText.string((min(max(value, 0.002), 1) * 1000).rounded() / 10)
    }

    // MARK: Spend of the plan

    var spentOfPlan: String {
        let cards = campaign.platforms.compactMap { platform -> String? in
            let all = pairs(platform)
            let compared = all.filter { $0.isComparable && platform.regions.isEmpty }
            let left = all.filter { !$0.isComparable }.map(\.name)
            var sum = Pair(name: left.isEmpty ? "all markets" : "markets known on both sides")
            if platform.markets.reduce(into: Set<String>(), { $0.formUnion($1.currencies) }).count <= 1,
                !compared.isEmpty
            {
                sum.planned = compared.reduce(0) { $0 + ($1.planned ?? 0) }
                sum.actual = compared.reduce(0) { $0 + ($1.actual ?? 0) }
            }
            let rows = ([sum] + all.filter(\.isComparable)).enumerated().compactMap { offset, pair -> String? in
                guard let planned = pair.planned, planned > 0, let actual = pair.actual else { return nil }
                return spentBar(pair.name, actual / planned, of: platform.platform.displayName, isTotal: offset == 0)
            }
            let note =
                left.isEmpty
                ? "" : "<p>Not compared, since one side is unknown: \(escaped(left.joined(separator: ", "))).</p>"
            return rows.isEmpty
                ? nil : card(platform.platform.displayName, "<ul class=\"bars\">\(rows.joined())</ul>\(note)")
        }
        guard !cards.isEmpty else { return "" }
        return """
            <section aria-labelledby="spent"><h2 id="spent">Spent of plan</h2>
            <p>Delivered spend as a share of the plan of the whole flight; the line stands at 100 %, the scale ends at 200 %. Whether it is on \
            plan to date is said under Pacing at the top, and by day.</p>
            <div class="cards">\(cards.joined())</div></section>
            """
    }

    private func spentBar(_ name: String, _ ratio: Double, of platform: String, isTotal: Bool) -> String {
        let words = "\(platform), \(name): \(percentText(ratio)) of plan"
        return """
            <li\(isTotal ? " class=\"total\"" : "")><span class="name">\(escaped(name))</span>
            <svg role="img" width="100%" height="18" aria-label="\(escaped(words))"><title>\(escaped(words))</title>\
            <rect class="track" x="0" y="3" width="100%" height="12" rx="2"/><rect class="\(ratio > 1 ? "over" : "even")" x="0" y="3" height="12" rx="2" width="\(share(ratio / 2))%"/>\
            \(ratio > 2 ? "<line class=\"more\" x1=\"96%\" x2=\"97%\" y1=\"16\" y2=\"2\"/>" : "")<line class="mark" x1="50%" x2="50%" y1="0" y2="18"/></svg>
            <span class="values" aria-hidden="true">\(escaped(percentText(ratio)))</span></li>
            """
    }

    // MARK: Run times

    var times: String {
        guard !history.runs.isEmpty else { return "" }
        let rows = history.tools.map { tool -> String in
            let runs = history.runs(of: tool)
            let seconds = runs.map(\.seconds)
            let last = seconds[seconds.count - 1]
            let before = seconds.dropLast().sorted()
            let usual = before.isEmpty ? nil : before[before.count / 2]
            let words =
                usual.map { "\(tool): \(time(last)), usually \(time($0)) in \(counted(before.count, "earlier run"))" }
                ?? "\(tool): \(time(last)), no earlier run"
            return """
                <li><span class="name">\(escaped(tool))</span>
                <svg role="img" width="100%" height="40" viewBox="0 0 100 40" preserveAspectRatio="none" aria-label="\(escaped(words))"><title>\(escaped(words))</title>\(line(seconds))</svg>
                <span class="values">\(escaped(time(last)))<br><small>\(escaped(usual.map { "usually " + time($0) } ?? "first run"))</small></span></li>
                """
        }
        return """
            <section aria-labelledby="times"><h2 id="times">Run times</h2>
            <p>Each step's last runs, the latest at the right; the scale begins at 0.</p><div class="cards"><div class="card"><ul class="bars">\(rows.joined())</ul></div></div></section>
            """
    }

    private func line(_ seconds: [Double]) -> String {
        let largest = max(seconds.max() ?? 0, 1e-6)
        let step = seconds.count > 1 ? 98 / Double(seconds.count - 1) : 0
        let points = seconds.enumerated().map { index, value in
            let x = ((seconds.count > 1 ? 1 + step * Double(index) : 50) * 100).rounded() / 100
            let y = ((38 - value / largest * 34) * 100).rounded() / 100
            return (x, y)
        }
        let path = points.map { "\(DecimalText.string($0.0)),\(DecimalText.string($0.1))" }.joined(separator: " ")
        let dot = points[points.count - 1]
        return
            "<polyline class=\"time\" points=\"\(path)\"/><line class=\"dot\" x1=\"\(DecimalText.string(dot.0))\" x2=\"\(DecimalText.string(dot.0))\" y1=\"\(DecimalText.string(dot.1))\" y2=\"\(DecimalText.string(dot.1))\"/>"
    }

    private func time(_ seconds: Double) -> String {
        seconds < 1
            ? "\(Int(clamping: (seconds * 1000).rounded())) ms"
            : "\(DecimalText.string((seconds * 100).rounded() / 100)) s"
    }
}
