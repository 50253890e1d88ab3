import Glibc
import Testing

/// The page of all campaigns below a folder.
@Suite("Overview") struct OverviewTests {
    private static let attack = "<script>document.title='taken'</script>"

    /// A home whose ledger has a run for each share of the plan to date; nil is not known.
    private func home(
        _ folder: String, shares: [Double?] = [], accounted: Int = 100, finding: String? = nil, status: Int = 0,
        plan: String = "PLANNED_x.xlsx", makesFiles: Bool = true,
        places: (under: Int, over: Int, unknown: Int) = (3, 1, 1), title: String? = nil
    ) throws {
        for part in ["", "/input", "/output"] { mkdir(folder + part, 0o755) }
        var lines = ""
        for (index, share) in (shares.isEmpty ? [nil] : shares).enumerated() {
            func line(_ step: String, _ rest: String) {
                lines +=
                    #"{"run":"r\#(index)","step":"\#(step)","tool":"t","started":"2026-04-0\#(index + 1)T06:00:00.000Z","status":0,"seconds":1,\#(rest)}"#
                    + "\n"
            }
            line("start", #""arguments":["--planned","input/\#(plan)"]"#)
            line("extract", #""rows":10,"figures":{"source_numbers":100,"source_accounted":\#(accounted)}"#)
            line("map", #""outputs":[{"path":"output/final #1?.xlsx"}]"#)
            let pacing =
                shares.isEmpty
                ? ""
                : #","pacing_under":\#(places.under),"pacing_on":5,"pacing_over":\#(places.over),"pacing_not_begun":0,"pacing_unknown":\#(places.unknown)"#
                    + (share.map { ",\"pacing_permille\":\(Int($0 * 1000))" } ?? "")
            let found = finding.map {
                #"{"code":"budget-missing","level":"error","title":"No budget","count":1,"cases":[{"file":"input/PLANNED_x.xlsx","sheet":"DV360","cell":"I55","text":"\#($0)"}]}"#
            }
            line(
                "audit",
                #""figures":{"compared":50,"wrong":0,"missing":0\#(pacing)\#(title.map { ",\"campaign\":\"\($0)\"" } ?? "")},"findings":[\#(found ?? "")],"outputs":[{"path":"output/r&<1>.html"}]"#
            )
            lines +=
                #"{"run":"r\#(index)","step":"end","tool":"t","started":"x","status":\#(status),"seconds":5}"# + "\n"
        }
        try write(lines, to: folder + "/output/runs.ndjson")
        guard makesFiles else { return }
        for name in ["final #1?.xlsx", "r&<1>.html"] { try write("x", to: "\(folder)/output/\(name)") }
    }

    private func withTeam<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            let team = folder + "/team"
            mkdir(team, 0o755)
            try home(team + "/Calm", shares: [1, 0.99, 1.01], title: "Bright <Morning>")
            try home(team + "/Behind", shares: [0.9, 0.7, 0.525], places: (4, 0, 0))
            try home(
                team + "/Off", shares: [2.5], accounted: 92, finding: "\(Self.attack) \\u202egnp.exe", makesFiles: false
            )
            try home(
                team + "/\(Self.attack.replacing("/", with: ""))",
                plan: #"PLANNED_\"><img src=x onerror=alert(1)>.xlsx"#)
            try home(team + "/new\nline \u{202E}txt's \"q\"", shares: [nil])
            try home(team + "/javascript:alert(1)")
            try home(team + "/failed", status: 65)
            mkdir(team + "/fresh", 0o755)
            mkdir(team + "/fresh/input", 0o755)
            mkdir(team + "/group", 0o755)
            try home(team + "/group/deep %41")
            symlink(".", team + "/circle")
            return try await body(team)
        }
    }

    /// The row of a campaign.
    private func row(_ page: String, _ name: String) throws -> Substring {
        let start = try #require(page.firstRange(of: "<bdi>\(name)</bdi>"), "\(name)")
        let rest = page[start.lowerBound...]
        return rest[..<(try #require(rest.firstRange(of: "</tr>")).lowerBound)]
    }

    @Test("the page replaces no file of a home, but an earlier page; a folder that is not there is named")
    func output() async throws {
        try await withTemporaryFolder { folder in
            mkdir(folder + "/team", 0o755)
            try home(folder + "/team/a", shares: [1])
            let ledger = folder + "/team/a/output/runs.ndjson"
            let before = try text(of: ledger)
            for file in [ledger, folder + "/team/a/output/r&<1>.html", folder + "/team/a/output/../output/runs.ndjson"]
            {
                let run = try await runTool("mp-ledger", ["overview", "-o", file, folder + "/team"])
                #expect(
                    run.status == 64 && run.errors.contains("would replace a file in a campaign's folder"), "\(run)")
            }
            #expect(try text(of: ledger) == before)
            for _ in 0..<2 {
                let page = folder + "/team/a/output/overview.html"
                #expect(try await runTool("mp-ledger", ["overview", "-o", page, folder + "/team"]).status == 0)
            }
            let run = try await runTool("mp-ledger", ["overview", "-o", folder + "/no/x.html", folder + "/team"])
            #expect(run.status == 73 && run.errors.contains(folder + "/no"), "\(run)")
        }
    }

    @Test("a run that looks at pacing notes what the plan calls its campaign")
    func title() async throws {
        try await withTemporaryFolder { home in
            try write(
                """
                Platform,Market,Campaign,Objective,Budget (USD),Start date,End date
                META,Qatar,Bright Morning,Awareness,100,2026-04-01,2026-04-10

                """, to: home + "/plan.csv")
            mkdir(home + "/output", 0o755)
            let records = try await runTool("mp-extract", ["--planned", "plan.csv", "--combine"], in: home)
            try write(records.output, to: home + "/records.tsv")
            _ = try await runTool(
                "mp-validate", ["--write-pacing", "pacing.tsv", "records.tsv"], in: home,
                environment: ["MP_RUN": "r", "MP_STEP": "audit", "MP_HOME": home])
            let ledger = try text(of: home + "/output/runs.ndjson")
            #expect(ledger.contains(#""campaign":"Bright Morning""#), "\(ledger)")
        }
    }

    @Test("a line for each campaign with the verdict's words, coverage, pacing, findings and links") func lines()
        async throws
    {
        try await withTeam { team in
            let run = try await runTool("mp-ledger", ["overview", team], in: team)
            #expect(run.status == 0 && run.errors.isEmpty, "\(run)")
            let page = run.output
            #expect(
                page.contains(
                    "<h1>9 campaigns: 6 ready to send, 0 ready with warnings, 2 do not send, 1 no run yet</h1>"),
                "\(page.prefix(12000).suffix(2500))")
            let calm = try row(page, "Calm")
            #expect(calm.contains("<bdi>Bright &lt;Morning&gt;</bdi>"), "\(calm)")
            #expect(!(try row(page, "Behind")).contains("class=\"title\""))
            #expect(calm.contains(">ready to send<") && calm.contains("100 % of the plan") == false)
            #expect(calm.contains("101 % of the plan to date; 3 of 10 places under, 1 over, 1 unknown"))
            #expect(calm.contains("aria-label=\"pacing of the last 3 runs: 100 %, 99 %, 101 % of the plan to date\""))
            #expect(calm.contains("2026-04-03 06:00") && calm.contains("ago"))
            #expect(calm.contains("href=\"Calm/output/r%26%3C1%3E.html\""))
            #expect(calm.contains("href=\"Calm/output/final%20%231%3F.xlsx\""))
            let off = try row(page, "Off")
            #expect(off.contains(">do not send<") && off.contains("1 error") && off.contains("92.0 %"))
            #expect(off.contains("report is gone") && off.contains("tracker is gone") && !off.contains("href"))
            #expect(off.contains("PLANNED DV360!I55: &lt;script&gt;") && off.contains("\\u{202e}gnp.exe"))
            #expect(try row(page, "fresh").contains(">no run yet<"))
            #expect(try row(page, "failed").contains("the run failed with status 65"))
            #expect(try row(page, "group/deep %41").contains("href=\"group/deep%20%2541/output/"))
            #expect(
                try row(page, "javascript:alert\\(1\\)".replacing("\\", with: "")).contains(
                    "href=\"javascript%3Aalert%281%29/"))
            // Of one verdict, those that are further from the plan come first.
            let order = try ["Off", "fresh", "Behind", "Calm"].map {
                try #require(page.firstRange(of: "<bdi>\($0)</bdi>")).lowerBound
            }
            #expect(order == order.sorted())
        }
    }

    @Test("names are text, whatever they are made of, and the page asks nothing of the network") func hostile()
        async throws
    {
        try await withTeam { team in
            let page = try await runTool("mp-ledger", ["overview", team], in: team).output
            #expect(!page.contains("<script>document") && !page.contains("<img") && !page.contains("\u{202E}"))
            #expect(page.contains("new\\nline \\u{202e}txt&#39;s &quot;q&quot;"))
            for word in ["http://", "https://", "src=\"", "@import", "url(", "href=\"javascript:"] {
                #expect(!page.contains(word), "\(word)")
            }
        }
    }

    @Test("links lead from where the page is, also up") func links() async throws {
        try await withTeam { team in
            mkdir(team + "/pages", 0o755)
            let run = try await runTool("mp-ledger", ["overview", team, "-o", team + "/pages/all.html"], in: team)
            #expect(run.status == 0 && run.output.isEmpty, "\(run)")
            let page = try await runTool("/bin/cat", [team + "/pages/all.html"]).output
            #expect(page.contains("href=\"../Calm/output/final%20%231%3F.xlsx\""))
        }
    }

    @Test("what cannot be read is named, with status 1; a folder without homes is an error") func damaged()
        async throws
    {
        try await withTeam { team in
            try write("{\"run\":\"r0\",\"to\nnot json\n", to: team + "/fresh/output")
            let run = try await runTool("mp-ledger", ["overview", team], in: team)
            #expect(run.status == 1 && run.errors.contains("warning: fresh: output/runs.ndjson: "), "\(run.errors)")
            unlink(team + "/fresh/output")
            mkdir(team + "/fresh/output", 0o755)
            try write("{\"run\":\"r0\",\"to\nnot json\n", to: team + "/fresh/output/runs.ndjson")
            let torn = try await runTool("mp-ledger", ["overview", team], in: team)
            let why = "output/runs.ndjson is damaged: 2 lines cannot be read"
            #expect(torn.status == 1 && torn.errors.contains("warning: fresh: " + why), "\(torn.errors)")
            #expect(try row(torn.output, "fresh").contains(why))
            for command in ["last", "runs"] {
                #expect(
                    try await runTool("mp-ledger", [command], in: team + "/fresh", environment: ["MP_HOME": "."]).status
                        != 70)
            }
            mkdir(team + "/group/none", 0o755)
            for (folder, reason) in [
                ("/group/none", "no folder with input/ or output/runs.ndjson is in it"),
                ("/nowhere", "cannot read: No such file or directory"),
            ] {
                let refused = try await runTool("mp-ledger", ["overview", team + folder])
                #expect(refused.status == 66 && refused.errors.contains("\(folder): \(reason)"), "\(refused)")
            }
        }
    }

    @Test(
        "nothing is wider than the window; every control has a name; headers sort and the form filters",
        .enabled(if: Browser.path != nil), .timeLimit(.minutes(10)), arguments: [360, 1600])
    func layout(width: Int) async throws {
        try await withTeam { team in
            try write(try await runTool("mp-ledger", ["overview", team]).output, to: team + "/all.html")
            let page = try await Browser.probed(
                team + "/all.html", width: width,
                script: Browser.layout + """
                    function names(){return [].filter.call(document.querySelectorAll("tbody tr"),function(r){return !r.hidden}).map(function(r){return r.cells[0].dataset.key})}
                    if(document.title==="taken")said.push("data became markup");
                    var form=document.getElementById("filters");if(form.hidden)said.push("no filters");
                    var buttons=document.querySelectorAll("thead button");if(buttons.length!==6)said.push("buttons "+buttons.length);
                    buttons[4].focus();if(document.activeElement!==buttons[4])said.push("no focus");
                    buttons[4].click();var order=names();
                    if(order[0]!=="off"||order[2]!=="behind"||order[3]!=="calm")said.push("sorted "+order.join());
                    if(buttons[4].parentNode.getAttribute("aria-sort")!=="descending")said.push("not said");
                    buttons[4].click();order=names();if(order[0]!=="calm"||order[1]!=="behind")said.push("sorted back "+order.join());
                    form.elements.text.value="CALM";form.elements.text.dispatchEvent(new Event("input",{bubbles:true}));
                    if(names().join()!=="calm")said.push("filtered "+names().join());
                    if(document.getElementById("shown").textContent!=="1 of 9 campaigns fit the filter.")said.push("count");
                    function find(text){form.elements.text.value=text;form.elements.text.dispatchEvent(new Event("input",{bubbles:true}));return names()}
                    if(find("over").indexOf("behind")>=0||find("over").indexOf("calm")<0)said.push("over "+names().join());
                    if(find("under").indexOf("behind")<0||find("under").indexOf("fresh")>=0)said.push("under "+names().join());
                    find("");var paces=form.querySelectorAll("[name=pacing]");if(paces.length!==3)said.push("paces "+paces.length);
                    [].forEach.call(paces,function(box){if(box.value!=="under")box.click()});
                    if(names().indexOf("behind")<0||names().indexOf("fresh")>=0)said.push("by pacing "+names().join());
                    [].forEach.call(paces,function(box){box.click()});
                    if(names().indexOf("behind")>=0||names().indexOf("calm")<0||names().indexOf("fresh")<0)said.push("others by pacing "+names().join());
                    [].forEach.call(paces,function(box){if(!box.checked)box.click()});
                    form.elements.verdict[0].click();
                    if(names().indexOf("calm")>=0||names().indexOf("off")<0)said.push("by verdict "+names().join());
                    """)
            #expect(page.contains("data-said=\"fine\""), "\(page.prefix(300))")
        }
    }

    @Test(
        "text and lines stand out from what is behind them, on light and on dark", .enabled(if: Browser.path != nil),
        .timeLimit(.minutes(10)), arguments: [false, true])
    func contrast(isDark: Bool) async throws {
        try await withTeam { team in
            try write(try await runTool("mp-ledger", ["overview", team]).output, to: team + "/all.html")
            let page = try await Browser.probed(team + "/all.html", isDark: isDark, script: Browser.contrast(least: 60))
            #expect(page.contains("data-said=\"fine\""), "\(page.prefix(300))")
        }
    }
}
