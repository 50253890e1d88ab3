import Glibc
import Testing

@testable import Workbooks

/// What repeats cells elsewhere, and settings by which programs calculate: nothing of an older campaign stays beside new figures.
@Suite("Copies of cells do not keep old values") struct CopiedValueTests {
    private static let drawing = "http://schemas.openxmlformats.org/drawingml/2006"

    /// The tracker of the samples' records, filled into the template with the sheet.
    private func fill(_ sheet: ClientSheet, in folder: String, _ options: [String] = []) async throws -> (
        Workbook, ToolRun
    ) {
        let extracted = try await runTool(
            "mp-extract",
            [
                "--planned", Sample.planned, "--delivered", Sample.delivered, "-o", "\(folder)/r.tsv", "--fail-on",
                "never",
            ])
        #expect(extracted.status == 0, "\(extracted)")
        try sheet.add(to: Sample.template, as: "\(folder)/t.xlsx")
        let run = try await runTool(
            "mp-map",
            [
                "-i", "\(folder)/r.tsv", "-t", "\(folder)/t.xlsx", "-o", "\(folder)/o.xlsx", "--report-dir", "none",
                "--fail-on", "never",
            ]
                + options)
        try #require(run.status == 0, "\(run)")
        return (try Workbook(path: "\(folder)/o.xlsx"), run)
    }

    private func text(of part: String, in workbook: Workbook) throws -> String {
        String(decoding: try workbook.package.data(of: part), as: UTF8.self)
    }

    private static func series(_ formula: String, _ kind: String, _ values: [String]) -> String {
        let points = values.enumerated().map { "<c:pt idx=\"\($0)\"><c:v>\($1)</c:v></c:pt>" }.joined()
        return
            "<c:\(kind)Ref><c:f>\(formula)</c:f><c:\(kind)Cache><c:ptCount val=\"\(values.count)\"/>\(points)</c:\(kind)Cache></c:\(kind)Ref>"
    }

    private static let charted: ClientSheet = {
        var sheet = ClientSheet(rows: ClientSheet.formulas(["'Campaign Tracker'!C4"]), tail: "<drawing r:id=\"rId1\"/>")
        sheet.relationships = [("drawing", "../drawings/client.xml")]
        let box =
            "<xdr:sp macro=\"\" textlink=\"'Campaign Tracker'!$C$4\"><xdr:txBody><a:bodyPr/><a:p><a:fld id=\"{3B0CB7E4-6A1B-4D5C-8E0B-000000000001}\" type=\"TxLink\"><a:t>USD 111,111</a:t></a:fld><a:r><a:t> old</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
        let other = box.replacing("'Campaign Tracker'!$C$4", with: "'Campaign Tracker'!$B$4").replacing(
            "USD", with: "LABEL")
        sheet.parts = [
            (
                "xl/drawings/client.xml", "\(ClientSheet.kind).drawing+xml",
                "<xdr:wsDr xmlns:xdr=\"\(drawing)/spreadsheetDrawing\" xmlns:a=\"\(drawing)/main\">\(box)\(other)</xdr:wsDr>"
            ),
            ("xl/drawings/_rels/client.xml.rels", nil, ClientSheet.relationships([("chart", "../charts/client.xml")])),
            (
                "xl/charts/client.xml", "\(ClientSheet.kind).drawingml.chart+xml",
                "<c:chartSpace xmlns:c=\"\(drawing)/chart\"><c:tx>\(series("'Campaign Tracker'!$C$2", "str", ["OLD CAMPAIGN"]))</c:tx>"
                    + "<c:cat>\(series("'Campaign Tracker'!$B$4:$B$5", "str", ["KEPT", "KEPT"]))</c:cat>"
                    + "<c:val>\(series("'Campaign Tracker'!$F$30:$M$30", "num", ["111", "112"]))</c:val>"
                    + "<c:val>\(series("(Client!$A$1,Client!$B$1)", "num", ["111", "112"]))</c:val></c:chartSpace>"
            ),
        ]
        return sheet
    }()

    @Test("Linked text boxes and caches of charts", arguments: ["live", "values"])
    func charts(figures: String) async throws {
        try await withTemporaryFolder { folder in
            let (workbook, run) = try await fill(Self.charted, in: folder, ["--figures", figures])
            let boxes = try text(of: "xl/drawings/client.xml", in: workbook)
            // The planned budget of the samples is 198,987.17 (expected_figures.tsv), whatever format shows it.
            #expect(
                !boxes.contains("USD 111,111") && boxes.contains("198,987")
                    && !boxes.contains("<a:t> old</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:sp"), "\(boxes)")
            #expect(boxes.contains("LABEL 111,111"), "a box over a label stays")
            let chart = try text(of: "xl/charts/client.xml", in: workbook)
            #expect(!chart.contains("OLD CAMPAIGN") && chart.contains("Bright Morning"), "\(chart)")
            #expect(!chart.contains("<c:v>111</c:v>") && chart.components(of: "KEPT") == 2, "\(chart)")
            #expect(run.errors.contains("2 of their saved copies are removed"), "\(run)")
        }
    }

    @Test("Titles and names of extended charts, and nothing that is beside no formula")
    func extendedCharts() throws {
        func renewed(_ markup: String) throws -> String {
            let (start, end) = ("<cx:chart xmlns:cx=\"urn:x\">", "</cx:chart>")
            let bytes = Array((start + markup + end).utf8)
            return try bytes.withUnsafeBufferPointer { buffer in
                var pass = ShownCopies(
                    scanner: XMLScanner(base: buffer.baseAddress!, end: buffer.count),
                    isTouched: { $0 != "S!$Z$1" }, text: { $0 == "S!$C$2" ? "A & B" : nil },
                    value: { ["S!$C$2": .text("A & B"), "Budget": .number(2.5)][$0] })
                try pass.run()
                let result = String(decoding: pass.patches.applied(to: bytes), as: UTF8.self)
                return String(result.dropFirst(start.count).dropLast(end.count))
            }
        }
        func text(_ formula: String, _ value: String) -> String {
            "<cx:txData><cx:f>\(formula)</cx:f>\(value)</cx:txData>"
        }
        let typed = "<cx:txData><cx:v>Typed</cx:v></cx:txData>"
        #expect(
            try renewed(text("S!$C$2", "<cx:v>OLD</cx:v>") + typed) == text("S!$C$2", "<cx:v>A &amp; B</cx:v>") + typed)
        #expect(try renewed(text("S!$F$30", "<cx:v>111</cx:v>") + typed) == text("S!$F$30", "") + typed)
        #expect(try renewed(text("S!$Z$1", "<cx:v>KEPT</cx:v>")) == text("S!$Z$1", "<cx:v>KEPT</cx:v>"))
        #expect(
            try renewed("<c:strRef><c:f>S!$C$2</c:f></c:strRef><c:tx><c:v>Typed</c:v></c:tx>").hasSuffix(
                "<c:v>Typed</c:v></c:tx>"))
        // A label's field comes before the formula that it repeats, and is known by its identifier.
        func field(_ id: String, _ text: String) -> String {
            "<a:fld id=\"{\(id)}\" type=\"CELLREF\"><a:rPr/><a:t>\(text)</a:t></a:fld>"
        }
        func entry(_ id: String, _ formula: String) -> String {
            "<c15:dlblFTEntry><c15:txfldGUID>{\(id)}</c15:txfldGUID><c15:f>\(formula)</c15:f></c15:dlblFTEntry>"
        }
        let entries = entry("1", "S!$C$2") + entry("2", "S!$F$30") + entry("3", "S!$Z$1")
        #expect(
            try renewed(field("1", "OLD") + field("2", "[111]") + field("3", "KEPT") + field("4", "[VALUE]") + entries)
                == field("1", "A &amp; B") + field("2", "") + field("3", "KEPT") + field("4", "[VALUE]") + entries)
        // Properties of the document that are linked to a name.
        func property(_ name: String, _ value: String) -> String {
            "<property fmtid=\"{D}\" pid=\"2\" name=\"P\" linkTarget=\"\(name)\">\(value)</property>"
        }
        #expect(
            try renewed(property("Budget", "<vt:i4>111</vt:i4>")) == property("Budget", "<vt:r8>2.5</vt:r8>"))
        #expect(
            try renewed(property("S!$C$2", "<vt:i4>111</vt:i4>"))
                == property("S!$C$2", "<vt:lpwstr>A &amp; B</vt:lpwstr>"))
        #expect(
            try renewed(property("Unknown", "<vt:lpwstr>OLD</vt:lpwstr>"))
                == property("Unknown", "<vt:lpwstr></vt:lpwstr>"))
        #expect(
            try renewed(property("S!$Z$1", "<vt:i4>111</vt:i4>") + "<property name=\"Q\"><vt:i4>111</vt:i4></property>")
                == property("S!$Z$1", "<vt:i4>111</vt:i4>") + "<property name=\"Q\"><vt:i4>111</vt:i4></property>")
    }

    private static let pivoted: ClientSheet = {
        var sheet = ClientSheet(
            rows: ClientSheet.formulas(["'Campaign Tracker'!C4", "B5*2"])
                + "<row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><t>Market</t></is></c><c r=\"B4\" t=\"inlineStr\"><is><t>Budget</t></is></c></row><row r=\"5\"><c r=\"A5\" t=\"inlineStr\"><is><t>UAE</t></is></c><c r=\"B5\"><v>111</v></c></row>"
        )
        sheet.relationships = [("pivotTable", "../pivotTables/client.xml")]
        sheet.parts = [
            (
                "xl/pivotTables/client.xml", "\(ClientSheet.kind).spreadsheetml.pivotTable+xml",
                "<pivotTableDefinition xmlns=\"\(ClientSheet.main)\" name=\"P\" cacheId=\"1\"><location ref=\"A4:B5\" firstHeaderRow=\"1\" firstDataRow=\"1\" firstDataCol=\"1\"/></pivotTableDefinition>"
            ),
            (
                "xl/pivotTables/_rels/client.xml.rels", nil,
                ClientSheet.relationships([("pivotCacheDefinition", "../pivotCache/client.xml")])
            ),
            (
                "xl/pivotCache/client.xml", "\(ClientSheet.kind).spreadsheetml.pivotCacheDefinition+xml",
                "<pivotCacheDefinition xmlns=\"\(ClientSheet.main)\" recordCount=\"0\"><cacheSource type=\"worksheet\"><worksheetSource ref=\"A1:A2\" sheet=\"Client\"/></cacheSource><cacheFields count=\"0\"/></pivotCacheDefinition>"
            ),
        ]
        sheet.bookRelationships = [("rIdPivot", "pivotCacheDefinition", "pivotCache/client.xml")]
        sheet.book = "<pivotCaches><pivotCache cacheId=\"1\" r:id=\"rIdPivot\"/></pivotCaches>"
        return sheet
    }()

    @Test("A pivot table over cells that change loses its numbers, what is built on it its values, and it is refreshed")
    func pivots() async throws {
        try await withTemporaryFolder { folder in
            let (workbook, run) = try await fill(Self.pivoted, in: folder)
            let grid = try workbook.grid(of: workbook.sheet(named: "Client"))
            #expect(grid[CellReference("B5")!] == .empty && grid[CellReference("A5")!] == .text("UAE"))
            #expect(grid[CellReference("A2")!] == .empty, "=B5*2 is made of a number of the pivot table")
            #expect(try text(of: "xl/pivotCache/client.xml", in: workbook).contains("refreshOnLoad=\"1\""))
            #expect(run.errors.contains("a pivot table is built on cells that change"), "\(run)")
        }
    }

    @Test("A workbook that is calculated by hand, or rounds to what it shows, shows no false value and says so")
    func settings() async throws {
        try await withTemporaryFolder { folder in
            var sheet = ClientSheet(rows: ClientSheet.formulas(["STDEV('Campaign Tracker'!F30:G30)", "A1+1"]))
            func set(_ attribute: String) -> @Sendable (String) -> String {
                { $0.replacing("<calcPr ", with: "<calcPr \(attribute) ") }
            }
            sheet.changesBook = set("calcMode=\"manual\"")
            var (workbook, run) = try await fill(sheet, in: folder)
            #expect(try text(of: "xl/workbook.xml", in: workbook).contains("calcMode=\"auto\""))
            #expect(run.errors.contains("set to be calculated by hand"), "\(run)")

            sheet.rows = ClientSheet.formulas(["'Campaign Tracker'!C4*1000", "SUM('Campaign Tracker'!M30)"])
            sheet.changesBook = set("fullPrecision=\"0\"")
            (workbook, run) = try await fill(sheet, in: folder)
            let grid = try workbook.grid(of: workbook.sheet(named: "Client"))
            #expect(grid[CellReference("A1")!] == .empty && grid[CellReference("A2")!] == .text("-"))
            #expect(run.errors.contains("precision as displayed"), "\(run)")
        }
    }

    @Test(
        "References of a client's own kind keep no old value, and what is unknown in them shows neither an error nor 0")
    func references() async throws {
        try await withTemporaryFolder { folder in
            // M30 is an actual of a market that was not delivered, D17 a cell for a person to type in; both show -.
            let formulas = [
                "SUMPRODUCT(('Campaign Tracker'!F24:O24=\"Actuals\")*'Campaign Tracker'!F30:O30)",
                "RANK('Campaign Tracker'!L30,'Campaign Tracker'!F30:O30)",
                "SUM('Campaign Tracker'!M30,-'Campaign Tracker'!L30)",
                "_xlfn.IFS('Campaign Tracker'!M30>'Campaign Tracker'!L30,\"over\",TRUE,\"under\")",
                "'Campaign Tracker'!D18/'Campaign Tracker'!D17", "SUMIF('Campaign Tracker'!M30:M31,\">0\")",
            ]
            let (workbook, run) = try await fill(ClientSheet(rows: ClientSheet.formulas(formulas)), in: folder)
            let grid = try workbook.grid(of: workbook.sheet(named: "Client"))
            for (index, formula) in formulas.enumerated() {
                let cell = grid.cells[CellReference(row: index + 1, column: 1)]
                #expect(cell?.formula?.hasPrefix("IF") ?? false && cell?.formula != formula, "\(formula)")
                #expect(cell?.value == (index < 2 ? .empty : .text("-")), "\(formula)")
            }
            #expect(run.errors.contains("6 formulas count figures that are unknown and get a guard"), "\(run)")
        }
    }

    @Test(
        "A receipt or lineage that nobody reads to its end takes no tracker away",
        arguments: ["--receipt", "--lineage"])
    func pipe(option: String) async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mp-extract --planned '\(Sample.planned)' --delivered '\(Sample.delivered)' -o r.tsv --fail-on never
                mp-map -i r.tsv -t '\(Sample.template)' -o t.xlsx --fail-on never \(option) - 2>/dev/null | head -1 >/dev/null
                ls
                """, in: folder)
            #expect(run.output == "r.tsv\nt.xlsx\nt_COMPREHENSIVE_REPORT.txt\nt_PERFORMANCE_REPORT.txt\n", "\(run)")
            let clash = try await runShell(
                "mp-map -i r.tsv -t '\(Sample.template)' -o t.xlsx \(option) t_PERFORMANCE_REPORT.txt", in: folder)
            #expect(clash.status == 64, "\(clash)")
        }
    }

    @Test(
        "Killed at any call, with calls that fail, or on a disk that fills it leaves all of its files or none",
        arguments: ["--count 4", "--count 4 --faults"])
    func killed(options: String) async throws {
        guard access("/usr/bin/strace", X_OK) == 0 else { return print("skipped: strace is missing") }
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mp-extract --planned '\(Sample.planned)' --delivered '\(Sample.delivered)' -o r.tsv --fail-on never
                env -u MP_HOME python3 '\(packageFolder)/Tests/Support/kill-mp-map.py' r.tsv '\(Sample.template)' \(options)
                """, in: folder)
            guard run.status != 2 else { return print("skipped: strace cannot work here: \(run.errors)") }
            #expect(run.status == 0 && (Int(run.lines.last ?? "") ?? 0) >= 8, "\(run)")
        }
    }
}

extension String {
    fileprivate func components(of text: String) -> Int {
        split(separator: text, omittingEmptySubsequences: false).count - 1
    }
}
