import Glibc
import Testing

/// The HTML report, as a browser shows it.
@Suite("HTML report") struct HTMLReportTests {
    private static let attack = "<script>document.title='taken'</script>"

    /// A folder with the report of records whose texts are markup.
    private func withReport<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            let lines = [
                MpValidateTests.header, MpValidateTests.good,
                "P.xlsx\tMETA\t21\tPLANNED\tKuwait\tMorning\t\(Self.attack)\tAwareness\t<b>Reach</b>\t90\t100000\t500000",
                "P.xlsx\tMETA\t22\tPLANNED\t\"><img src=x onerror=alert(1)>\tMorning\tMETA\tAwareness\tReach\t70\t90000\t400",
            ]
            try write(lines.joined(separator: "\n") + "\n", to: folder + "/records.tsv")
            mkdir(folder + "/output", 0o755)
            try write(
                #"{"run":"a","tool":"mp-map","started":"x","seconds":0.5,"rows":3}"# + "\nno JSON\n",
                to: folder + "/output/runs.ndjson")
            let run = try await runTool(
                "mp-validate", ["records.tsv", "--report", "report.html"], in: folder, environment: ["MP_HOME": ""])
            try #require(run.status == 1, "\(run)")
            return try await body(folder)
        }
    }

    @Test("one file that asks nothing of the network, in which data are text") func source() async throws {
        try await withReport { folder in
            let page = try await runTool("/bin/cat", [folder + "/report.html"]).output
            #expect(page.contains("&lt;script&gt;document.title=&#39;taken&#39;&lt;/script&gt;"))
            #expect(!page.contains(Self.attack) && !page.contains("<img") && !page.contains("<b>Reach"))
            for word in ["http://", "https://", "src=\"", "@import", "url("] {
                #expect(!page.contains(word), "\(word)")
            }
            for part in [
                "<html lang=\"en\">", "name=\"viewport\"", "prefers-color-scheme:dark", "@media print", "role=\"img\"",
                "aria-live",
            ] { #expect(page.contains(part), "\(part)") }
        }
    }

    @Test(
        "the browser shows verdict, charts, run times and all findings; no data became markup",
        .enabled(if: Browser.path != nil), .timeLimit(.minutes(10)))
    func rendered() async throws {
        try await withReport { folder in
            let page = try await Browser.show(folder + "/report.html", fragment: "#rule=platform-mismatch")
            #expect(page.contains("<title>Do not send: 2 errors</title>"), "\(page.prefix(600))")
            #expect(page.contains("<h1 id=\"verdict\">Do not send: 2 errors</h1>"))
            #expect(page.contains("aria-label=\"mp-map: 500 ms, no earlier run\""))
            #expect(page.contains("aria-label=\"META: planned 260, delivered unknown\""))
            // The script ran, and shows one finding only.
            #expect(page.contains(">1 of 4 listed findings fit the filter.</p>"), "\(page.suffix(3000))")
            #expect(page.contains("&lt;script&gt;document.title"))
            #expect(!page.contains(Self.attack) && !page.contains("<img"))
        }
    }

    @Test(
        "nothing is wider than the window; every control has a name, every chart words, and headings go down step by step",
        .enabled(if: Browser.path != nil), .timeLimit(.minutes(10)), arguments: [360, 1600])
    func layout(width: Int) async throws {
        try await withReport { folder in
            let page = try await Browser.probed(
                folder + "/report.html", width: width,
                script: Browser.layout + """
                    document.querySelectorAll("nav a,.first a,.skip").forEach(function(e){if(!document.getElementById(e.getAttribute("href").slice(1)))said.push("nowhere "+e.href)});
                    if(document.querySelectorAll("header>nav").length!==1)said.push("no menu");
                    document.querySelector(".first a").click();if(!document.activeElement.closest("details[open]"))said.push("the link opens no findings");
                    """)
            #expect(page.contains("data-said=\"fine\""), "\(page.prefix(300))")
        }
    }

    /// WCAG 2.1, 1.4.3 and 1.4.11: text has 4.5 to 1 against what is behind it, the shapes of charts 3 to 1.
    @Test(
        "text and charts stand out from what is behind them, on light and on dark", .enabled(if: Browser.path != nil),
        .timeLimit(.minutes(10)), arguments: [false, true])
    func contrast(isDark: Bool) async throws {
        try await withReport { folder in
            let page = try await Browser.probed(
                folder + "/report.html", isDark: isDark, script: Browser.contrast(least: 60))
            #expect(page.contains("data-said=\"fine\""), "\(page.prefix(300))")
        }
    }

    /// A report with spend by day: a plan of 20 days, and nine days of a report.
    private func withDays<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            let header = MpValidateTests.header + "\tSTART_DATE\tEND_DATE"
            func line(_ type: String, _ platform: String, _ start: String, _ end: String, _ spend: Int) -> String {
                "x.xlsx\t\(platform)\t21\t\(type)\tKuwait\tMorning\t\(platform)\tAwareness\tReach\t\(spend)\t100000\t5000\t\(start)\t\(end)"
            }
            var lines = [header, line("PLANNED", "META", "2026-04-01", "2026-04-20", 200)]
            lines += (1...9).map { line("DELIVERED MEDIA", "META_MEDIA", "2026-04-0\($0)", "2026-04-0\($0)", 12) }
            lines.append(line("PLANNED", "TIKTOK", "2026-04-01", "2026-04-20", 100))
            try write(lines.joined(separator: "\n") + "\n", to: folder + "/records.tsv")
            _ = try await runTool(
                "mp-validate", ["records.tsv", "--pacing", "--report", "report.html"], in: folder,
                environment: ["MP_HOME": ""])
            return try await body(folder)
        }
    }

    @Test("spend by day is a chart with words and a table; a platform without days is named") func days() async throws {
        try await withDays { folder in
            let page = try await runTool("/bin/cat", [folder + "/report.html"]).output
            #expect(
                page.contains(
                    "aria-label=\"META: spent 108 of 90 planned up to 2026-04-09, projected 240 of 200 on 2026-04-20\""),
                "\(page.suffix(6000))")
            #expect(
                page.contains(
                    "<th scope=\"row\">2026-04-09</th><td class=\"number\">90</td><td class=\"number\">108</td>"))
            #expect(page.contains("<p>No chart of TIKTOK: no report has days.</p>"))
        }
        try await withReport { folder in
            let page = try await runTool("/bin/cat", [folder + "/report.html"]).output
            #expect(!page.contains("Spend by day"))
        }
    }

    @Test(
        "the charts of days fit the window and stand out", .enabled(if: Browser.path != nil),
        .timeLimit(.minutes(10)), arguments: [360, 1600])
    func daysLayout(width: Int) async throws {
        try await withDays { folder in
            let page = try await Browser.probed(
                folder + "/report.html", width: width, isDark: width == 360,
                script: Browser.layout + Browser.contrast(least: 40)
                    + "if(document.querySelectorAll('.days polyline').length!==3)said.push('lines');")
            #expect(page.contains("data-said=\"fine\""), "\(page.prefix(300))")
        }
    }
}
