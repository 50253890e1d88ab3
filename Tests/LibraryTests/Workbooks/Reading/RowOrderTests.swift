import Streams
import Testing

@testable import Workbooks

/// Rows twice, out of order or without numbers: every format holds the same cells in the same rows.
@Suite("Rows out of order") struct RowOrderTests {
    private func cell(_ name: String, _ text: String) -> String {
        "<c r=\"\(name)\" t=\"inlineStr\"><is><t>\(text)</t></is></c>"
    }

    private func check(_ rows: String, block: Int = 384 << 10) throws {
        var book = MadeWorkbook(rows: rows)
        book.block = block
        #expect(try book.text(.tsv) == "n\tc\na\t1\n\t\nb\t2\n")
        #expect(try book.text(.csv) == "n,c\r\na,1\r\n,\r\nb,2\r\n")
        #expect(try book.text(.ndjson) == "{\"n\":\"a\",\"c\":\"1\"}\n{\"n\":\"b\",\"c\":\"2\"}\n")
        let lines = [(1, "n", "c"), (2, "a", "1"), (4, "b", "2")].map {
            "{\"file\":\"made.xlsx\",\"sheet\":\"S\",\"row\":\($0),\"cells\":[\"\($1)\",\"\($2)\"]}\n"
        }
        #expect(try book.text(.grid) == lines.joined())
        #expect(try book.text(.tsv) { $0.range = SheetRange("B2:B4") } == "1\n\n2\n")
        #expect(try book.text(.ndjson) { $0.headerRow = 2 } == "{\"a\":\"b\",\"1\":\"2\"}\n")
    }

    @Test("come in order") func order() throws {
        let (one, two, four) = (
            "<row r=\"1\">\(cell("A1", "n"))\(cell("B1", "c"))</row>",
            "<row r=\"2\">\(cell("A2", "a"))\(cell("B2", "1"))</row>",
            "<row r=\"4\">\(cell("A4", "b"))\(cell("B4", "2"))</row>"
        )
        try check(one + two + four)
        try check(four + one + two)
        try check(two + four + one)
        try check("<row r=\"9\"/>" + one + two + "<row r=\"1\"/>" + four)
        try check(one + "<row>\(cell("A2", "a"))\(cell("B2", "1"))</row>" + four)
        try check("<row r=\"3\"/>" + "<row>\(cell("A4", "b"))\(cell("B4", "2"))</row>" + one + two)
    }

    @Test("and in one piece, of two cells with one place the later") func pieces() throws {
        let (one, two) = (
            "<row r=\"1\">\(cell("A1", "n"))</row>", "<row r=\"2\">\(cell("A2", "a"))\(cell("B2", "x"))</row>"
        )
        try check(
            one + "<row r=\"1\">\(cell("B1", "c"))</row>" + two + "<row r=\"2\">\(cell("B2", "1"))</row>"
                + "<row r=\"4\">\(cell("B4", "2"))</row><row r=\"4\">\(cell("A4", "b"))</row>")
    }

    @Test("formulas, errors and hidden rows keep what they are") func kinds() throws {
        let rows =
            "<row r=\"2\" hidden=\"1\"><c r=\"A2\" t=\"e\"><v>#N/A</v></c><c r=\"B2\"><f>A1+1</f><v>6</v></c></row><row r=\"1\"><c r=\"A1\"><v>5</v></c></row>"
        let book = MadeWorkbook(rows: rows)
        #expect(try book.text(.tsv) { $0.view = .formula } == "5\t\n#N/A\t=A1+1\n")
        #expect(try book.text(.tsv) { $0.hiddenRows = .skip } == "5\n")
        #expect(try book.text(.grid).contains("\"row\":2,\"hidden\":true,\"cells\":[{\"error\":\"#N/A\"},6]"))
    }

    @Test(
        "a large sheet is put in order for a file; to a pipe it is an error before a row comes in pieces",
        arguments: [SheetFormat.tsv, .ndjson, .grid])
    func large(format: SheetFormat) throws {
        // More than is held back, which is more of a grid.
        let text = String(repeating: "x", count: format == .grid ? 1600 : 300)
        var rows = (2...6000).map { "<row r=\"\($0)\"><c r=\"A\($0)\"><v>\($0)</v></c>\(cell("B\($0)", text))</row>" }
        rows.append(
            "<row r=\"1\">\(cell("A1", "n"))\(cell("B1", "t"))</row><row r=\"5000\">\(cell("C5000", "late"))</row>")
        var book = MadeWorkbook(rows: rows.joined())
        book.block = 16 << 10
        let failure = book.failure(format)
        #expect(failure?.message.code == .disorderedRows && failure?.status == .data, "\(failure as Any)")
        try book.open { workbook in
            let path = "/dev/shm/mp-test-order-\(format.rawValue)-\(UInt64.random(in: 0...UInt64.max))"
            let output = try Output(replacing: path)
            _ = try SheetExport(ExportOptions(format: format)).write(workbook.sheets[0], of: workbook, to: output)
            let written = try #require(try output.sync())
            let lines = try Lines(of: written)
            switch format {
            case .tsv:
                #expect(
                    lines.all.count == 6000 && lines.all[0] == "n\tt\t" && lines.all[4999] == "5000\t\(text)\tlate")
            case .ndjson: #expect(lines.all.count == 5999 && lines.all[4998].hasSuffix("\"C\":\"late\"}"))
            default: #expect(lines.all.count == 6000 && lines.all[4999].hasSuffix("\"late\"]}"))
            }
        }
    }

    private struct Lines {
        var all: [Substring]

        init(of path: String) throws {
            let input = try Input(path: path)
            var bytes: [UInt8] = []
            while case let chunk = try input.chunk(), !chunk.isEmpty { bytes += Array(chunk) }
            all = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        }
    }

    @Test("records are not made of rows out of order") func records() throws {
        let book = MadeWorkbook(
            rows: "<row r=\"2\"><c r=\"A2\"><v>2</v></c></row><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>")
        try book.open { (workbook: Workbook) throws -> Void in
            #expect(throws: Failure.self) { try workbook.forEachRow(of: workbook.sheets[0]) { _ in } }
            // What is looked up by place does not mind.
            #expect(try workbook.grid(of: workbook.sheets[0]).cells.count == 2)
        }
    }
}
