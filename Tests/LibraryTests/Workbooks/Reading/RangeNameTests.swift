import Streams
import Testing

@testable import Workbooks

/// Which cells `--range` asks for, and what a workbook tells of itself.
@Suite("Ranges by name") struct RangeNameTests {
    private static func name(_ name: String, _ formula: String, on sheet: Int? = nil) -> String {
        "<definedName name=\"\(name)\"\(sheet.map { " localSheetId=\"\($0)\"" } ?? "")>\(formula)</definedName>"
    }

    private static let book: MadeWorkbook = {
        let sheet =
            "<worksheet xmlns=\"\(MadeWorkbook.main)\"><sheetData>\(MadeWorkbook.row(1, "><v>1</v>"))</sheetData></worksheet>"
        var book = MadeWorkbook(sheet: sheet)
        book.sheets = [("One", sheet), ("Two's", sheet), ("Three", sheet)]
        book.workbookEnd =
            "<definedNames>"
            + [
                name("KPI", "One!$A$1:$B$2"), name("Plan", "One!$A$1", on: 0), name("Plan", "'Two''s'!$B$2", on: 1),
                name("Late", "'Two''s'!$C$3", on: 1), name("Late", "Three!$D$4", on: 2),
                name("Only", "Three!$E$5", on: 2),
                name("Both", "Three!$F$6"), name("Both", "'Two''s'!$G$7", on: 1),
                name("Gone", "#REF!"), name("GoneCell", "One!#REF!"), name("Multi", "One!$A$1,One!$B$2"),
                name("Moving", "OFFSET(One!$A$1,0,0,2,2)"),
                name("Other", "[1]One!$A$1"), name("Columns", "One!$A:$C"),
                name("Ends", "'Two''s'!$A$1:'Two''s'!$B$2"), name("Unlike", "One!$A$1:Three!$B$2"),
                name("Sheets", "One:Three!$A$1"), name("Crossed", "One!$A$1:$B$2 One!$B$2:$C$3"),
                name("Grouped", "(One!$A$1,One!$B$2)"),
            ].joined() + "</definedNames>"
        let table =
            "<table xmlns=\"\(MadeWorkbook.main)\" id=\"1\" name=\"t\" displayName=\"UAE\" ref=\"B2:C4\"><tableColumns count=\"2\"><tableColumn id=\"1\" name=\"Cost_x000a_net\"/><tableColumn id=\"2\" name=\"b\"/></tableColumns></table>"
        book.parts = [("xl/table.xml", nil, Array(table.utf8))]
        book.relationshipsOfSheets = [
            1: "<Relationship Id=\"t\" Type=\"\(MadeWorkbook.types)/table\" Target=\"table.xml\"/>"
        ]
        return book
    }()

    private func find(_ text: String, on sheet: Int? = nil) throws -> String {
        try Self.book.open { workbook in
            let found = try workbook.range(named: text, on: sheet.map { workbook.sheets[$0] })
            let (rows, columns) = (found.range.rows, found.range.columns)
            let first = CellReference(row: rows.lowerBound, column: columns.lowerBound)
            let last = CellReference(row: rows.upperBound, column: columns.upperBound)
            return "\(found.sheet?.name ?? "-") \(first):\(last)"
        }
    }

    @Test(
        "names come before columns, local ones before those of the workbook",
        arguments: [
            ("KPI", nil, "One A1:B2"), ("kpi", nil, "One A1:B2"), ("UAE", nil, "Two's B2:C4"),
            ("uae", 1, "Two's B2:C4"),
            ("Plan", nil, "One A1:A1"), ("Plan", 0, "One A1:A1"), ("Plan", 1, "Two's B2:B2"),
            ("'Two''s'!Plan", nil, "Two's B2:B2"),
            ("'two''s'!plan", nil, "Two's B2:B2"), ("Three!Late", nil, "Three D4:D4"), ("Only", nil, "Three E5:E5"),
            ("Both", nil, "Three F6:F6"),
            ("Both", 1, "Two's G7:G7"), ("'Two''s'!UAE", nil, "Two's B2:C4"), ("Columns", nil, "One A1:C1048576"),
            ("Ends", nil, "Two's A1:B2"),
            ("A1:B7", nil, "- A1:B7"), ("B7", 2, "- B7:B7"), ("b7:a1", nil, "- A1:B7"), ("$A$1:$B$7", nil, "- A1:B7"),
            ("A:C", nil, "- A1:C1048576"), ("C", nil, "- C1:C1048576"),
            ("3:7", nil, "- A3:XFD7"), ("Three!A1", nil, "Three A1:A1"), ("'Two''s'!A:B", 1, "Two's A1:B1048576"),
        ] as [(String, Int?, String)])
    func found(text: String, sheet: Int?, place: String) throws { #expect(try find(text, on: sheet) == place) }

    @Test(
        "what is not one range on the sheet is an error that says why",
        arguments: [
            ("KPI", 1, "is on the sheet \"One\""), ("UAE", 0, "the table UAE is on the sheet \"Two's\""),
            ("One!A1", 2, "is on the sheet \"One\""),
            ("'Two''s'!Plan", 0, "is on the sheet \"Two's\""), ("Only", 0, "is on the sheet \"Three\""),
            ("Late", nil, "on 2 sheets"),
            ("A0", nil, "outside of a worksheet"), ("A1:B", nil, "its ends are not alike"),
            ("A:3", nil, "its ends are not alike"), ("A1:B2:C3", nil, "more than two ends"),
            ("A1:", nil, "lacks an end"), (":B2", nil, "lacks an end"), ("XFE1", nil, "outside of a worksheet"),
            ("A1048577", nil, "outside of a worksheet"), ("0:3", nil, "outside of a worksheet"),
            ("Gone", nil, "was deleted"), ("GoneCell", nil, "was deleted"), ("Multi", nil, "several areas"),
            ("Moving", nil, "no range that can be read off"), ("Grouped", nil, "several areas"),
            ("Unlike", nil, "cells of several sheets"), ("Sheets", nil, "cells of several sheets"),
            ("Crossed", nil, "the intersection of areas"),
            ("Other", nil, "another workbook"), ("Nope", nil, "no range, defined name or table"),
            ("Nope!A1", nil, "no sheet named \"Nope\""), ("One!Nope", nil, "no range, defined name"),
        ] as [(String, Int?, String)])
    func refused(text: String, sheet: Int?, words: String) throws {
        do {
            let found = try find(text, on: sheet)
            Issue.record("\(text) is \(found)")
        } catch let failure as Failure {
            #expect(failure.status == .data && failure.message.text.contains(words), "\(failure)")
        }
    }

    @Test("one bad sheet is reported, and the others are listed and described") func oneBadSheet() throws {
        var book = Self.book
        book.sheets[0].markup = ""
        book.sheets[1].markup =
            "<worksheet xmlns=\"\(MadeWorkbook.main)\"><sheetData><row r=\"1\"><c r=\"A1\"><v></sheetData></worksheet>"
        try book.open { workbook in
            var messages: [Message] = []
            let listing = SheetListing.tsv(of: workbook) { messages.append($0) }
            #expect(
                String(decoding: listing.text, as: UTF8.self)
                    == "index\tname\tstate\tdimension\trows\n1\tOne\tvisible\t\t\n2\tTwo's\tvisible\t\t\n3\tThree\tvisible\t\t1\n"
            )
            #expect(!listing.isComplete && messages.map(\.place.sheet) == ["One", "Two's"], "\(messages)")
            let description = try Metadata.ndjson(of: workbook) { messages.append($0) }
            let text = String(decoding: description.text, as: UTF8.self)
            #expect(!description.isComplete && messages.count == 4)
            #expect(
                text.contains(
                    "\"index\":3,\"name\":\"Three\",\"type\":\"worksheet\",\"state\":\"visible\",\"part\":\"xl/s2.xml\",\"dimension\":null,\"rows\":1"
                ), "\(text)")
            #expect(text.contains("\"columns\":[\"Cost\\nnet\",\"b\"]"), "\(text)")
        }
    }

    @Test("formulas: tables of what-ifs are TABLE(…), empty ones are values") func formulas() throws {
        let cells = [
            "><v>1</v>", "><f t=\"dataTable\" ref=\"B1:B2\" dt2D=\"0\" dtr=\"0\" r1=\"A1\"/><v>5</v>",
            "><f t=\"dataTable\" ref=\"C1\" dt2D=\"0\" dtr=\"1\" r1=\"A1\"/><v>6</v>",
            "><f t=\"dataTable\" ref=\"D1\" dt2D=\"1\" dtr=\"1\" r1=\"A1\" r2=\"A2\"/><v>7</v>", "><f></f><v>8</v>",
            "><f/><v>9</v>", "><f t=\"array\" ref=\"G1\"/><v>10</v>",
        ]
        let row = cells.enumerated().map { "<c r=\"\(CellReference(row: 1, column: $0 + 1))\"\($1)</c>" }.joined()
        let book = MadeWorkbook(rows: "<row r=\"1\">\(row)</row><row r=\"2\"><c r=\"B2\"><v>11</v></c></row>")
        #expect(
            try book.text(.tsv) { $0.view = .formula }
                == "1\t=TABLE(,A1)\t=TABLE(A1,)\t=TABLE(A1,A2)\t8\t9\t10\n\t=TABLE(,A1)\t\t\t\t\t\n")
    }

    @Test(
        "a shift moves no name of a sheet, be it one of two",
        arguments: [
            ("SUM(Jan:Dec!B2)", "SUM(Jan:Dec!C3)"), ("SUM(Q1:Q4!B2)", "SUM(Q1:Q4!C3)"),
            ("SUM(2024:2026!B2)", "SUM(2024:2026!C3)"), ("SUM([1]Jan:Dec!$B2)", "SUM([1]Jan:Dec!$B3)"),
            ("SUM(B2:C3)+Q1!B2+SUM(B:C)", "SUM(C3:D4)+Q1!C3+SUM(C:D)"),
            ("SUM(A1:B2)&\"Q1:Q4!A1\"", "SUM(B2:C3)&\"Q1:Q4!A1\""),
            ("SUM(Q1:Q4!A:B,Q1:Q4)", "SUM(Q1:Q4!B:C,R2:R5)"),
        ])
    func shifts(formula: String, shifted: String) {
        #expect(FormulaShift(rows: 1, columns: 1).apply(to: formula) == shifted)
    }

    @Test("names that Unicode takes for one are two, and marks that combine hide no sign") func combiningNames() throws
    {
        let row =
            "<worksheet xmlns=\"\(MadeWorkbook.main)\"><sheetData><row r=\"1\"><c r=\"A1\"><v>V</v></c></row></sheetData></worksheet>"
        var book = MadeWorkbook(sheet: "")
        let names = [
            ("\u{E9}", "\u{E9}"), ("e\u{301}", "e\u{301}"), ("\u{301}x", "\u{301}x"), ("!\u{301}", "!\u{301}"),
            ("'\u{301}", "''\u{301}"),
        ]
        book.sheets = names.enumerated().map { ($1.0, row.replacing("V", with: "\($0)")) }
        try book.open { workbook in
            for (index, (name, quoted)) in names.enumerated() {
                let (sheet, range) = (try workbook.sheet(named: name), try workbook.range(named: "'\(quoted)'!A1"))
                #expect(sheet.index == index + 1 && range.sheet?.index == index + 1, "\(quoted)")
            }
        }
    }

    @Test("damaged relations of one sheet, or properties, lose nothing else of the description") func damagedSideParts()
        throws
    {
        var book = Self.book
        book.relationshipsOfSheets[0] = "<Relationship"
        try book.open { workbook in
            var messages: [Message] = []
            let description = try Metadata.ndjson(of: workbook) { messages.append($0) }
            let kinds = String(decoding: description.text, as: UTF8.self).split(separator: "\n").compactMap {
                $0.split(separator: "\"").dropFirst(3).first.map(String.init)
            }
            #expect(
                !description.isComplete && messages.count == 1 && messages[0].code == .corruptWorkbook, "\(messages)")
            #expect(Set(kinds) == ["workbook", "sheet", "defined-name", "table"], "\(kinds)")
        }
    }

    @Test("a dimension that a cell soon contradicts counts as missing") func lyingDimension() throws {
        let text = String(repeating: "x", count: 400)
        var rows = (1...9000).map {
            "<row r=\"\($0)\"><c r=\"A\($0)\" t=\"inlineStr\"><is><t>\(text)</t></is></c><c r=\"B\($0)\"><v>1</v></c></row>"
        }
        rows[8000] = rows[8000].replacing("</row>", with: "<c r=\"E8001\"><v>5</v></c></row>")
        for head in ["<dimension ref=\"A1\"/>", "<dimension ref=\"A1:A9000\"/>", ""] {
            var book = MadeWorkbook(rows: rows.joined(), head: head)
            book.block = 64 << 10
            let lines = try book.text(.tsv).split(separator: "\n")
            #expect(lines.count == 9000 && lines[0] == "\(text)\t1\t\t\t" && lines[8000] == "\(text)\t1\t\t\t5")
        }
        // One that is believable is found out late, when lines have gone out.
        var book = MadeWorkbook(rows: rows.joined(), head: "<dimension ref=\"A1:B9000\"/>")
        book.block = 64 << 10
        #expect(book.failure()?.message.code == .wrongDimension)
    }

    @Test(
        "relationship targets are percent-encoded or not",
        arguments: [
            ("my%20sheet.xml", "my sheet.xml"), ("my sheet.xml", "my%20sheet.xml"),
            ("my%20sheet.xml", "my%20sheet.xml"), ("bl%C3%A4tt.xml", "blätt.xml"), ("%73.xml", "s.xml"),
        ])
    func percentTargets(target: String, part: String) throws {
        var book = MadeWorkbook(sheet: "")
        book.parts = [
            (
                "xl/" + part, nil,
                Array(
                    "<worksheet xmlns=\"\(MadeWorkbook.main)\"><sheetData>\(MadeWorkbook.row(1, "><v>1</v>"))</sheetData></worksheet>"
                        .utf8)
            )
        ]
        let bytes = book.bytes
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("s0.xml"))
        #expect(PartName("xl/" + target) == PartName("xl/" + part) && PartName("a%2Fb") != PartName("a/b"))
    }
}
