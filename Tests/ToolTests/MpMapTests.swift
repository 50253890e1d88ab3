import Glibc
import Streams
import Testing
import Workbooks

@Suite("mp-map")
struct MpMapTests {
    /// The samples' records as TSV in a folder.
    private func records(in folder: String) async throws -> String {
        let run = try await runTool(
            "mp-extract", ["--planned", Sample.planned, "--delivered", Sample.delivered, "-o", "\(folder)/records.tsv"])
        #expect(run.status == 0, "\(run)")
        return "\(folder)/records.tsv"
    }

    private func map(_ records: String, to output: String, template: String = Sample.template, _ more: [String] = [])
        async throws -> ToolRun
    {
        try await runTool("mp-map", ["--input", records, "--template", template, "--output", output] + more)
    }

    @Test(
        "a market's name that no formula can hold is refused with its record; one that just fits is taken",
        arguments: [
            (256, "live", 65), (255, "live", 0), (256, "values", 0), (4200, "live", 65), (33_000, "values", 65),
        ])
    func longMarket(length: Int, figures: String, status: Int32) async throws {
        try await withTemporaryFolder { folder in
            let input = try Input(path: await records(in: folder))
            let lines = try [input.line(), input.line()].map { String(decoding: $0 ?? [], as: UTF8.self) }
            let head = lines[0].split(separator: "\t", omittingEmptySubsequences: false)
            var fields = lines[1].split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            fields[head.firstIndex(of: "MARKET") ?? 0] = String(repeating: "q", count: length)
            let row = fields[head.firstIndex(of: "Source_Row") ?? 0]
            try write("\(lines[0])\n\(fields.joined(separator: "\t"))\n", to: "\(folder)/long.tsv")
            let run = try await map("\(folder)/long.tsv", to: "\(folder)/t.xlsx", ["--figures", figures])
            #expect(run.status == status, "\(run)")
            if status == 65 {
                #expect(run.errors.contains("!row \(row): the market") && run.errors.contains("characters"), "\(run)")
            }
            #expect(names(in: folder).contains("t.xlsx") == (status == 0))
        }
    }

    @Test("Every figure of the samples' tracker equals the independent computation")
    func figures() async throws {
        try await withTemporaryFolder { folder in
            let run = try await map(records(in: folder), to: "\(folder)/tracker.xlsx")
            #expect(run.status == 0 && run.output.isEmpty, "\(run)")
            let walk = try TrackerWalk(path: "\(folder)/tracker.xlsx")
            let expected = try Input(path: Sample.folder + "/expected_figures.tsv")
            _ = try expected.line()
            var compared = 0
            var absent: Set<String> = []
            while let line = try expected.line() {
                let field = TSV.fields(of: line)
                let (platform, stage, label, market, isActual) = (
                    field[0], field[1], field[2], field[3], field[4] == "actual"
                )
                let value =
                    stage == "HEAD"
                    ? walk.head(label, of: platform == "ALL" ? nil : platform)
                    : walk.value(platform, stage, label, market, isActual: isActual)
                guard let value else {
                    absent.insert("\(platform) \(stage) \(label)")
                    continue
                }
                if stage == "HEAD", !label.contains("BUDGET") { continue }
                compared += 1
                guard let wanted = Double(field[5]) else {
                    #expect(value == .text("-"), "\(field)")
                    continue
                }
                let number = try #require(value.number, "\(field) is \(value)")
                #expect((number - wanted).magnitude <= 1e-12 * wanted.magnitude, "\(field) is \(number)")
            }
            #expect(compared > 840)
            // Merged pairs show the actual, and TIKTOK's template lacks a row.
            #expect(
                absent.contains("TIKTOK CONSIDERATION Reach abs.")
                    && absent.allSatisfy { $0.hasPrefix("TIKTOK CONS") || $0.contains("CAMPAIGN LEVEL") })
            #expect(walk.head("CAMPAIGN") == .text("Bright Morning, Bright Morning Encore"))
            #expect(walk.head("CAMPAIGN DATES") == .text("2026-03-09 to 2026-06-14"))
        }
    }

    @Test(
        "Only the sheet, its formats, the request to calculate and what names the calculation chain change in the package"
    )
    func preservation() async throws {
        try await withTemporaryFolder { folder in
            _ = try await map(records(in: folder), to: "\(folder)/tracker.xlsx", ["--figures", "values"])
            let (before, after) = (try Package(path: Sample.template), try Package(path: "\(folder)/tracker.xlsx"))
            let changed = try before.partNames.filter {
                try !after.contains($0) || before.data(of: $0) != after.data(of: $0)
            }
            #expect(
                changed.sorted() == [
                    "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/calcChain.xml", "xl/styles.xml",
                    "xl/workbook.xml",
                    "xl/worksheets/sheet1.xml",
                ])
            // The campaign's names are longer than their cell is wide: one format more, all else as it was.
            let styles = try [before, after].map { String(decoding: try $0.data(of: "xl/styles.xml"), as: UTF8.self) }
            let outside = styles.map { text in
                (text.split(separator: "<cellXfs").first, text.split(separator: "</cellXfs>").last)
            }
            #expect(outside[0] == outside[1])
            #expect(after.partNames == before.partNames.filter { $0 != "xl/calcChain.xml" })
        }
    }

    @Test("The same records and template give the same bytes, whichever form the records have")
    func determinism() async throws {
        try await withTemporaryFolder { folder in
            let tsv = try await records(in: folder)
            _ = try await map(tsv, to: "\(folder)/a.xlsx", ["--report-dir", "none"])
            let run = try await runShell(
                "mp-extract --planned \"$P\" --delivered \"$D\" --format ndjson | mp-map -i - -t \"$T\" -o b.xlsx --report-dir none; "
                    + "mp-extract --planned \"$P\" --delivered \"$D\" -o r.xlsx; mp-map -i r.xlsx -t \"$T\" -o c.xlsx --report-dir none; cmp a.xlsx b.xlsx && cmp a.xlsx c.xlsx",
                in: folder, environment: ["P": Sample.planned, "D": Sample.delivered, "T": Sample.template])
            #expect(run.status == 0, "\(run)")
            #expect(
                names(in: folder) == ["a.xlsx", "b.xlsx", "c.xlsx", "r.xlsx", "records.tsv"],
                "no reports were asked for")
        }
    }

    @Test(
        "The performance report compares with the last runs of about this size in the ledger, and a broken ledger is none"
    )
    func performanceReport() async throws {
        try await withTemporaryFolder { folder in
            let tsv = try await records(in: folder)
            mkdir("\(folder)/output", 0o777)
            let line = #"{"run":"r","tool":"mp-map","started":"S","rows":ROWS,"seconds":SECONDS,"status":STATUS}"#
            func entry(_ rows: Int, _ seconds: String, _ status: Int = 0) -> String {
                line.replacing("ROWS", with: "\(rows)").replacing("SECONDS", with: seconds).replacing(
                    "STATUS", with: "\(status)") + "\n"
            }
            let count = try await runShell("wc -l <records.tsv", in: folder).output
            let rows = (Int(count.split(separator: "\n")[0]) ?? 0) - 1
            let ledger =
                "no JSON\n" + entry(rows, "0.0001") + entry(rows, "9", 65) + entry(rows * 9, "8")
                + entry(rows, "0.0003", 1)
                + #"{"tool":"mp-extract","rows":\#(rows),"seconds":7,"status":0}"# + "\n"
                + entry(rows, "0.0002").dropLast(9)
            try write(ledger, to: "\(folder)/output/runs.ndjson")
            let run = try await runTool(
                "mp-map", ["-i", tsv, "-t", Sample.template, "-o", "\(folder)/t.xlsx"], environment: ["MP_HOME": folder]
            )
            #expect(run.status == 0, "\(run)")
            let report = try await runTool("/bin/cat", ["\(folder)/t_PERFORMANCE_REPORT.txt"]).output
            #expect(report.contains("Median       0.0002 s") && report.contains("times that median"), "\(report)")
        }
    }

    @Test("A filled tracker can be filled again")
    func again() async throws {
        try await withTemporaryFolder { folder in
            let tsv = try await records(in: folder)
            _ = try await map(tsv, to: "\(folder)/a.xlsx", ["--report-dir", "none"])
            let run = try await map(
                tsv, to: "\(folder)/b.xlsx", template: "\(folder)/a.xlsx", ["--report-dir", "none"])
            #expect(run.status == 0, "\(run)")
            let (a, b) = (
                try TrackerWalk(path: "\(folder)/a.xlsx").grid, try TrackerWalk(path: "\(folder)/b.xlsx").grid
            )
            #expect(a.cells == b.cells)
        }
    }

    @Test("Reports stand beside the tracker or where they are asked to")
    func reports() async throws {
        try await withTemporaryFolder { folder in
            let tsv = try await records(in: folder)
            mkdir("\(folder)/reports", 0o777)
            _ = try await map(tsv, to: "\(folder)/t.xlsx")
            _ = try await map(tsv, to: "\(folder)/u.xlsx", ["--report-dir", "\(folder)/reports"])
            #expect(
                names(in: folder) == [
                    "records.tsv", "reports", "t.xlsx", "t_COMPREHENSIVE_REPORT.txt", "t_PERFORMANCE_REPORT.txt",
                    "u.xlsx",
                ])
            #expect(names(in: "\(folder)/reports") == ["u_COMPREHENSIVE_REPORT.txt", "u_PERFORMANCE_REPORT.txt"])
            let report = try await runTool("/bin/cat", ["\(folder)/t_COMPREHENSIVE_REPORT.txt"]).output
            for part in [
                "COVERAGE", "Columns without a destination", "planned, not delivered: Iraq", "UNKNOWN FIGURES",
                "PARTIAL FIGURES", "FINDINGS",
            ] {
                #expect(report.contains(part), "\(part)")
            }
            // The records came by themselves, so that nothing tells what was left out of the sources.
            #expect(report.contains("Sources   not known") && !report.contains("100.0 %"))
            #expect(report.contains("the sheet Raw Data holds every record"))
            _ = try await map(tsv, to: "\(folder)/v.xlsx", ["--figures", "values"])
            let values = try await runTool("/bin/cat", ["\(folder)/v_COMPREHENSIVE_REPORT.txt"]).output
            #expect(!values.contains("100.0 %") && values.contains("Columns without a destination"))
        }
    }

    @Test("--dry-run writes the structure and every write as TSV, and nothing else")
    func dryRun() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runTool(
                "mp-map", ["-i", records(in: folder), "-t", Sample.template, "-o", "\(folder)/t.xlsx", "--dry-run"])
            #expect(run.status == 0 && names(in: folder) == ["records.tsv"], "\(run)")
            #expect(run.lines.first == "Kind\tSheet\tCell\tFigure\tValue\tFormula")
            #expect(run.lines.allSatisfy { $0.split(separator: "\t", omittingEmptySubsequences: false).count == 6 })
            #expect(
                Set(run.lines.dropFirst().map { $0.prefix { $0 != "\t" } }) == [
                    "label", "block", "columns", "row", "write",
                ])
        }
    }

    @Test("A template without a META block: the rest is filled, META is named, status 1")
    func missingBlock() async throws {
        try await withTemporaryFolder { folder in
            let template = try Package(path: Sample.template)
            var rewrite = PackageRewrite(of: template)
            let strings = String(decoding: try template.data(of: "xl/sharedStrings.xml"), as: UTF8.self)
            rewrite.replace(
                "xl/sharedStrings.xml",
                with: Array(strings.replacing("META", with: "ACME").replacing("Meta", with: "Acme").utf8))
            try rewrite.write(to: "\(folder)/template.xlsx")
            let run = try await map(records(in: folder), to: "\(folder)/t.xlsx", template: "\(folder)/template.xlsx")
            #expect(run.status == 1, "\(run)")
            #expect(run.errors.contains("the template has no block for META"))
            let walk = try TrackerWalk(path: "\(folder)/t.xlsx")
            #expect(
                walk.head("PLANNED BUDGET", of: "DV360")?.number != nil
                    && walk.head("PLANNED BUDGET", of: "TIKTOK")?.number != nil)
            let forgiven = try await map(
                "\(folder)/records.tsv", to: "\(folder)/u.xlsx", template: "\(folder)/template.xlsx",
                ["--fail-on", "never"])
            #expect(forgiven.status == 0)
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var name: String
        var arguments: [String]
        var status: Int32
        var message: String
        var testDescription: String { name }
    }

    @Test(
        "What cannot be done says so, with its status, and leaves nothing behind",
        arguments: [
            Refusal(
                name: "no output", arguments: ["-i", "r.tsv", "-t", "t.xlsx"], status: 64,
                message: "--output is missing"),
            Refusal(
                name: "output over the template", arguments: ["-i", "r.tsv", "-t", "t.xlsx", "-o", "./t.xlsx"],
                status: 64, message: "--output would replace the template, and nothing was written"),
            Refusal(
                name: "output over the records", arguments: ["-i", "r.tsv", "-t", "t.xlsx", "-o", "r.tsv"], status: 64,
                message: "--output would replace the records, and nothing was written"),
            Refusal(
                name: "lineage over the tracker",
                arguments: ["-i", "r.tsv", "-t", "t.xlsx", "-o", "o.xlsx", "--lineage", "./o.xlsx"], status: 64,
                message: "--lineage would replace the output of --output, and nothing was written"),
            Refusal(
                name: "lineage over the records",
                arguments: ["-i", "r.tsv", "-t", "t.xlsx", "-o", "o.xlsx", "--lineage", "r.tsv"], status: 64,
                message: "--lineage would replace the records, and nothing was written"),
            Refusal(
                name: "lineage over the receipt",
                arguments: ["-i", "r.tsv", "-t", "t.xlsx", "-o", "o.xlsx", "--lineage", "l", "--receipt", "l"],
                status: 64, message: "--lineage would replace the output of --receipt, and nothing was written"),
            Refusal(
                name: "another kind of workbook", arguments: ["-i", "r.tsv", "-t", "t.xlsx", "-o", "o.xlsm"],
                status: 64, message: "must end in .xlsx"),
            Refusal(
                name: "no folder for the reports",
                arguments: ["-i", "r.tsv", "-t", "t.xlsx", "-o", "o.xlsx", "--report-dir", "no"], status: 73,
                message: "no such folder"),
            Refusal(
                name: "an unknown platform",
                arguments: ["-i", "r.tsv", "-t", "t.xlsx", "-o", "o.xlsx", "--platform", "MySpace"], status: 64,
                message: "known are DV360"),
            Refusal(
                name: "no template", arguments: ["-i", "r.tsv", "-t", "T.xlsx", "-o", "o.xlsx"], status: 66,
                message: "t.xlsx"),
            Refusal(
                name: "no records", arguments: ["-i", "x.tsv", "-t", "t.xlsx", "-o", "o.xlsx"], status: 66,
                message: "no such file"),
            Refusal(
                name: "a text as template", arguments: ["-i", "r.tsv", "-t", "r.tsv", "-o", "o.xlsx"], status: 65,
                message: "not a workbook"),
            Refusal(
                name: "a plan as template", arguments: ["-i", "r.tsv", "-t", Sample.planned, "-o", "o.xlsx"],
                status: 65, message: "no platform's block"),
            Refusal(
                name: "no folder for the tracker", arguments: ["-i", "r.tsv", "-t", "t.xlsx", "-o", "no/o.xlsx"],
                status: 73, message: "no/o.xlsx"),
            Refusal(
                name: "a template as records", arguments: ["-i", "t.xlsx", "-t", "t.xlsx", "-o", "o.xlsx"], status: 65,
                message: "a column stands twice"),
            Refusal(
                name: "a client that nobody knows",
                arguments: ["-i", "r.tsv", "-t", "t.xlsx", "-o", "o.xlsx", "--client", "nobody"], status: 78,
                message: "nobody"),
        ])
    func refusals(_ refusal: Refusal) async throws {
        try await withTemporaryFolder { folder in
            _ = try await runTool("/bin/cp", [Sample.template, "\(folder)/t.xlsx"])
            try write(
                "Source_Sheet\tSource_Type\tMARKET\tBUDGET_LOCAL\nDV360\tPLANNED\tUAE\t5\n", to: "\(folder)/r.tsv")
            let run = try await runTool("mp-map", refusal.arguments, in: folder)
            #expect(run.status == refusal.status && run.output.isEmpty, "\(run)")
            #expect(run.errors.contains(refusal.message), "\(run)")
            #expect(names(in: folder) == ["r.tsv", "t.xlsx"])
        }
    }

    @Test("Messages as NDJSON have a code and a place")
    func messages() async throws {
        try await withTemporaryFolder { folder in
            let run = try await map(records(in: folder), to: "\(folder)/t.xlsx", ["--messages", "ndjson"])
            let messages = try run.errors.split(separator: "\n").map { try JSON(parsing: String($0)) }
            #expect(
                !messages.isEmpty
                    && messages.allSatisfy {
                        $0["code"]?.string != nil && $0["where"]?.string?.contains(".xlsx") ?? false
                    })
        }
    }

    @Test("The fixtures' figures are those that their own summaries give", .enabled(if: Fixture.isThere))
    func fixtures() async throws {
        try await withTemporaryFolder { folder in
            let extraction = try await runTool(
                "mp-extract",
                [
                    "--planned", Fixture.file("PLANNED"), "--delivered", Fixture.file("DELIVERED"), "-o",
                    "\(folder)/r.tsv", "--fail-on", "never",
                ])
            #expect(extraction.status == 0, "\(extraction)")
            let run = try await map("\(folder)/r.tsv", to: "\(folder)/t.xlsx", template: Fixture.file("OUTPUT"))
            #expect(run.status == 0, "\(run)")
            let walk = try TrackerWalk(path: "\(folder)/t.xlsx")
            let top = "CAMPAIGN LEVEL"
            let figures: [(String, String, String, String, Bool, Double)] = [
                ("DV360", top, "Budget", "TOTAL", false, 65_750), ("DV360", top, "Budget", "UAE", true, 38_922.651513),
                ("DV360", top, "Impressions", "TOTAL", false, 74_060_340.18870707),
                ("DV360", "AWARENESS", "Reach", "UAE", false, 2_110_136.4522417155),
                ("DV360", "AWARENESS", "Impressions", "UAE", true, 15_381_758),
                ("DV360", top, "Total Reach", "TOTAL", true, 8_448_090),
                ("TIKTOK", top, "Budget", "TOTAL", true, 62_536.03),
                ("META", top, "Budget", "TOTAL", false, 66_881.45504),
            ]
            for (platform, stage, label, market, isActual, wanted) in figures {
                let number = walk.value(platform, stage, label, market, isActual: isActual)?.number ?? .nan
                #expect(
                    (number - wanted).magnitude <= 1e-12 * wanted,
                    "\(platform) \(stage) \(label) \(market) is \(number)")
            }
            #expect(walk.value("TIKTOK", top, "Total Reach", "Oman", isActual: true) == .text("-"))
            #expect(walk.value("TIKTOK", "AWARENESS", "Budget", "Oman", isActual: true) == .text("-"))
            #expect(walk.head("PLANNED BUDGET", of: "DV360") == .number(65_750))
        }
    }
}

/// Real workbooks, where they are at hand.
private enum Fixture {
    static let folder = packageFolder + "/../shared/fixtures"
    static let isThere = !names(in: folder).isEmpty
    static func file(_ prefix: String) -> String {
        folder + "/" + (names(in: folder).first { $0.hasPrefix(prefix) } ?? prefix)
    }
}
