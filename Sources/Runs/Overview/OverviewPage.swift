import Streams

/// The overview as HTML: a table that becomes a list of cards in a narrow window.
///
/// All text from data goes through `shown`, also into attributes.
struct OverviewPage {
    let overview: Overview

    private static let columns = ["Campaign", "Verdict", "Last run", "Coverage", "Pacing", "Findings", "Files"]

    var text: String {
        let count = overview.campaigns.count
        let title =
            "\(counted(count, "campaign")): \(overview.counts.map { "\($0.count) \($0.word)" }.joined(separator: ", "))"
        let body = """
            <a class="skip" href="#campaigns">Skip to the campaigns</a>
            <header><div class="verdict \(mood)"><p class="kicker">Campaigns in \(shown(overview.folder))</p>
            <h1>\(shown(title))</h1><p>As of <time datetime="\(stamp)Z">\(stamp.replacing("T", with: " ")) UTC</time>.</p></div></header>
            <main><section aria-labelledby="campaigns"><h2 id="campaigns" tabindex="-1">Campaigns</h2>
            \(filters)
            <p id="shown" role="status" aria-live="polite">\(counted(count, "campaign")), the worst first.</p>
            <table role="table" id="table"><caption class="sr">Each campaign's latest run</caption><thead role="rowgroup"><tr role="row">\(heads)</tr></thead>
            <tbody role="rowgroup">
            \(overview.campaigns.map(row).joined(separator: "\n"))
            </tbody></table></section></main>
            <footer><p>Pacing is spend beside the plan to date; the line of each chart is the plan, its points are the last runs. \
            Written by mp-ledger from each folder's ledger.</p></footer>
            """
        return HTMLPage(
            title: title, style: OverviewAssets.style, body: body, script: OverviewAssets.script,
            generator: Overview.generator
        ).text
    }

    private func shown(_ text: String) -> String { escaped(printable(text)) }

    private var mood: String {
        switch overview.campaigns.map(\.rank).min() ?? 4 {
        case 4: "good"
        case 2, 3: "fair"
        default: "bad"
        }
    }

    private var stamp: String { Timestamp.minute(overview.now) }

    private var heads: String {
        Self.columns.map { "<th role=\"columnheader\" scope=\"col\">\($0)</th>" }.joined()
    }

    /// Without the script they would do nothing, which therefore shows them.
    private var filters: String {
        let boxes = overview.counts.filter { $0.count > 0 }.map { word, count in
            "<label><input type=\"checkbox\" name=\"verdict\" value=\"\(escaped(word))\" checked> \(escaped(word)) (\(count))</label>"
        }.joined()
        let paces = [("under", "some under"), ("over", "some over"), ("on", "on plan"), ("unknown", "some unknown")]
            .compactMap { word, name -> String? in
                let count = overview.campaigns.count { $0.pacingWords.contains(word) }
                guard count > 0 else { return nil }
                return
                    "<label><input type=\"checkbox\" name=\"pacing\" value=\"\(word)\" checked> \(name) (\(count))</label>"
            }.joined()
        return """
            <form class="filters" id="filters" role="search" aria-label="Filter the campaigns" hidden><fieldset><legend>Verdict</legend>\(boxes)</fieldset>
            <fieldset><legend>Places by pacing</legend>\(paces)</fieldset>
            <label>Text <input type="search" name="text" placeholder="campaign, finding …" autocomplete="off"></label>
            <label class="narrow">Order <select name="order">\(Self.columns.dropLast().enumerated().map { "<option value=\"\($0)\">\($1)</option>" }.joined())</select></label></form>
            """
    }

    // MARK: Rows

    private func row(_ campaign: Campaign) -> String {
        let title = campaign.title.map { "<br><span class=\"title\"><bdi>\(shown($0))</bdi></span>" } ?? ""
        let plan = campaign.plan.map { "<br><span class=\"file\"><bdi>\(shown($0))</bdi></span>" } ?? ""
        let kind = campaign.rank < 2 ? "bad" : campaign.rank < 4 ? "fair" : "good"
        let cells: [(cell: String, key: String)] = [
            ("<bdi>\(shown(campaign.name))</bdi>\(title)\(plan)", key: campaign.name.lowercased()),
            (verdict(campaign), String(campaign.rank)),
            (age(campaign), key(campaign.age)),
            coverage(campaign),
            (pacing(campaign), key(campaign.pacing?.concern)),
            (findings(campaign), key(campaign.run.map { Double($0.count(.error)) * 1e9 + Double($0.count(.warning)) })),
            (files(campaign), ""),
        ]
        let markup = zip(Self.columns, cells).enumerated().map { index, cell in
            let (tag, role) = index == 0 ? ("th", "rowheader") : ("td", "cell")
            return
                "<\(tag) role=\"\(role)\"\(index == 0 ? " scope=\"row\"" : "") data-label=\"\(cell.0)\" data-key=\"\(shown(cell.1.key))\">\(cell.1.cell)</\(tag)>"
        }.joined()
        return
            "<tr role=\"row\" class=\"\(kind)\" data-verdict=\"\(escaped(campaign.word))\" data-pacing=\"\(campaign.pacingWords.joined(separator: " "))\">\(markup)</tr>"
    }

    /// What is not known sorts behind everything.
    private func key(_ number: Double?) -> String { number.map { DecimalText.string($0) } ?? "" }

    private func verdict(_ campaign: Campaign) -> String {
        let why = [campaign.why].filter { !$0.isEmpty } + campaign.problems
        return "<strong class=\"word\">\(escaped(campaign.word))</strong>"
            + why.map { "<br><span class=\"why\">\(shown($0))</span>" }.joined()
    }

    private func age(_ campaign: Campaign) -> String {
        guard let run = campaign.run else { return "-" }
        let started = String(run.started.prefix(16)).replacing("T", with: " ")
        let words =
            campaign.age.map { age in
                age < 0 ? "in the future" : age < 3600 ? "within the hour" : "\(RunFreshness.days(age)) ago"
            } ?? "at an unknown time"
        let due = campaign.due.map { "<br><span class=\"due\">\(shown($0))</span>" }.joined()
        return "\(escaped(words))<br><span class=\"file\">\(shown(started))</span>\(due)"
    }

    private func coverage(_ campaign: Campaign) -> (cell: String, key: String) {
        guard let (accounted, all) = campaign.run?.sourceNumbers else { return ("unknown", "") }
        let text = "\(RunSummary.grouped(accounted)) of \(RunSummary.grouped(all)) numbers"
        return (
            "<span class=\"\(accounted < all ? "gap" : "")\">\(escaped(RunSummary.share(accounted, of: all)))</span><br><span class=\"file\">\(text)</span>",
            all > 0 ? DecimalText.string(Double(accounted) / Double(all)) : ""
        )
    }

    private func pacing(_ campaign: Campaign) -> String {
        guard let pacing = campaign.pacing else { return campaign.run == nil ? "-" : "not looked at" }
        return Sparkline(shares: campaign.shares).markup + "<span class=\"file\">\(shown(pacing.sentence))</span>"
    }

    private func findings(_ campaign: Campaign) -> String {
        guard let run = campaign.run else { return "-" }
        let (errors, warnings) = (run.count(.error), run.count(.warning))
        let text = "\(counted(errors, "error")), \(counted(warnings, "warning"))"
        guard !campaign.worst.isEmpty else { return escaped(text) }
        return
            "<details><summary>\(escaped(text))</summary><ul>\(campaign.worst.map { "<li>\(shown($0))</li>" }.joined())</ul></details>"
    }

    private func files(_ campaign: Campaign) -> String {
        guard let run = campaign.run else { return "-" }
        let name = shown(campaign.name)
        func link(_ word: String, _ path: String?, _ target: String?) -> String? {
            guard path != nil else { return nil }
            guard let target else { return "<span class=\"gap\">\(word) is gone</span>" }
            return "<a href=\"\(escaped(target))\">\(word)<span class=\"sr\"> of \(name)</span></a>"
        }
        let links = [
            link("report", run.reportPath, campaign.report), link("tracker", run.trackerPath, campaign.tracker),
        ].compactMap { $0 }
        return links.isEmpty ? "none" : links.joined(separator: "<br>")
    }
}

/// The pacing of the last runs as a line beside the plan.
struct Sparkline {
    /// Spend as shares of the plan to date, the latest at the end.
    let shares: [Double]

    private static let (width, height) = (96.0, 28.0)

    /// Nothing where no run knows a share.
    var markup: String {
        guard let latest = shares.last else { return "" }
        // The plan is in the middle, unless a run was at more than twice the plan.
        let top = max(2, min(shares.max() ?? 0, 1e6))
        let step = shares.count > 1 ? (Self.width - 6) / Double(shares.count - 1) : 0
        let points = shares.enumerated().map { index, share in
            let x = shares.count > 1 ? 3 + step * Double(index) : Self.width / 2
            return "\(text(x)),\(text(y(share, top)))"
        }
        let last = points[points.count - 1].split(separator: ",")
        let words =
            "pacing of the last \(counted(shares.count, "run")): \(shares.suffix(5).map(percent).joined(separator: ", ")) of the plan to date"
        let plan = text(y(1, top))
        return """
            <svg class="spark \(latest < 0.9 || latest > 1.1 ? "off" : "")" role="img" width="96" height="28" viewBox="0 0 96 28" aria-label="\(escaped(words))"><title>\(escaped(words))</title>\
            <line class="plan" x1="0" x2="96" y1="\(plan)" y2="\(plan)"/><polyline class="time" points="\(points.joined(separator: " "))"/>\
            <line class="dot" x1="\(last[0])" x2="\(last[0])" y1="\(last[1])" y2="\(last[1])"/></svg>
            """
    }

    private func y(_ share: Double, _ top: Double) -> Double {
        Self.height - 3 - min(max(share, 0), top) / top * (Self.height - 6)
    }

    private func text(_ value: Double) -> String { DecimalText.string((value * 10).rounded() / 10) }

    private func percent(_ share: Double) -> String { "\(DecimalText.string((share * 1000).rounded() / 10)) %" }
}
