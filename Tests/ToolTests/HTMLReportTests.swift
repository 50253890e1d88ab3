import Glibc
import Testing

/// The HTML report, as a browser shows it.
@Suite("HTML report") struct HTMLReportTests {
    static let browser: String? =
        (["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"] as [String]).first {
            access($0, X_OK) == 0
        }
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

    private func show(_ folder: String, _ fragment: String = "") async throws -> String {
        let run = try await runTool(
            try #require(Self.browser),
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--user-data-dir=\(folder)/profile", "--dump-dom", "file://\(folder)/report.html\(fragment)",
            ])
        return run.output
    }

    @Test(
        "the browser shows verdict, charts, run times and all findings; no data became markup",
        .enabled(if: browser != nil), .timeLimit(.minutes(10)))
    func rendered() async throws {
        try await withReport { folder in
            let page = try await show(folder, "#rule=platform-mismatch")
            #expect(page.contains("<title>Do not send this out yet: 2 errors</title>"), "\(page.prefix(600))")
            #expect(page.contains("<h1 id=\"verdict\">Do not send this out yet: 2 errors</h1>"))
            #expect(page.contains("aria-label=\"mp-map: 500 ms, no earlier run\""))
            #expect(page.contains("aria-label=\"META: planned 260, delivered unknown\""))
            // The script ran, and shows one finding only.
            #expect(page.contains(">1 of 4 listed findings fit the filter.</p>"), "\(page.suffix(3000))")
            #expect(page.contains("&lt;script&gt;document.title"))
            #expect(!page.contains(Self.attack) && !page.contains("<img"))
        }
    }

    /// A script that the test adds measures the page and writes what it found into the document.
    @Test(
        "nothing is wider than the window; every control has a name, every chart words, and headings go down step by step",
        .enabled(if: browser != nil), .timeLimit(.minutes(10)), arguments: [360, 1600])
    func layout(width: Int) async throws {
        try await withReport { folder in
            let probe = """
                <script>addEventListener("load",function(){var said=[];
                if(document.documentElement.scrollWidth>innerWidth)said.push("wide "+document.documentElement.scrollWidth+" of "+innerWidth);
                document.querySelectorAll("input,select").forEach(function(e){if(!e.closest("label")||!e.closest("label").textContent.trim())said.push("no label "+e.name)});
                document.querySelectorAll("svg").forEach(function(e){if(e.getAttribute("role")!=="img"||!e.getAttribute("aria-label"))said.push("no words for a chart")});
                document.querySelectorAll("section").forEach(function(e){if(!document.getElementById(e.getAttribute("aria-labelledby")))said.push("no name for a part")});
                document.querySelectorAll("nav a,.first a,.skip").forEach(function(e){if(!document.getElementById(e.getAttribute("href").slice(1)))said.push("nowhere "+e.href)});
                var last=0;document.querySelectorAll("h1,h2,h3").forEach(function(e){var level=+e.tagName[1];if(level>last+1)said.push("heading "+e.textContent);last=level});
                var ids={};document.querySelectorAll("[id]").forEach(function(e){if(ids[e.id])said.push("twice "+e.id);ids[e.id]=1});
                ["header","nav","main","footer"].forEach(function(n){if(document.querySelectorAll("body>"+n+",header>"+n).length!==1)said.push("landmark "+n)});
                document.querySelector(".first a").click();if(!document.activeElement.closest("details[open]"))said.push("the link opens no findings");
                document.documentElement.setAttribute("data-said",said.join("; ")||"fine")})</script></body>
                """
            let page = try await runTool("/bin/cat", [folder + "/report.html"]).output
            try #require(page.hasSuffix("</body>\n</html>\n"))
            try write(
                String(page.dropLast("</body>\n</html>\n".count)) + probe + "\n</html>\n", to: folder + "/report.html")
            let run = try await runTool(
                try #require(Self.browser),
                [
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                    "--user-data-dir=\(folder)/profile", "--window-size=\(width),2000",
                    "--dump-dom", "file://\(folder)/report.html",
                ])
            #expect(run.output.contains("data-said=\"fine\""), "\(run.output.prefix(300))")
        }
    }

    /// WCAG 2.1, 1.4.3 and 1.4.11: text has 4.5 to 1 against what is behind it, the shapes of charts 3 to 1.
    @Test(
        "text and charts stand out from what is behind them, on light and on dark", .enabled(if: browser != nil),
        .timeLimit(.minutes(10)), arguments: [false, true])
    func contrast(isDark: Bool) async throws {
        try await withReport { folder in
            let probe = """
                <script>addEventListener("load",function(){
                function parts(text){var m=/rgba?\\(([^)]*)\\)/.exec(text);var p=m?m[1].split(",").map(Number):[0,0,0,0];return p.length<4?p.concat(1):p}
                function light(p){return [0.2126,0.7152,0.0722].reduce(function(sum,w,i){var c=p[i]/255;return sum+w*(c<=0.04045?c/12.92:Math.pow((c+0.055)/1.055,2.4))},0)}
                function behind(e){for(;e;e=e.parentElement){var p=parts(getComputedStyle(e).backgroundColor);if(p[3]===1)return p}return [255,255,255,1]}
                function ratio(a,b){var x=light(a),y=light(b);return (Math.max(x,y)+0.05)/(Math.min(x,y)+0.05)}
                var said=[],least=99,count=0;
                document.querySelectorAll("details").forEach(function(e){e.open=true});
                document.querySelectorAll("body *").forEach(function(e){
                var isText=[].some.call(e.childNodes,function(n){return n.nodeType===3&&n.textContent.trim()})&&!e.closest("svg")&&!/^(SCRIPT|OPTION)$/.test(e.tagName);
                if(isText){var r=ratio(parts(getComputedStyle(e).color),behind(e));count++;least=Math.min(least,r);if(r<4.5)said.push(e.tagName+"."+e.className+" "+r.toFixed(2))}
                if(e.matches("rect:not(.track)")){var r=ratio(parts(getComputedStyle(e).fill),behind(e));count++;if(r<3)said.push("rect."+e.getAttribute("class")+" "+r.toFixed(2))}});
                document.documentElement.setAttribute("data-said",count<60?"only "+count:said.join("; ")||"fine");document.documentElement.setAttribute("data-least",least.toFixed(2))})</script></body>
                """
            let page = try await runTool("/bin/cat", [folder + "/report.html"]).output
            var text = String(page.dropLast("</body>\n</html>\n".count)) + probe + "\n</html>\n"
            if isDark {
                let parts = text.split(separator: "(prefers-color-scheme:dark)", maxSplits: 1)
                try #require(parts.count == 2)
                text = parts[0] + "all" + parts[1]
            }
            try write(text, to: folder + "/report.html")
            let run = try await runTool(
                try #require(Self.browser),
                [
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                    "--user-data-dir=\(folder)/profile", "--dump-dom", "file://\(folder)/report.html",
                ])
            #expect(run.output.contains("data-said=\"fine\""), "\(run.output.prefix(300))")
        }
    }
}
