import Streams
import Testing

@testable import Workbooks

/// Ranges and hidden rows and columns leave out cells that others depend on.
@Suite("What is left out") struct LeftOutCellTests {
    private static func sheet(_ rows: String, head: String = "", _ merges: [String] = []) -> MadeWorkbook {
        let list = merges.map { "<mergeCell ref=\"\($0)\"/>" }.joined()
        return MadeWorkbook(
            sheet:
                "<worksheet xmlns=\"\(MadeWorkbook.main)\">\(head)<sheetData>\(rows)</sheetData><mergeCells>\(list)</mergeCells></worksheet>"
        )
    }

    @Test("a merged range has its value in the cells that are written, whichever these are") func merges() throws {
        let rows =
            MadeWorkbook.row(1, MadeWorkbook.text("market"), MadeWorkbook.text("cost"))
            + MadeWorkbook.row(2, MadeWorkbook.text("UAE"), "><v>1</v>").replacing(
                "<row r", with: "<row hidden=\"1\" r")
            + "<row r=\"3\"><c r=\"B3\"><v>2</v></c></row><row r=\"4\"><c r=\"B4\"><v>3</v></c></row>"
        let book = Self.sheet(rows, ["A2:A4"])
        func text(_ format: SheetFormat, _ change: (inout ExportOptions) -> Void) throws -> String {
            try book.text(format) {
                $0.fillsMerged = true
                change(&$0)
            }
        }
        #expect(try text(.tsv) { $0.range = SheetRange("A3:B4") } == "UAE\t2\nUAE\t3\n")
        #expect(try text(.csv) { $0.range = SheetRange("A3") } == "UAE\r\n")
        #expect(try text(.tsv) { $0.hiddenRows = .skip } == "market\tcost\nUAE\t2\nUAE\t3\n")
        #expect(
            try text(.ndjson) { $0.hiddenRows = .skip }
                == "{\"market\":\"UAE\",\"cost\":2}\n{\"market\":\"UAE\",\"cost\":3}\n")
        #expect(try text(.ndjson) { $0.headerRow = 3 } == "{\"UAE\":\"UAE\",\"2\":3}\n")

        let column = Self.sheet(
            MadeWorkbook.row(1, MadeWorkbook.text("Q1")) + MadeWorkbook.row(2, "><v>1</v>", "><v>2</v>"),
            head: "<cols><col min=\"1\" max=\"1\" hidden=\"1\"/></cols>", ["A1:B1"])
        for (format, expected) in [(SheetFormat.tsv, "Q1\n2\n"), (.ndjson, "{\"Q1\":2}\n")] {
            #expect(
                try column.text(format) {
                    $0.fillsMerged = true
                    $0.hiddenColumns = .skip
                } == expected)
        }
    }

    @Test("errors of a merged range stay left out") func errors() throws {
        let book = Self.sheet(
            MadeWorkbook.row(1, " t=\"e\"><v>#N/A</v>", "><v>1</v>") + MadeWorkbook.row(2, ">", "><v>2</v>"), ["A1:A2"])
        #expect(
            try book.text(.tsv) {
                $0.fillsMerged = true
                $0.errors = .blank
                $0.range = SheetRange("A2:B2")
            } == "\t2\n")
    }

    @Test("a column without a name has its letters, whichever columns are written") func letters() throws {
        let book = Self.sheet(
            "<row r=\"1\"><c r=\"A1\"\(MadeWorkbook.text("k"))</c><c r=\"C1\"\(MadeWorkbook.text("m"))</c></row>"
                + MadeWorkbook.row(2, "><v>1</v>", "><v>2</v>", "><v>3</v>", "><v>4</v>"),
            head: "<cols><col min=\"1\" max=\"1\" hidden=\"1\"/></cols>")
        #expect(try book.text(.ndjson) == "{\"k\":1,\"B\":2,\"m\":3,\"D\":4}\n")
        #expect(try book.text(.ndjson) { $0.range = SheetRange("B1:D2") } == "{\"B\":2,\"m\":3,\"D\":4}\n")
        #expect(try book.text(.ndjson) { $0.hiddenColumns = .skip } == "{\"B\":2,\"m\":3,\"D\":4}\n")
    }

    @Test(
        "a part that is cut off or another one is damage",
        arguments: ["<si><t>a</t></si><si><t>b", "<si><t>a</t></si>"])
    func strings(items: String) throws {
        var book = MadeWorkbook(rows: MadeWorkbook.row(1, " t=\"s\"><v>1</v>"))
        book.parts = [
            (
                "xl/t.xml", "\(MadeWorkbook.types)/sharedStrings",
                Array("<sst xmlns=\"\(MadeWorkbook.main)\">\(items)".utf8)
            )
        ]
        #expect(book.failure()?.message.code == .corruptWorkbook)
    }

    @Test(
        "a sheet that is cut off behind its rows, or no sheet, is damage",
        arguments: ["<worksheet xmlns=\"M\"><sheetData/>", "<html/>", "<sst xmlns=\"M\"/>"])
    func sheets(markup: String) {
        let book = MadeWorkbook(sheet: markup.replacing("M", with: MadeWorkbook.main))
        #expect(book.failure()?.message.code == .corruptWorkbook)
    }
}
