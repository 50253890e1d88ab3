import Streams
import Testing

@testable import Workbooks

/// What other namespaces put into a sheet, and markup that is not well-formed.
@Suite("Foreign and ill-formed markup") struct ForeignMarkupTests {
    private static let foreign = "xmlns:q=\"urn:q\""

    @Test(
        "elements and attributes of another namespace are never a cell's own",
        arguments: [
            // In the cell, beside and within its own elements.
            #"<row r="1"><c r="A1"><q:v>666</q:v><v>1</v></c><c r="B1"><v>2</v></c></row>"#,
            #"<row r="1"><c r="A1"><v>1</v><q:v>666</q:v></c><c r="B1"><v>2</v></c></row>"#,
            #"<row r="1"><c r="A1"><v>1</v><extLst><ext uri="u"><q:v>666</q:v><v>7</v></ext></extLst></c><c r="B1"><v>2</v></c></row>"#,
            #"<row r="1"><c r="A1"><v>1</v><v xmlns="urn:q">666</v></c><c r="B1"><v>2</v></c></row>"#,
            #"<row r="1"><c r="A1"><v>1</v></c><c r="B1"><q:f>A1</q:f><v>2</v></c></row>"#,
            // Cells and rows.
            #"<row r="1"><c r="A1"><v>1</v></c><q:c r="A1"><q:v>666</q:v></q:c><c r="B1"><v>2</v></c></row>"#,
            #"<row r="1"><c r="A1"><v>1</v></c><c xmlns="urn:q" r="Z1"><v>666</v></c><c r="B1"><v>2</v></c></row>"#,
            #"<q:row r="1"><q:c r="A1"><q:v>666</q:v></q:c></q:row><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><q:row r="2"/>"#,
            #"<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><extLst><ext><q:row><q:c r="C1"><q:v>3</q:v></q:c></q:row></ext></extLst></row>"#,
            // Attributes.
            #"<row q:r="5" r="1" q:hidden="1"><c q:r="Z9" r="A1" q:t="s" q:s="1"><v>1</v></c><c r="B1" q:t="b"><v>2</v></c></row>"#,
            #"<row r="1" q:r="5"><c r="A1" q:r="Z9"><v>1</v></c><c q:t="e" r="B1"><v>2</v></c></row>"#,
            // The same names bound to the sheet's own namespace.
            #"<row r="1"><x:c r="A1" xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:v>1</x:v></x:c><c r="B1"><v>2</v></c></row>"#,
        ])
    func foreignMarkup(rows: String) throws {
        let sheet =
            "<worksheet xmlns=\"\(MadeWorkbook.main)\" \(Self.foreign)><sheetData>\(rows)</sheetData></worksheet>"
        let book = MadeWorkbook(sheet: sheet)
        #expect(try book.written(ExportOptions()) == .init(text: "1\t2\n"))
        #expect(try book.text(.csv) == "1,2\r\n")
        #expect(
            try book.text(.grid) == "{\"file\":\"made.xlsx\",\"sheet\":\"S\",\"row\":1,\"cells\":[1,2]}\n")
    }

    @Test(
        "a sheet is read by its namespace, whatever its prefix",
        arguments: [
            #"<x:worksheet xmlns:x="M"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>"#,
            #"<x:worksheet xmlns:x="M" xmlns="urn:q"><x:sheetData><row r="1"><c r="A1"><v>6</v></c></row><x:row r="1"><x:c r="A1"><v>6</v><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>"#,
            #"<worksheet xmlns="M" xmlns:x="M"><sheetData><x:row r="1"><c r="A1"><x:v>1</x:v></c></x:row></sheetData></worksheet>"#,
            #"<x:worksheet xmlns:x="M"><sheetData xmlns="M"><row r="1"><c r="A1"><v>1</v></c></row></sheetData></x:worksheet>"#,
            #"<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>"#,
        ])
    func prefixes(sheet: String) throws {
        let book = MadeWorkbook(sheet: sheet.replacing("M", with: MadeWorkbook.main))
        #expect(try book.text(.tsv) == "1\n")
    }

    @Test("strings leave out what is not their own") func strings() throws {
        let items =
            #"<si><t>a</t><q:t xmlns:q="urn:q">X</q:t><extLst><ext><t>Y</t></ext></extLst></si><q:si xmlns:q="urn:q"><t>Z</t></q:si>"#
            + "<si><r><rPr><b/></rPr><t>b</t></r><r><t>c</t></r><rPh sb=\"0\" eb=\"1\"><t>ruby</t></rPh></si>"
        let inline =
            #" t="inlineStr"><is><q:t xmlns:q="urn:q">X</q:t><t>d</t><extLst><ext><t>Y</t></ext></extLst></is>"#
        let book = MadeWorkbook(
            rows: MadeWorkbook.row(1, " t=\"s\"><v>0</v>", " t=\"s\"><v>1</v>", inline), strings: items)
        #expect(try book.text(.tsv) == "a\tbc\td\n")
    }

    @Test("references to characters and blanks in attributes mean what they stand for") func attributeReferences()
        throws
    {
        let book = MadeWorkbook(
            rows: """
                <row r="&#49;" hidden="&#49;"><c r="&#66;1"><v>1</v></c><c r=" C1 "><v>2</v></c></row>
                <row r=" 2 "><c r="A&#x32;"><v>3</v></c></row>
                """)
        #expect(try book.text(.tsv) == "\t1\t2\n3\t\t\n")
        #expect(try book.text(.tsv) { $0.hiddenRows = .skip } == "3\n")
    }

    @Test("the text of inline strings is read whatever prefix is bound to the sheet's namespace, and where")
    func inlinePrefixes() throws {
        let x = "xmlns:x=\"\(MadeWorkbook.main)\""
        let book = MadeWorkbook(
            rows: """
                <row r="1"><c r="A1"><v>1</v></c></row>
                <x:row \(x) r="2"><x:c r="A2" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c></x:row>
                <row \(x) r="3"><c r="A3" t="inlineStr"><is><x:t>b</x:t></is></c>
                <c r="B3" t="inlineStr"><is><x:r><x:t>c</x:t></x:r><r><t>d</t></r></is></c>
                <c r="C3" t="inlineStr"><x:is><t>e</t></x:is></c>
                <c r="D3" t="inlineStr"><is \(x) xmlns:q="urn:q"><q:t>no</q:t><t>f</t></is></c></row>
                """)
        #expect(try book.text(.tsv) == "1\t\t\t\na\t\t\t\nb\tcd\te\tf\n")
    }

    @Test("what is foreign in the head and tail of a sheet, or in the workbook part, is passed") func aroundRows()
        throws
    {
        let q = "xmlns:q=\"urn:q\""
        let nine = "<sheetData><row r=\"1\"><c r=\"A1\"><v>9</v></c></row></sheetData>"
        let data =
            "<sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"><v>45762</v></c><c r=\"B1\"><v>2</v></c></row></sheetData>"
        var book = MadeWorkbook(
            sheet: """
                <worksheet xmlns="\(MadeWorkbook.main)" \(q)><q:w><q:x/><cols><col min="1" max="9" hidden="1"/></cols>\(nine)</q:w>
                <extLst><ext>\(nine)</ext></extLst>\(data)<q:w><mergeCells><mergeCell ref="A1:B1"/></mergeCells></q:w>
                <extLst><ext><mergeCell ref="A1:B1"/></ext></extLst></worksheet>
                """)
        book.styles = MadeWorkbook.formats("General", "yyyy-mm-dd").replacing(
            "<cellXfs><xf ", with: "<cellXfs><xf xmlns:q=\"urn:q\" q:numFmtId=\"14\" ")
        book.workbookProperties =
            "<workbookPr \(q) q:date1904=\"1\"/><q:sheets \(q)><sheet name=\"NO\" sheetId=\"9\"/></q:sheets>"
        book.workbookEnd =
            "<extLst><ext><workbookPr date1904=\"1\"/><sheets><sheet name=\"NO\"/></sheets></ext></extLst>"
        try book.open { #expect($0.sheets.map(\.name) == ["S"] && $0.dateSystem == .from1900) }
        #expect(
            try book.text(.grid)
                == "{\"file\":\"made.xlsx\",\"sheet\":\"S\",\"row\":1,\"cells\":[{\"date\":\"2025-04-15\"},2]}\n")
        #expect(try book.text(.tsv) { $0.fillsMerged = true } == "2025-04-15\t2\n")
    }

    @Test(
        "a sheet without rows is empty",
        arguments: [
            "<worksheet xmlns=\"M\"/>", "<worksheet xmlns=\"M\"><dimension ref=\"A1\"/></worksheet>",
            "<x:worksheet xmlns:x=\"M\"/>", "<worksheet xmlns=\"M\"><sheetData/></worksheet>",
        ])
    func empty(sheet: String) throws {
        let written = try MadeWorkbook(sheet: sheet.replacing("M", with: MadeWorkbook.main)).written(ExportOptions())
        #expect(written.text == "" && written.messages.map(\.code) == [.nothingToWrite], "\(written)")
        #expect(written.messages[0].level == .note && written.messages[0].text == "the sheet holds no value")
    }

    @Test(
        "what is not well-formed is damage, and no cell is lost",
        arguments: [
            #"<row r="1"<c r="A1"><v>1</v></c></row>"#, #"<row r="1"><c r="A1"<v>1</v></c></row>"#,
            #"<row r="1"><c r="A1><v>1</v></c><c r="B1"><v>2</v></c></row>"#,
            #"<row r="1"><c r=A1><v>1</v></c></row>"#, #"<row r="1"><c r="A1"t="s"><v>1</v></c></row>"#,
            #"<row r="1"><c r="A1" r="B1"><v>1</v></c></row>"#, #"<row r="1"><c r><v>1</v></c></row>"#,
            #"<row r="1"><c r="A1" s="0" t="n" cm="0" s = '1'><v>1</v></c></row>"#,
            #"<row r="1" ht="9" spans="1:1" customHeight="1" ht="9"><c r="A1"><v>1</v></c></row>"#,
            #"<row r=1><c r="A1"><v>1</v></c></row>"#, #"<row r="1" r="2"><c r="A1"><v>1</v></c></row>"#,
            #"<row r="1"><c r="A1"><v>1</c></row><row r="2"><c r="A2"><v>2</v></c></row>"#,
            #"<row r="1"><c r="A1"><v>1</v></row><row r="2"><c r="A2"><v>2</v></c></row>"#,
            #"<row r="1"><c r="A1"><v>1</v></c><row r="2"><c r="A2"><v>2</v></c></row>"#,
            #"<row r="1">c r="A1"><v>1</v></c></row>"#, #"<row r="1"><c r="A1"><c r="B1"><v>2</v></c></c></row>"#,
            #"<row r="1"><c r="A1"><v>1<b>2</b></v></c></row>"#, #"<row r="1"><c r="A1"><f>1<v>1</v></f></c></row>"#,
            #"<row r="1"><c r="A1" t="inlineStr"><is><t>a</is></c></row>"#,
            #"<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></is></c></row>"#,
            #"<c r="A1"><v>1</v></c>"#, #"</row><row r="1"><c r="A1"><v>1</v></c></row>"#,
            #"<row r="1"><c r="A1"><v>1</v></c></row></q>"#,
            #"<row r="1"><c r="A1"><v>1 < 2</v></c></row>"#,
        ])
    func illFormed(rows: String) throws {
        for format in [SheetFormat.tsv, .csv, .ndjson, .grid] {
            let failure = MadeWorkbook(rows: rows).failure(format)
            #expect(
                failure?.status == .data && failure?.message.code == .corruptWorkbook, "\(format): \(failure as Any)")
        }
    }

    @Test("content in several forms is not passed over", arguments: ["cell", "row", "rows", "sheet"])
    func alternatives(place: String) throws {
        func alternatives(_ first: String, _ second: String) -> String {
            "<mc:AlternateContent xmlns:mc=\"urn:mc\"><mc:Choice Requires=\"q\">\(first)</mc:Choice>"
                + "<mc:Fallback>\(second)</mc:Fallback></mc:AlternateContent>"
        }
        func row(_ cells: String) -> String { "<row r=\"1\">\(cells)</row>" }
        func data(_ rows: String) -> String { "<sheetData>\(rows)</sheetData>" }
        let (nine, one) = ("<c r=\"A1\"><v>9</v></c>", "<c r=\"A1\"><v>1</v></c>")
        let content =
            switch place {
            case "cell": data(row("<c r=\"A1\">\(alternatives("<v>9</v>", "<v>1</v>"))</c>"))
            case "row": data(row(alternatives(nine, one)))
            case "rows": data(alternatives(row(nine), row(one)))
            default: alternatives(data(row(nine)), data(row(one)))
            }
        let book = MadeWorkbook(sheet: "<worksheet xmlns=\"\(MadeWorkbook.main)\">\(content)</worksheet>")
        for format in [SheetFormat.tsv, .ndjson, .grid] { #expect(book.failure(format)?.status == .data) }
        // Beside the rows it is nothing of ours.
        let beside = data(row(one)) + alternatives("<controls/>", "<legacyDrawing/>")
        let other = MadeWorkbook(
            sheet:
                "<worksheet xmlns=\"\(MadeWorkbook.main)\">\(alternatives("<a/>", "<b/>"))\(beside)</worksheet>")
        #expect(try other.text(.tsv) == "1\n")
    }

    @Test("a row without a number has that of its cells, and one that contradicts them is damage")
    func rowNumbers() throws {
        let book = MadeWorkbook(
            rows: "<row><c r=\"A5\"><v>5</v></c></row><row/><row><c r=\"B7\"><v>7</v></c><c><v>8</v></c></row>"
                + "<row><c><v>9</v></c></row>")
        #expect(try book.text(.tsv) == "\t\t\n\t\t\n\t\t\n\t\t\n5\t\t\n\t\t\n\t7\t8\n9\t\t\n")
        #expect(try book.text(.tsv) { $0.range = SheetRange("A5") } == "5\n")
        for rows in [
            "<row r=\"1\"><c r=\"A5\"><v>1</v></c></row>",
            "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B11\"><v>1</v></c></row>",
            "<row><c r=\"A2\"><v>1</v></c><c r=\"B3\"><v>1</v></c></row>",
        ] {
            #expect(MadeWorkbook(rows: rows).failure()?.message.code == .corruptWorkbook)
        }
    }

    @Test("references and halves of pairs that are no characters are counted", arguments: [true, false])
    func noCharacters(isShared: Bool) throws {
        let texts = [
            ("a&#xD83D;b", "a\u{FFFD}b"), ("a&#x110000;", "a\u{FFFD}"), ("Fish & Chips", "Fish \u{FFFD} Chips"),
            ("a&nbsp;b", "a\u{FFFD}nbsp;b"), ("a_xD83D_b", "a\u{FFFD}b"), ("_xD83D__xDE00_", "\u{1F600}"),
        ]
        let cells = texts.enumerated().map { index, text in
            isShared
                ? "<c r=\"\(CellReference(row: 1, column: index + 1))\" t=\"s\"><v>\(index)</v></c>"
                : "<c r=\"\(CellReference(row: 1, column: index + 1))\"\(MadeWorkbook.text(text.0))</c>"
        }
        let book = MadeWorkbook(
            rows: "<row r=\"1\">\(cells.joined())</row>",
            strings: texts.map { "<si><t>\($0.0)</t></si>" }.joined())
        let written = try book.written(ExportOptions())
        #expect(written.text == texts.map(\.1).joined(separator: "\t") + "\n", "\(written)")
        #expect(
            written.messages.map(\.code) == [.repairedText] && written.messages[0].text.hasPrefix("5 cells "),
            "\(written)")
    }

    @Test("attributes of like names are no mistake") func likeAttributes() throws {
        // Every pair of these differs in length, begin or end, or in the middle only.
        let names = (0..<40).map { "a\(($0 * 7) % 40)b" } + ["ab", "ba", "abc", "acb", "bac", "cab", "a:b", "b:a"]
        let attributes = names.map { " \($0)=\"r='1'\"" }.joined()
        let book = MadeWorkbook(rows: "<row r=\"1\"\(attributes)><c r=\"A1\"\(attributes)><v>1</v></c></row>")
        #expect(try book.text(.tsv) == "1\n")
    }

    @Test("an ill-formed row far down is damage, too, whatever reads it") func illFormedFarDown() throws {
        var rows = (1...3000).map { "<row r=\"\($0)\"><c r=\"A\($0)\"><v>\($0)</v></c></row>" }
        rows[2500] = "<row r=\"2501\"<c r=\"A2501\"><v>2501</v></c></row>"
        var book = MadeWorkbook(rows: rows.joined())
        book.block = 4096
        for format in [SheetFormat.tsv, .ndjson, .grid] { #expect(book.failure(format)?.status == .data) }
    }
}
