import MediaPlans
import Streams

/// Plan, spend and projection by day of each platform: a chart, its numbers in a sentence, and a table of days.
struct HTMLDays {
    /// Nil where pacing was not asked for.
    let platforms: [PlatformDays]?

    /// A table of more lines is read by nobody: of longer flights it has every so many days.
    private static let mostRows = 62
    /// Height of the drawing, which is as wide as its card.
    private static let height = 100.0

    var markup: String {
        guard let platforms else { return "" }
        let drawn = platforms.filter { !$0.days.isEmpty }
        let others = platforms.filter(\.days.isEmpty).map { "\($0.platform): \($0.note)" }
        let without =
            platforms.isEmpty
            ? "<p>No chart: there is neither a plan nor a report.</p>"
            : others.isEmpty ? "" : "<p>No chart of \(escaped(printable(others.joined(separator: "; ")))).</p>"
        let legend =
            drawn.isEmpty
            ? ""
            : """
            <p class="legend"><span><span class="key planned"></span> plan to date</span> <span><span class="key actual"></span> spent</span> \
            <span><span class="key over"></span> projected at the rate of the last days</span>; each chart has a scale of its own, from 0</p>
            """
        return """
            <section aria-labelledby="days"><h2 id="days">Spend by day</h2>
            \(legend)\(without)<div class="cards">\(drawn.map(card).joined())</div></section>
            """
    }

    private func number(_ value: Double) -> String { figureText(value.magnitude >= 100 ? value.rounded() : value) }

    private func card(_ series: PlatformDays) -> String {
        let days = series.days
        let unit = series.currency.map { " [\($0)]" } ?? ""
        let top = days.map { max($0.planned, $0.spent ?? 0, $0.projected ?? 0) }.max() ?? 0
        let words = words(series)
        let note = series.note.isEmpty ? "" : "<p>\(escaped(printable(series.note))).</p>"
        return """
            <div class="card wide"><h3>\(escaped(printable(series.platform + unit)))</h3>
            <svg class="days" role="img" width="100%" height="180" viewBox="0 0 100 \(Int(Self.height))" preserveAspectRatio="none" aria-label="\(escaped(words))"><title>\(escaped(words))</title>\
            <line class="base" x1="0" x2="100" y1="98" y2="98"/>\(line(days, top, "plan") { $0.planned })\(line(days, top, "ahead") { $0.projected })\(line(days, top, "time") { $0.spent })</svg>
            <p class="axis" aria-hidden="true"><span>\(days[0].day)</span><span>\(escaped(number(top))) at the top</span><span>\(days[days.count - 1].day)</span></p>
            <p>\(escaped(words)).</p>\(note)\(table(series))</div>
            """
    }

    private func words(_ series: PlatformDays) -> String {
        let last = series.days[series.days.count - 1]
        var parts: [String] = []
        if let latest = series.latest, let spent = latest.spent {
            parts.append("spent \(number(spent)) of \(number(latest.planned)) planned up to \(latest.day)")
        }
        let end = last.projected.map { "projected \(number($0)) of \(number(last.planned))" } ?? "projection unknown"
        return printable("\(series.platform): \((parts + ["\(end) on \(last.day)"]).joined(separator: ", "))")
    }

    private func line(
        _ days: [PlatformDays.Day], _ top: Double, _ kind: String, _ value: (PlatformDays.Day) -> Double?
    ) -> String {
        let step = days.count > 1 ? 100 / Double(days.count - 1) : 0
        let points = days.enumerated().compactMap { index, day -> String? in
            guard let value = value(day) else { return nil }
            let y = Self.height - 2 - max(0, value) / max(top, 1e-9) * (Self.height - 6)
            return "\(text(step * Double(index))),\(text(y))"
        }
        return points.isEmpty ? "" : "<polyline class=\"\(kind)\" points=\"\(points.joined(separator: " "))\"/>"
    }

    private func text(_ value: Double) -> String { DecimalText.string((value * 100).rounded() / 100) }

    private func table(_ series: PlatformDays) -> String {
        let step = (series.days.count + Self.mostRows - 1) / Self.mostRows
        let shown = series.days.enumerated().filter { index, day in
            index % step == 0 || index == series.days.count - 1 || day.day == series.latest?.day
        }.map(\.element)
        let rows = shown.map { day in
            let cells = [day.planned, day.spent, day.projected].map {
                "<td class=\"number\">\($0.map { escaped(number($0)) } ?? "-")</td>"
            }.joined()
            return "<tr><th scope=\"row\">\(day.day)</th>\(cells)</tr>"
        }.joined()
        return """
            <details><summary>The same as a table</summary><table><caption class="sr">Plan, spend and projection of \(escaped(printable(series.platform))) by day</caption>
            <thead><tr><th scope="col">Up to</th><th scope="col">Planned</th><th scope="col">Spent</th><th scope="col">Projected</th></tr></thead><tbody>\(rows)</tbody></table></details>
            """
    }
}
