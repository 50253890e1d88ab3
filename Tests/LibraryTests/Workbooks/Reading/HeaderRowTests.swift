import Streams
import Testing

@testable import Workbooks

/// What counts as blank, which row names the columns, and lines that read back.
@Suite("Blank cells and header rows") struct HeaderRowTests {
    private static let data =
        MadeWorkbook.row(2, MadeWorkbook.text("Name"), MadeWorkbook.text("Cost"))
        + MadeWorkbook.row(3, MadeWorkbook.text("Google"), "><v>100</v>")

    @Test(
        "cells of empty strings are blank, as formulas that give \"\" are",
        arguments: [
            " t=\"s\"><v>0</v>", " t=\"s\"><v>7</v>", " t=\"inlineStr\"><is><t></t></is>",
            " t=\"inlineStr\"><is><t/></is>", " t=\"str\"><v></v>",
            " t=\"str\"><f>A9</f><v></v>", " t=\"inlineStr\"><is/>", "><v> </v>", " t=\"b\"><v>yes</v>",
            " t=\"str\"><v><![CDATA[]]></v>",
        ])
    func emptyStrings(cell: String) throws {
        let book = MadeWorkbook(
            rows: MadeWorkbook.row(1, cell, cell, cell) + Self.data + MadeWorkbook.row(4, "><v>5</v>", cell, cell)
                + MadeWorkbook.row(5, cell, cell),
            strings: "<si><t></t></si>")
        for skips in [false, true] {
            #expect(
                try book.text(.ndjson) { $0.skipsBlankRows = skips }
                    == "{\"Name\":\"Google\",\"Cost\":100}\n{\"Name\":5}\n")
        }
        #expect(try book.text(.tsv) == "\t\nName\tCost\nGoogle\t100\n5\t\n")
        #expect(try book.text(.tsv) { $0.skipsBlankRows = true } == "Name\tCost\nGoogle\t100\n5\t\n")
        #expect(try book.text(.tsv) { $0.null = "NA" } == "NA\tNA\nName\tCost\nGoogle\t100\n5\tNA\n")
        let listing = try book.open { SheetListing.tsv(of: $0, report: { _ in }) }
        #expect(String(decoding: listing.text, as: UTF8.self).hasSuffix("1\tS\tvisible\t\t4\n"))
        let extent = try book.open { try SheetExtent(of: $0.sheets[0], in: $0) }
        #expect(extent.rows == 4 && extent.columns == 2)
    }

    @Test("and in rows rendered ahead") func emptyStringsAhead() throws {
        // Every second row holds empty strings alone, every fourth cell of the others.
        let rows = (2...3000).map { row in
            row % 2 == 0
                ? "<row r=\"\(row)\"><c r=\"A\(row)\" t=\"s\"><v>0</v></c><c r=\"B\(row)\" t=\"s\"><v>0</v></c></row>"
                : "<row r=\"\(row)\"><c r=\"A\(row)\" t=\"s\"><v>0</v></c><c r=\"B\(row)\" t=\"s\"><v>1</v></c></row>"
        }
        var book = MadeWorkbook(
            rows: MadeWorkbook.row(1, MadeWorkbook.text("a"), MadeWorkbook.text("b")) + rows.joined(),
            head: "<dimension ref=\"A1:B3000\"/>", strings: "<si><t></t></si><si><t>x</t></si>")
        book.block = 2048
        #expect(
            try book.text(.ndjson) == String(repeating: "{\"b\":\"x\"}\n", count: 1499))
        #expect(try book.text(.tsv) == "a\tb\n" + String(repeating: "\t\n\tx\n", count: 1499))
        #expect(try book.text(.tsv) { $0.skipsBlankRows = true } == "a\tb\n" + String(repeating: "\tx\n", count: 1499))
    }

    @Test("--header-row is that row: in part blank it has letters, blank it is an error, beyond the end a note")
    func headerRow() throws {
        let book = MadeWorkbook(
            rows: MadeWorkbook.row(1, MadeWorkbook.text("Plan"))
                + "<row r=\"3\"><c r=\"B3\" t=\"inlineStr\"><is><t>Cost</t></is></c></row>"
                + MadeWorkbook.row(4, MadeWorkbook.text("Meta"), "><v>200</v>"))
        #expect(try book.text(.ndjson) { $0.headerRow = 3 } == "{\"A\":\"Meta\",\"Cost\":200}\n")
        for format in [SheetFormat.ndjson, .tsv, .csv] {
            let failure = book.failure(format) { $0.headerRow = 2 }
            #expect(failure?.status == .data && failure?.message.code == .blankHeaderRow, "\(failure as Any)")
            var options = ExportOptions(format: format)
            options.headerRow = 9
            let written = try book.written(options)
            #expect(written.text == "" && written.messages.map(\.code) == [.nothingToWrite], "\(written)")
            #expect(written.messages[0].text.hasPrefix("row 9 is beyond"))
        }
    }

    @Test("a range beyond the data is a note that tells where they end") func beyond() throws {
        var options = ExportOptions()
        options.range = SheetRange("F1:G9")
        let written = try MadeWorkbook(rows: Self.data).written(options)
        #expect(
            written.messages.map(\.code) == [.nothingToWrite]
                && written.messages[0].hint == "the sheet's values end at B3", "\(written)")
    }

    @Test("CSV reads back whatever the delimiter, the null text and the quotes") func csv() throws {
        let styles = MadeWorkbook.formats("General", "yyyy-mm-dd", "hh:mm")
        let book = MadeWorkbook(
            rows: MadeWorkbook.row(
                1, "><v>-1.5</v>", " s=\"1\"><v>45000</v>", " s=\"2\"><v>0.25</v>", " t=\"b\"><v>1</v>",
                " t=\"e\"><v>#N/A</v>", MadeWorkbook.text("NA"),
                MadeWorkbook.text("a;b"), MadeWorkbook.text("0")) + MadeWorkbook.row(2, "><v>0</v>"),
            styles: styles)
        func csv(_ delimiter: String, null: String = "", _ quoting: Quoting = .minimal) throws -> String {
            try book.text(.csv) {
                $0.delimiter = delimiter.utf8.first!
                $0.null = null
                $0.quoting = quoting
            }
        }
        #expect(try csv(",") == "-1.5,2023-03-15,06:00:00,TRUE,#N/A,NA,a;b,0\r\n0,,,,,,,\r\n")
        #expect(try csv(";").hasPrefix("-1.5;2023-03-15;06:00:00;TRUE;#N/A;NA;\"a;b\";0\r\n"))
        #expect(try csv("-").hasPrefix("\"-1.5\"-\"2023-03-15\"-06:00:00-TRUE-"))
        #expect(try csv(".").hasPrefix("\"-1.5\".2023-03-15."))
        #expect(try csv(":").hasPrefix("-1.5:2023-03-15:\"06:00:00\":"))
        #expect(try csv("T").contains("T\"TRUE\"T"))
        #expect(try csv("/").contains("/\"#N/A\"/"))
        #expect(
            try csv(",", null: "NA") == "-1.5,2023-03-15,06:00:00,TRUE,#N/A,\"NA\",a;b,0\r\n0,NA,NA,NA,NA,NA,NA,NA\r\n")
        #expect(try csv(",", null: "0").hasSuffix(",a;b,\"0\"\r\n\"0\",0,0,0,0,0,0,0\r\n"))
        #expect(
            try csv(",", null: "NA", .all).hasPrefix("\"-1.5\",\"2023-03-15\",\"06:00:00\",\"TRUE\",\"#N/A\",\"NA\","))
    }

    @Test("a single value in the last row has as many blank lines before it in tables of both kinds")
    func lastRow() throws {
        let book = MadeWorkbook(rows: MadeWorkbook.row(1_048_576, "><v>7</v>"))
        #expect(try book.text(.csv) == String(repeating: "\"\"\r\n", count: 1_048_575) + "7\r\n")
        #expect(try book.text(.tsv) == String(repeating: "\n", count: 1_048_575) + "7\n")
    }

    @Test("CSV quotes what readers take for an empty line, an end or a mark") func takenForOther() throws {
        let texts = ["\u{FEFF}h", " ", "\\.", " a", "\\..", "é"]
        let rows = texts.enumerated().map {
            MadeWorkbook.row(
                $0 + 1, " t=\"inlineStr\"><is><t xml:space=\"preserve\">\($1)</t></is>")
        }
        #expect(
            try MadeWorkbook(rows: rows.joined()).text(.csv)
                == "\"\u{FEFF}h\"\r\n\" \"\r\n\"\\.\"\r\n a\r\n\\..\r\né\r\n")
    }

    @Test("a blank row of one column is \"\" in CSV") func oneColumn() throws {
        let rows = MadeWorkbook.row(1, MadeWorkbook.text("h")) + MadeWorkbook.row(4, MadeWorkbook.text("x"))
        #expect(try MadeWorkbook(rows: rows).text(.csv) == "h\r\n\"\"\r\n\"\"\r\nx\r\n")
        #expect(try MadeWorkbook(rows: rows).text(.tsv) == "h\n\n\nx\n")
        #expect(try MadeWorkbook(rows: rows).text(.csv) { $0.null = "-" } == "h\r\n-\r\n-\r\nx\r\n")
    }

    @Test("what a row above the names lacks is counted in every format, though it is passed") func passedRows() throws {
        let book = MadeWorkbook(
            rows: MadeWorkbook.row(1, "><f>\"Mar\"&amp;\"ket\"</f>", " t=\"b\"><v>yes</v>", " t=\"s\"><v>7</v>")
                + MadeWorkbook.row(2, MadeWorkbook.text("UAE"), "><v>5</v>")
                + MadeWorkbook.row(3, MadeWorkbook.text("KSA"), "><v>6</v>"))
        let tsv = try book.written(ExportOptions())
        #expect(tsv.messages.map(\.code) == [.uncalculatedFormulas, .missingSharedStrings, .illFormedValues])
        let objects = try book.written(ExportOptions(format: .ndjson))
        #expect(objects.messages == tsv.messages && objects.text == "{\"UAE\":\"KSA\",\"5\":6}\n", "\(objects)")
    }

    @Test("equal names and hidden columns cost no more than they are many", .timeLimit(.minutes(1))) func wide() throws
    {
        let columns = 1...CellReference.maximumColumn
        func row(_ number: Int, _ content: (Int) -> String) -> String {
            "<row r=\"\(number)\">"
                + columns.map { "<c r=\"\(CellReference.letters(ofColumn: $0))\(number)\"\(content($0))</c>" }.joined()
                + "</row>"
        }
        let hidden =
            "<cols>" + columns.map { "<col min=\"\($0)\" max=\"16384\" hidden=\"\($0 % 2)\"/>" }.joined() + "</cols>"
        let book = MadeWorkbook(
            rows: row(1) { _ in " t=\"s\"><v>0</v>" } + row(2) { "><v>\($0)</v>" }, head: hidden,
            strings: "<si><t>x</t></si>")
        let text = try book.text(.ndjson)
        #expect(text.hasPrefix("{\"x\":1,\"x_2\":2,\"x_3\":3,") && text.hasSuffix(",\"x_16384\":16384}\n"))
        #expect(try book.text(.tsv) { $0.hiddenColumns = .skip } == "")
        // Only every second one, as programs write it.
        let some =
            "<cols>" + columns.map { "<col min=\"\($0)\" max=\"\($0)\" hidden=\"\($0 % 2)\"/>" }.joined() + "</cols>"
        let half = MadeWorkbook(rows: row(1) { "><v>\($0)</v>" }, head: some)
        let kept = try half.text(.tsv) { $0.hiddenColumns = .skip }
        #expect(kept == columns.filter { $0 % 2 == 0 }.map(String.init).joined(separator: "\t") + "\n")
    }
}
