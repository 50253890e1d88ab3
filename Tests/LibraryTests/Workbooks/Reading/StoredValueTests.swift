import Streams
import Testing

@testable import Workbooks

/// Values that are not of their cell's type, dates of all shapes, long numbers, pictures and errors behind `#VALUE!`.
@Suite("Values of cells") struct StoredValueTests {
    private func values(
        _ cells: [String], styles: String = "", strings: String = "", _ change: (inout ExportOptions) -> Void = { _ in }
    )
        throws -> (fields: [String], grid: String, messages: [Message])
    {
        // A column behind them keeps blank ones in the line.
        let row = cells.enumerated().map { "<c r=\"\(CellReference(row: 1, column: $0 + 1))\"\($1)</c>" }.joined()
        let end = CellReference(row: 1, column: cells.count + 1)
        let book = MadeWorkbook(
            rows: "<row r=\"1\">\(row)<c r=\"\(end)\" t=\"str\"><v>9</v></c></row>", strings: strings, styles: styles)
        var options = ExportOptions()
        change(&options)
        let written = try book.written(options)
        let fields = written.text.dropLast().split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        return (Array(fields.dropLast()), try book.text(.grid), written.messages)
    }

    @Test("ill-formed ones are blank and counted once, never another value") func illFormed() throws {
        let booleans = ["TRUE", "True", "yes", "on", "2", "-1", "1.0", "01"]
        let indexes = ["-1", "1.0", "1e0", "x", "+0", "0x0"]
        let numbers = ["0x10", "1,5", "INF", "NaN", "-", "1e400", "1 000", "1_000", "１", "--1", "1e", "."]
        let cells =
            booleans.map { " t=\"b\"><v>\($0)</v>" } + indexes.map { " t=\"s\"><v>\($0)</v>" }
            + numbers.map { "><v>\($0)</v>" }
        let found = try values(cells, strings: "<si><t>one</t></si>")
        #expect(found.fields == cells.map { _ in "" })
        #expect(found.messages.map(\.code) == [.illFormedValues])
        #expect(found.messages[0].text.hasPrefix("\(cells.count) cells "), "\(found.messages)")
        #expect(found.grid.hasSuffix("[" + cells.map { _ in "null," }.joined() + "\"9\"]}\n"))
    }

    @Test("the usual ones in other spellings are values") func wellFormed() throws {
        let cells = [
            "b\"><v>1</v>", "b\"><v>true</v>", "b\"><v> 0 </v>", "b\"><v>false</v>", "s\"><v> 0 </v>", "s\"><v>00</v>",
            "n\"><v>+1</v>", "n\"><v>.5</v>", "n\"><v>1.</v>", "n\"><v> 12 </v>", "n\"><v>1E+3</v>",
            "n\"><v><![CDATA[7]]></v>",
        ]
        let found = try values(cells.map { " t=\"" + $0 }, strings: "<si><t>one</t></si>")
        #expect(found.fields == ["TRUE", "TRUE", "FALSE", "FALSE", "one", "one", "1", "0.5", "1", "12", "1000", "7"])
        #expect(found.messages.isEmpty)
    }

    @Test("attributes may have blanks and references to characters, and a type that there is not holds no value")
    func attributeForms() throws {
        let cells = [
            " s=\"&#49;\"><v>45762</v>", " s=\" 1 \"><v>45762</v>", " s=\"1\" t=\"n\"><v>45762</v>",
            " t=\"S\"><v>0</v>", " t=\"\"><v>5</v>",
        ]
        let found = try values(cells, styles: MadeWorkbook.formats("General", "yyyy-mm-dd"))
        #expect(found.fields == ["2025-04-15", "2025-04-15", "2025-04-15", "", ""])
        #expect(found.messages.map(\.code) == [.illFormedValues] && found.messages[0].text.hasPrefix("2 cells "))
    }

    @Test("numbers of more digits than a double keeps are counted") func longNumbers() throws {
        let long = [
            "1234567890123456789", "120210000000000123", "1234567890123456", "0.123456789012345678",
            "-9007199254740993",
        ]
        let short = [
            "123456789012345", "12345678901234500000", "18374.150000000001", "0.0022499999999999998",
            "1.6000000000000001E-4", "1E+25",
        ]
        let found = try values((long + short).map { "><v>\($0)</v>" })
        #expect(
            found.messages.map(\.code) == [.longNumbers] && found.messages[0].text.hasPrefix("5 numbers "),
            "\(found.messages)")
        #expect(found.messages[0].hint?.contains("--stored-numbers") == true)
        #expect(try values(long.map { "><v>\($0)</v>" }, { $0.keepsStoredNumbers = true }).fields == long)
        #expect(try values(long.map { "><v>\($0)</v>" }, { $0.keepsStoredNumbers = true }).messages.isEmpty)
    }

    @Test("a grid and its readers keep the digits of identifiers") func identifiers() throws {
        let numbers = [
            "1212021500000000003", "00012345678901234567", "123456789012345", "0.30000000000000004", "9007199254740992",
            "4111111111111111", "-9007199254740993", "12345678901234500000", "1.2345678901234567E16",
        ]
        let found = try values(numbers.map { "><v>\($0)</v>" })
        #expect(
            found.grid.hasSuffix(
                "[\"1212021500000000003\",\"00012345678901234567\",123456789012345,0.30000000000000004,\"9007199254740992\",\"4111111111111111\",\"-9007199254740993\",12345678901234500000,12345678901234568,\"9\"]}\n"
            ), "\(found.grid)")
        let book = MadeWorkbook(rows: MadeWorkbook.row(1, "><v>\(numbers[0])</v>"))
        try book.open { workbook in
            var met: [CellValue] = []
            try workbook.forEachRow(of: workbook.sheets[0]) { met += $0.cells.map(\.value) }
            #expect(met == [.text(numbers[0])])
        }
    }

    @Test("stored digits are a number or an escaped text") func storedNumbers() throws {
        let cells = [
            ".5", "+5", "5.", "00012", "-.5", "1E+05", "1.50", "-0.0", "0.10", "1e400", "nan", "5,\"x\":6", "1\t2\n3",
        ]
        let rows = cells.enumerated().map { "<row r=\"\($0 + 2)\"><c r=\"A\($0 + 2)\"><v>\($1)</v></c></row>" }.joined()
        let book = MadeWorkbook(rows: MadeWorkbook.row(1, MadeWorkbook.text("n")) + rows)
        let json = [
            "\".5\"", "\"+5\"", "\"5.\"", "\"00012\"", "\"-.5\"", "1E+05", "1.50", "-0.0", "0.10", "\"1e400\"",
            "\"nan\"",
            "\"5,\\\"x\\\":6\"", "\"1\\t2\\n3\"",
        ]
        #expect(try book.text(.ndjson) { $0.keepsStoredNumbers = true } == json.map { "{\"n\":\($0)}\n" }.joined())
        #expect(
            try book.text(.tsv) { $0.keepsStoredNumbers = true }
                == "n\n" + (cells.dropLast() + ["1\\t2\\n3"]).map { $0 + "\n" }.joined())
        #expect(
            try book.text(.csv) { $0.keepsStoredNumbers = true }.hasSuffix(
                "\r\nnan\r\n\"5,\"\"x\"\":6\"\r\n\"1\t2\n3\"\r\n"))
    }

    @Test("a number format gives its column one shape") func shapes() throws {
        let styles = MadeWorkbook.formats("yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm", "[h]:mm", "General")
        func column(_ style: Int, _ numbers: [String]) throws -> [String] {
            try values(numbers.map { " s=\"\(style)\"><v>\($0)</v>" }, styles: styles).fields
        }
        let numbers = ["45230", "45230.0270833333", "45231.5"]
        #expect(try column(0, numbers) == ["2023-10-31", "2023-10-31", "2023-11-01"])
        #expect(try column(1, numbers) == ["2023-10-31T00:00:00", "2023-10-31T00:39:00", "2023-11-01T12:00:00"])
        #expect(try column(2, ["0", "0.25", "1", "45231.5"]) == ["00:00:00", "06:00:00", "00:00:00", "12:00:00"])
        #expect(try column(3, ["0", "0.25", "1", "62.5"]) == ["0:00:00", "6:00:00", "24:00:00", "1500:00:00"])
        // Hours of a sum, and the date of a moment, are not lost unsaid.
        let days = try values(["1.5625", "45762.5625", "0.5"].map { " s=\"2\"><v>\($0)</v>" }, styles: styles)
        #expect(days.fields == ["13:30:00", "13:30:00", "12:00:00"])
        #expect(
            days.messages.map(\.code) == [.hiddenDays] && days.messages[0].text.hasPrefix("2 times "),
            "\(days.messages)")
        let hidden = try values(numbers.map { " s=\"0\"><v>\($0)</v>" }, styles: styles).messages
        #expect(
            hidden.map(\.code) == [.hiddenTimes] && hidden[0].text.hasPrefix("2 dates ") && hidden[0].level == .note)
        #expect(
            try values(numbers.map { " s=\"0\"><v>\($0)</v>" }, styles: styles, { $0.view = .serial }).fields == numbers
        )
    }

    @Test("fractions of a second are the format's, not the value's") func fractions() throws {
        let styles = MadeWorkbook.formats(
            "yyyy-mm-dd hh:mm", "hh:mm:ss", "[h]:mm:ss", "yyyy-mm-dd hh:mm:ss.000", "mm:ss.0", "[ss].00")
        func column(_ style: Int, _ numbers: [String]) throws -> [String] {
            try values(numbers.map { " s=\"\(style)\"><v>\($0)</v>" }, styles: styles).fields
        }
        let moments = ["45762.123456789", "45762.5", "45763", "45762.999999"]
        #expect(
            try column(0, moments)
                == ["2025-04-15T02:57:47", "2025-04-15T12:00:00", "2025-04-16T00:00:00", "2025-04-16T00:00:00"])
        #expect(try column(1, ["0.123456789", "0.5"]) == ["02:57:47", "12:00:00"])
        #expect(try column(2, ["1.123456789", "0.5"]) == ["26:57:47", "12:00:00"])
        #expect(
            try column(3, moments.dropLast()) == [
                "2025-04-15T02:57:46.667", "2025-04-15T12:00:00.000", "2025-04-16T00:00:00.000",
            ])
        #expect(try column(4, ["0.123456789", "0.5"]) == ["02:57:46.667", "12:00:00.000"])
        #expect(try column(5, ["1.123456789", "0.5"]) == ["26:57:46.667", "12:00:00.000"])
        let said = try values(moments.map { " s=\"0\"><v>\($0)</v>" }, styles: styles).messages
        #expect(said.map(\.code) == [.hiddenTimes] && said[0].text.hasPrefix("2 dates "), "\(said)")
    }

    @Test("conditions of a format decide by the value what it is") func conditions() throws {
        let codes = [
            "[&lt;1]hh:mm;yyyy-mm-dd", "[&lt;43831]0;yyyy-mm-dd", "[=0]&quot;-&quot;;yyyy-mm-dd",
            "[Red][&lt;0]0.0;0.00", "[&gt;=1]yyyy;[&lt;1]yyyy",
        ]
        let styles = MadeWorkbook.formats(codes[0], codes[1], codes[2], codes[3], codes[4])
        func column(_ style: Int, _ numbers: [String], _ change: (inout ExportOptions) -> Void = { _ in }) throws
            -> [String]
        { try values(numbers.map { " s=\"\(style)\"><v>\($0)</v>" }, styles: styles, change).fields }
        #expect(try column(0, ["45762", "0.5"]) == ["2025-04-15", "12:00:00"])
        #expect(try column(1, ["45762", "0.5", "12"]) == ["2025-04-15", "0.5", "12"])
        #expect(try column(2, ["45762", "0"]) == ["2025-04-15", "0"])
        #expect(try column(3, ["-1.50", "2.50"]) { $0.keepsStoredNumbers = true } == ["-1.50", "2.50"])
        #expect(try column(4, ["45762"]) == ["2025-04-15"])
        #expect(try column(0, ["45762", "0.5"]) { $0.view = .serial } == ["45762", "0.5"])
    }

    @Test("in rows rendered ahead as well") func shapesAhead() throws {
        let styles = MadeWorkbook.formats("yyyy-mm-dd", "yyyy-mm-dd hh:mm", "General")
        let rows = (2...2000).map {
            "<row r=\"\($0)\"><c r=\"A\($0)\" s=\"0\"><v>45230</v></c><c r=\"B\($0)\" s=\"1\"><v>45231</v></c><c r=\"C\($0)\" t=\"s\"><v>0</v></c><c r=\"D\($0)\" s=\"2\"><v>1</v></c></row>"
        }
        var book = MadeWorkbook(
            rows: MadeWorkbook.row(
                1, MadeWorkbook.text("a"), MadeWorkbook.text("b"), MadeWorkbook.text("c"), MadeWorkbook.text("d"))
                + rows.joined(),
            head: "<dimension ref=\"A1:D2000\"/>", strings: "<si><t/></si>", styles: styles)
        book.block = 4096
        #expect(
            try book.text(.tsv) == "a\tb\tc\td\n"
                + String(repeating: "2023-10-31\t2023-11-01T00:00:00\t\t1\n", count: 1999))
        #expect(
            try book.text(.ndjson)
                == String(
                    repeating: "{\"a\":\"2023-10-31\",\"b\":\"2023-11-01T00:00:00\",\"d\":1}\n", count: 1999)
        )
        #expect(
            try book.text(.csv) == "a,b,c,d\r\n"
                + String(repeating: "2023-10-31,2023-11-01T00:00:00,,1\r\n", count: 1999))
    }

    @Test("serials that are no days are counted, and nothing invents a date") func doubtful() throws {
        let styles = MadeWorkbook.formats("m/d/yyyy", "[h]:mm")
        let cells =
            ["0", "60", "-1", "59", "0.5", "2958466", "61"].map { " s=\"0\"><v>\($0)</v>" } + [" s=\"1\"><v>0</v>"]
        let found = try values(cells, styles: styles)
        #expect(found.fields == ["0", "60", "-1", "1900-02-28", "0.5", "2958466", "1900-03-01", "0:00:00"])
        #expect(
            found.messages.map(\.code) == [.doubtfulDates] && found.messages[0].text.hasPrefix("6 cells "),
            "\(found.messages)")
        let displayed = try values(cells, styles: styles) { $0.view = .displayed }
        // That is what was asked for.
        #expect(displayed.messages.isEmpty, "\(displayed.messages)")
        let shown = displayed.fields
        #expect(shown == ["1/0/1900", "2/29/1900", "-1", "2/28/1900", "1/0/1900", "2958466", "3/1/1900", "0:00"])
        #expect(try values(cells, styles: styles) { $0.view = .serial }.messages.isEmpty)
    }

    @Test("ISO dates before the date system's start keep their text") func isoDates() throws {
        let dates = [
            "1582-10-15", "1899-12-30", "0001-01-01T00:00:00", "1899-12-31T12:00:00", "1900-02-29", "T10:11:12",
            "P1DT2H", "2021-01-01T10:11:12+02:00", "2021-01-01T10:11:12-0330",
        ]
        let found = try values(dates.map { " t=\"d\"><v>\($0)</v>" })
        #expect(found.fields == dates && found.messages.isEmpty, "\(found)")
        // What has nothing of a date is of another type; a day of 1900 is no number that programs count differently.
        let none = [
            "garbage", "-", "today 5", "2025-02-29", "2021-13-01", "15.04.2025", "2025-04-15T25:00:00",
            "2025-04-15T13:60:00", "2025-4-5", "--04-15", "45762", "-1", "1.5", "20250415", "P", "PT",
            "2025-02-30T10:00:00+02:00", "2025-04-15T10:00:00+2",
        ]
        let other = try values((none + ["1900-01-01"]).map { " t=\"d\"><v>\($0)</v>" })
        #expect(other.fields == none.map { _ in "" } + ["1900-01-01"], "\(other)")
        #expect(
            other.messages.map(\.code) == [.illFormedValues]
                && other.messages[0].text.hasPrefix("\(none.count) cells "), "\(other.messages)")
        var book = MadeWorkbook(rows: MadeWorkbook.row(1, " t=\"d\"><v>1903-12-31</v>", " t=\"d\"><v>1904-01-01</v>"))
        book.workbookProperties = "<workbookPr date1904=\"1\"/>"
        #expect(try book.text(.grid).contains("[\"1903-12-31\",{\"date\":\"1904-01-01\"}]"))
    }

    @Test("ISO dates have the shape that their format says, and without one that in which they are stored")
    func isoShapes() throws {
        func cells(_ style: Int) -> [String] {
            ["2025-04-15T13:30:00", "2025-04-15T00:00:00", "2025-04-15", "13:30:00", "2025-04-15T24:00:00"].map {
                " s=\"\(style)\" t=\"d\"><v>\($0)</v>"
            }
        }
        let styles = MadeWorkbook.formats("General", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "h:mm", "[h]:mm")
        let shapes = [
            ["2025-04-15T13:30:00", "2025-04-15T00:00:00", "2025-04-15", "13:30:00", "2025-04-16T00:00:00"],
            ["2025-04-15", "2025-04-15", "2025-04-15", "13:30:00", "2025-04-16"],
            ["2025-04-15T13:30:00", "2025-04-15T00:00:00", "2025-04-15T00:00:00", "13:30:00", "2025-04-16T00:00:00"],
            ["13:30:00", "00:00:00", "00:00:00", "13:30:00", "00:00:00"],
            ["1098301:30:00", "1098288:00:00", "1098288:00:00", "13:30:00", "1098312:00:00"],
        ]
        for (style, fields) in shapes.enumerated() {
            let found = try values(cells(style), styles: styles)
            #expect(found.fields == fields, "style \(style)")
            #expect(found.messages.map(\.code) == (style == 1 ? [.hiddenTimes] : style == 3 ? [.hiddenDays] : []))
        }
    }

    @Test("built-in formats are dates or numbers alike, formatted or not", arguments: Array(27...58) + Array(71...81))
    func builtIn(id: Int) throws {
        let kind = NumberFormat.kind(ofBuiltIn: id)
        let shown = DisplayFormat(builtIn: id).text(for: 45762.25)
        #expect(
            (kind != .number) == (shown.contains("/") || shown.contains(":")) || id == 73 || id == 74 || id == 75,
            "\(id): \(kind), \(shown)")
        #expect(BuiltInFormats.code(of: id).map { NumberFormat.kind(ofCode: $0) } ?? .number == kind)
    }

    @Test("surrogate escapes are joined, halves are U+FFFD; forbidden characters and bytes are U+FFFD and counted")
    func texts() throws {
        let texts = ["_xD83D__xDE00_", "a_x0000_b", "a_x0001_", "&#xFFFE;", "_xFFFF_", "_xD83D_!", "_x0009_", "ok"]
        let want = ["😀", "a\u{FFFD}b", "a\u{FFFD}", "\u{FFFD}", "\u{FFFD}", "\u{FFFD}!", "\\t", "ok"]
        let kinds: [(cells: [String], strings: String)] = [
            (texts.map { MadeWorkbook.text($0) }, ""), (texts.map { " t=\"str\"><v>\($0)</v>" }, ""),
            (texts.indices.map { " t=\"s\"><v>\($0)</v>" }, texts.map { "<si><t>\($0)</t></si>" }.joined()),
        ]
        for kind in kinds {
            let found = try values(kind.cells, strings: kind.strings)
            #expect(found.fields == want)
            #expect(found.messages.map(\.code) == [.repairedText] || kind.cells.isEmpty, "\(found.messages)")
        }
    }

    @Test("bytes that are not UTF-8 come out alike in strings of every kind and format") func bytes() throws {
        // é in windows-1252 cannot be written in a Swift string: it replaces a sign of each part.
        let book = MadeWorkbook(
            rows: MadeWorkbook.row(
                1, " t=\"s\"><v>0</v>", MadeWorkbook.text("caf~"), " t=\"str\"><v>caf~</v>", "><v>~</v>")
                + MadeWorkbook.row(2, " t=\"s\"><v>1</v>"),
            strings: "<si><t>caf~</t></si><si><t>~&amp;</t></si>")
        let bytes = book.bytes.map { $0 == UInt8(ascii: "~") ? 0xE9 : $0 }
        let file = try MemoryFile(Self.withChecksums(bytes))
        let workbook = try Workbook(path: file.path, name: "made.xlsx")
        for (format, text) in [
            (SheetFormat.tsv, "caf\u{FFFD}\tcaf\u{FFFD}\tcaf\u{FFFD}\n\u{FFFD}&\t\t\n"),
            (.csv, "caf\u{FFFD},caf\u{FFFD},caf\u{FFFD}\r\n\u{FFFD}&,,\r\n"),
            (.ndjson, "{\"caf\u{FFFD}\":\"\u{FFFD}&\"}\n"),
        ] {
            let target = try MemoryFile([])
            let output = Output(descriptor: target.descriptor, name: "test")
            let summary = try SheetExport(ExportOptions(format: format)).write(
                workbook.sheets[0], of: workbook, to: output)
            try output.flush()
            #expect(target.text == text)
            #expect(summary.oddities.repaired == 4 && summary.oddities.illFormed == 1, "\(format): \(summary)")
        }
    }

    /// A stored archive whose entries were changed, with the checksums that they have now.
    private static func withChecksums(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        func word(_ index: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[index + $1]) << (8 * $1) } }
        var place = word(bytes.count - 6)
        while bytes[place + 2] == 1 {
            let (size, name, start) = (word(place + 24), word(place + 28) & 0xFFFF, word(place + 42))
            let data = start + 30 + name
            let crc = bytes[data..<data + size].withUnsafeBytes { ZipWriter.crc(0, $0) }
            for index in 0..<4 {
                let byte = UInt8(truncatingIfNeeded: crc >> (8 * UInt32(index)))
                bytes[place + 16 + index] = byte
                bytes[start + 14 + index] = byte
            }
            place += 46 + name
        }
        return bytes
    }

    @Test("a picture in a cell is its alternative text or blank, a data type its text, new errors are themselves")
    func richValues()
        throws
    {
        let data = "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata"
        let office = "http://schemas.microsoft.com/office/2017/06/relationships"
        let errors = [
            8: "#SPILL!", 9: "#CONNECT!", 10: "#BLOCKED!", 11: "#UNKNOWN!", 12: "#FIELD!", 13: "#CALC!", 14: "#BUSY!",
            99: "#VALUE!",
        ]
        let codes = errors.keys.sorted()
        let values =
            "<rv s=\"0\"><v>0</v><v>5</v></rv><rv s=\"1\"><v>1</v><v>5</v><v>A cat</v></rv>"
            + codes.map { "<rv s=\"2\"><v>0</v><v>\($0)</v></rv>" }.joined()
            + "<rv s=\"3\"><v>1</v><v>Microsoft Corp</v></rv><rv s=\"3\"/>"
        let count = 4 + codes.count
        let blocks = (0..<count).map { "<bk><extLst><ext uri=\"u\"><xlrd:rvb i=\"\($0)\"/></ext></extLst></bk>" }
            .joined()
        let records = (0..<count).map { "<bk><rc t=\"2\" v=\"\($0)\"/></bk>" }.joined()
        let cells = (1...count).map {
            "<c r=\"\(CellReference(row: 1, column: $0))\" t=\"e\" vm=\"\($0)\"><v>#VALUE!</v></c>"
        }
        var book = MadeWorkbook(rows: "<row r=\"1\">\(cells.joined())<c r=\"Z1\" t=\"e\"><v>#VALUE!</v></c></row>")
        func add(_ name: String, _ type: String, _ text: String) { book.parts.append((name, type, Array(text.utf8))) }
        add("xl/rd/v.xml", "\(office)/rdRichValue", "<rvData xmlns=\"\(data)\">\(values)</rvData>")
        add(
            "xl/rd/s.xml", "\(office)/rdRichValueStructure",
            "<rvStructures xmlns=\"\(data)\"><s t=\"_localImage\"><k n=\"_rvRel:LocalImageIdentifier\"/><k n=\"CalcOrigin\"/></s><s t=\"_localImage\"><k n=\"_rvRel:LocalImageIdentifier\"/><k n=\"CalcOrigin\"/><k n=\"Text\"/></s><s t=\"_error\"><k n=\"colOffset\"/><k n=\"errorType\"/></s><s t=\"_entity\"><k n=\"_Flags\"/><k n=\"_DisplayString\"/></s></rvStructures>"
        )
        add(
            "xl/m.xml", "sheetMetadata",
            "<metadata xmlns=\"\(MadeWorkbook.main)\" xmlns:xlrd=\"\(data)\"><metadataTypes><metadataType name=\"XLDAPR\"/><metadataType name=\"XLRICHVALUE\"/></metadataTypes><futureMetadata name=\"XLDAPR\"><bk/></futureMetadata><futureMetadata name=\"XLRICHVALUE\">\(blocks)</futureMetadata><cellMetadata><bk><rc t=\"1\" v=\"0\"/></bk></cellMetadata><valueMetadata>\(records)</valueMetadata></metadata>"
        )
        let written = try book.written(ExportOptions())
        let fields = written.text.dropLast().split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        #expect(
            Array(fields.prefix(count)) == ["", "A cat"] + codes.map { errors[$0]! } + ["Microsoft Corp", "#VALUE!"]
                && fields.last == "#VALUE!")
        #expect(written.messages.map(\.code) == [.picturesInCells] && written.messages[0].text.hasPrefix("2 cells "))
        #expect(try book.text(.grid).contains("[null,\"A cat\",{\"error\":\"#SPILL!\"},"))
    }
}
