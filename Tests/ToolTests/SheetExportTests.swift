import Streams
import Testing

@testable import Workbooks

/// Exports of a workbook made for the purpose, whose every cell is known.
@Suite("xlsx2tsv's options") struct ExportTests {
    /// A sheet with formulas, formats, errors, merged cells, a hidden row and a hidden column, and one behind it that is hidden.
    private static let sheet = """
        <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cols><col min="3" max="3" hidden="1"/></cols><sheetData>\
        <row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c><c r="B1" t="inlineStr"><is><t>cost, net</t></is></c><c r="C1" t="inlineStr"><is><t>secret</t></is></c><c r="D1" t="inlineStr"><is><t>name</t></is></c></row>\
        <row r="2"><c r="A2" t="inlineStr"><is><t>a "b"</t></is></c><c r="B2" s="1"><v>1234.5</v></c><c r="C2"><v>1</v></c><c r="D2"><f t="shared" ref="D2:D5" si="0">B2*$C$2+SUM(C$2:C2)</f><v>1235.5</v></c></row>\
        <row r="3" hidden="1"><c r="A3" t="inlineStr"><is><t>hidden</t></is></c><c r="B3" s="1"><v>2</v></c><c r="C3"><v>2</v></c><c r="D3"><f t="shared" si="0"/><v>5</v></c></row>\
        <row r="5"><c r="A5" t="inlineStr"><is><t>merged</t></is></c><c r="C5"><v>3</v></c><c r="D5" t="e"><f t="shared" si="0"/><v>#REF!</v></c></row>\
        <row r="6"><c r="B6" s="2"><v>45762</v></c></row>\
        </sheetData><mergeCells count="1"><mergeCell ref="A5:B7"/></mergeCells></worksheet>
        """
    private static let styles = """
        <styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="170" formatCode="&quot;$&quot;#,##0.00"/></numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="14"/></cellXfs></styleSheet>
        """

    /// The sample plan with its first sheet and its styles replaced.
    private func withWorkbook(_ body: (String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let workbook = try Workbook(path: Sample.planned)
            var rewrite = PackageRewrite(of: workbook.package)
            rewrite.replace(workbook.sheets[0].partName, with: Array(Self.sheet.utf8))
            rewrite.replace("xl/styles.xml", with: Array(Self.styles.utf8))
            try rewrite.write(to: folder + "/book.xlsx")
            try await body(folder)
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var options: [String]
        var output: String
        var testDescription: String { options.joined(separator: " ") }
    }

    static let cases = [
        Case(
            options: [],
            output:
                "name\tcost, net\tsecret\tname\na \"b\"\t1234.5\t1\t1235.5\nhidden\t2\t2\t5\n\t\t\t\nmerged\t\t3\t#REF!\n\t2025-04-15\t\t\n"
        ),
        Case(options: ["--range", "B2:D3"], output: "1234.5\t1\t1235.5\n2\t2\t5\n"),
        Case(
            options: ["--range", "A:B", "--skip-blank-rows"],
            output: "name\tcost, net\na \"b\"\t1234.5\nhidden\t2\nmerged\t\n\t2025-04-15\n"),
        Case(options: ["--range", "5:6", "--null", "NA"], output: "merged\tNA\t3\t#REF!\nNA\t2025-04-15\tNA\tNA\n"),
        Case(options: ["--range", "F1:G2"], output: ""),
        Case(
            options: ["--hidden-rows", "skip", "--hidden-columns", "skip", "--range", "1:5"],
            output: "name\tcost, net\tname\na \"b\"\t1234.5\t1235.5\n\t\t\nmerged\t\t#REF!\n"),
        Case(options: ["--errors", "blank", "--range", "C5:D6"], output: "3\t\n"),
        Case(
            options: ["--formulas", "--range", "D2:D5"],
            output: "=B2*$C$2+SUM(C$2:C2)\n=B3*$C$2+SUM(C$2:C3)\n\n=B5*$C$2+SUM(C$2:C5)\n"),
        Case(options: ["--formatted", "--range", "B1:B6"], output: "cost, net\n$1,234.50\n$2.00\n\n\n4/15/2025\n"),
        Case(options: ["--raw", "--range", "B6"], output: "45762\n"),
        Case(
            options: ["--fill-merged", "--range", "A5:C7"],
            output: "merged\tmerged\t3\nmerged\tmerged\t\nmerged\tmerged\t\n"),
        Case(
            options: ["--format", "csv", "--range", "1:2"],
            output: "name,\"cost, net\",secret,name\r\n\"a \"\"b\"\"\",1234.5,1,1235.5\r\n"),
        Case(
            options: ["--format", "csv", "--delimiter", ";", "--quote", "text", "--range", "A1:B2"],
            output: "\"name\";\"cost, net\"\r\n\"a \"\"b\"\"\";1234.5\r\n"),
        Case(
            options: ["--format", "csv", "--quote", "all", "--range", "A2:B2"], output: "\"a \"\"b\"\"\",\"1234.5\"\r\n"
        ),
        Case(
            options: ["--format", "ndjson", "--range", "1:2"],
            output: "{\"name\":\"a \\\"b\\\"\",\"cost, net\":1234.5,\"secret\":1,\"name_2\":1235.5}\n"),
        Case(
            options: ["--format", "ndjson", "--header-row", "2", "--range", "B:C", "--errors", "blank"],
            output: "{\"1234.5\":2,\"1\":2}\n{\"1\":3}\n{\"1234.5\":\"2025-04-15\"}\n"),
        Case(options: ["--header-row", "5"], output: "merged\t\t3\t#REF!\n\t2025-04-15\t\t\n"),
    ]

    @Test("write what they say", arguments: cases)
    func options(of test: Case) async throws {
        try await withWorkbook { folder in
            let run = try await runTool("xlsx2tsv", test.options + ["book.xlsx"], in: folder)
            #expect(run.status == 0, "\(run)")
            #expect(run.output == test.output)
        }
    }

    @Test("an error value under --errors fail is status 65 and names the cell")
    func refusedError() async throws {
        try await withWorkbook { folder in
            let run = try await runTool("xlsx2tsv", ["--errors", "fail", "-o", "out.tsv", "book.xlsx"], in: folder)
            #expect(run.status == 65, "\(run)")
            #expect(run.errors.contains("book.xlsx!SUMMARY!D5: holds the error #REF!"), "\(run)")
            #expect(names(in: folder) == ["book.xlsx"])
        }
    }

    @Test("--output-dir writes a file for each sheet and prints their paths")
    func outputFolder() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runTool(
                "xlsx2tsv", ["-a", "--hidden-sheets", "skip", "--output-dir", "out", Sample.planned], in: folder)
            #expect(run.status == 0, "\(run)")
            #expect(run.lines.map(String.init).sorted() == names(in: folder + "/out").map { "out/\($0)" }, "\(run)")
            #expect(run.lines.contains("out/DV360.tsv") && !run.output.contains("HIDDEN_LISTS"), "\(run)")
        }
    }

    @Test("sheets are counted from the end with negative numbers")
    func negativeIndex() async throws {
        let last = try await runTool("xlsx2tsv", ["--sheet-index", "-1", Sample.planned])
        let named = try await runTool("xlsx2tsv", ["--sheet", "OLD PLAN", Sample.planned])
        #expect(last.status == 0 && !last.output.isEmpty, "\(last)")
        #expect(last.output == named.output)
    }

    @Test("--metadata tells sheets, names and writer")
    func metadata() async throws {
        let run = try await runTool("xlsx2tsv", ["--metadata", Sample.template])
        #expect(run.status == 0, "\(run)")
        #expect(run.lines.first?.hasPrefix("{\"kind\":\"workbook\"") == true, "\(run)")
        #expect(
            run.output.contains(
                "{\"kind\":\"sheet\",\"index\":1,\"name\":\"Campaign Tracker\",\"type\":\"worksheet\",\"state\":\"visible\""
            ), "\(run)")
        #expect(run.output.contains("\"kind\":\"defined-name\""), "\(run)")
    }

    @Test(
        "rows out of order or twice come in order, the later of two cells counting; a lying dimension is no matter",
        arguments: [
            (
                "<dimension ref=\"A1\"/>",
                "<row r=\"3\"><c r=\"B3\"><v>3</v></c></row><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"3\"><c r=\"A3\"><v>9</v></c><c r=\"B3\"><v>4</v></c></row>",
                "1\t\n\t\n9\t4\n"
            ),
            ("<dimension ref=\"A1:XFD1048576\"/>", "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", "1\n"),
            (
                "<dimension ref=\"A1\"/>",
                "<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c r=\"C3\"><v>3</v></c></row>",
                "1\t2\t\n\t\t\n\t\t3\n"
            ),
            (
                "", "<row r=\"2\"><c r=\"C2\"><v>2</v></c><c r=\"A2\"><v>1</v></c><c r=\"C2\"><v>3</v></c></row>",
                "\t\t\n1\t\t3\n"
            ),
        ])
    func irregularSheets(head: String, rows: String, output: String) async throws {
        try await withTemporaryFolder { folder in
            try writeSheet("\(head)<sheetData>\(rows)</sheetData>", to: folder + "/book.xlsx")
            let run = try await runTool("xlsx2tsv", ["book.xlsx"], in: folder)
            #expect(run.status == 0, "\(run)")
            #expect(run.output == output)
        }
    }

    @Test(
        "hostile sheets end in status 65 and a message",
        arguments: [
            ("<sheetData><row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row></sheetData>", "outside of a worksheet"),
            ("<sheetData><row r=\"1048577\"><c><v>1</v></c></row></sheetData>", "outside of a worksheet"),
            (
                "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>",
                "far apart"
            ),
            ("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v>", "ends in the middle"),
            ("<!DOCTYPE x [<!ENTITY a \"b\">]><sheetData/>", "declares a DTD"),
        ])
    func hostile(content: String, words: String) async throws {
        try await withTemporaryFolder { folder in
            try writeSheet(content, to: folder + "/book.xlsx")
            let run = try await runTool("xlsx2tsv", ["-o", "out.tsv", "book.xlsx"], in: folder)
            #expect(run.status == 65, "\(run)")
            #expect(run.errors.contains(words), "\(run)")
            #expect(names(in: folder) == ["book.xlsx"])
        }
    }

    /// The sample plan with the content of its first sheet replaced.
    private func writeSheet(_ content: String, to path: String) throws {
        let workbook = try Workbook(path: Sample.planned)
        var rewrite = PackageRewrite(of: workbook.package)
        let text =
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\(content)</worksheet>"
        rewrite.replace(workbook.sheets[0].partName, with: Array(text.utf8))
        // Not to be read back: some of these are meant to be broken.
        let output = try Output(replacing: path)
        try rewrite.write(to: output)
        try output.finish()
    }
}
