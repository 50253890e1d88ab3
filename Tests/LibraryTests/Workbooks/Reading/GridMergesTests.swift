import Streams
import Testing

@testable import Workbooks

/// The merged ranges of a sheet, which its first grid line carries and its part stores last.
@Suite("Merged ranges of a grid") struct GridMergesTests {
    private func grid(of rows: String, _ merges: [String]) throws -> [Substring] {
        let list = merges.map { "<mergeCell ref=\"\($0)\"/>" }.joined()
        let book = MadeWorkbook(
            sheet:
                "<worksheet xmlns=\"\(MadeWorkbook.main)\"><sheetData>\(rows)</sheetData><mergeCells>\(list)</mergeCells></worksheet>"
        )
        return try book.text(.grid).split(separator: "\n")
    }

    private let begin = "{\"file\":\"made.xlsx\",\"sheet\":\"S\",\"row\":"

    @Test("the first line that shows a value carries them, and no other") func first() throws {
        let rows =
            "<row r=\"1\"><c r=\"A1\" s=\"0\"/></row>" + MadeWorkbook.row(2, MadeWorkbook.text(""))
            + MadeWorkbook.row(3, "><v>1</v>") + MadeWorkbook.row(4, "><v>2</v>")
        #expect(
            try grid(of: rows, ["A3:B3", "A4:A9"]) == [
                "\(begin)3,\"merges\":[\"A3:B3\",\"A4:A9\"],\"cells\":[1]}", "\(begin)4,\"cells\":[2]}",
            ])
        #expect(try grid(of: rows, []) == ["\(begin)3,\"cells\":[1]}", "\(begin)4,\"cells\":[2]}"])
        #expect(try grid(of: MadeWorkbook.row(2, MadeWorkbook.text("")), ["A1:B2"]) == [])
    }

    @Test("a range has its cells in their places") func range() throws {
        let rows = (1...4).map { MadeWorkbook.row($0, "><v>\($0)1</v>", "><v>\($0)2</v>", "><v>\($0)3</v>") }.joined()
        let book = MadeWorkbook(rows: rows)
        #expect(
            try book.text(.grid) { $0.range = SheetRange("B2:B3") }
                == "\(begin)2,\"cells\":[null,22]}\n\(begin)3,\"cells\":[null,32]}\n")
        #expect(try book.text(.grid) { $0.range = SheetRange("4:4") } == "\(begin)4,\"cells\":[41,42,43]}\n")
    }

    @Test("rows out of order do not lose them") func outOfOrder() throws {
        let rows = MadeWorkbook.row(4, "><v>2</v>") + MadeWorkbook.row(3, "><v>1</v>")
        #expect(
            try grid(of: rows, ["A3:A4"]) == [
                "\(begin)3,\"merges\":[\"A3:A4\"],\"cells\":[1]}", "\(begin)4,\"cells\":[2]}",
            ])
    }

    @Test("a sheet whose lines are too many to be held has them all the same") func large() throws {
        let text = String(repeating: "x", count: 30_000)
        let rows = (1...400).map { MadeWorkbook.row($0, MadeWorkbook.text(text)) }.joined()
        let lines = try grid(of: rows, ["A1:B1"])
        #expect(lines.count == 400)
        #expect(lines[0] == "\(begin)1,\"merges\":[\"A1:B1\"],\"cells\":[\"\(text)\"]}")
        #expect(lines.dropFirst().allSatisfy { !$0.contains("merges") && $0.hasSuffix("\(text)\"]}") })
    }
}
