import Streams
import Testing

@testable import SourceFiles

@Suite("Delimited text") struct DelimitedTextTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        var rows: [[String]]
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "commas", text: "a,b\n1,2\n", rows: [["a", "b"], ["1", "2"]]),
        Case(name: "no last line end", text: "a,b\n1,2", rows: [["a", "b"], ["1", "2"]]),
        Case(name: "CRLF", text: "a,b\r\n1,2\r\n", rows: [["a", "b"], ["1", "2"]]),
        Case(name: "CR alone", text: "a,b\r1,2\r", rows: [["a", "b"], ["1", "2"]]),
        Case(
            name: "semicolons and decimal commas", text: "a;b\n1,5;2,5\n3,5;4,5\n",
            rows: [["a", "b"], ["1,5", "2,5"], ["3,5", "4,5"]]),
        Case(name: "tabs", text: "a\tb\n1,0\t2\n", rows: [["a", "b"], ["1,0", "2"]]),
        Case(name: "bars", text: "a|b\n1|2\n", rows: [["a", "b"], ["1", "2"]]),
        Case(
            name: "sep line", text: "sep=;\na;b,c,d\n1;2,3,4\n",
            rows: [["sep=", ""], ["a", "b,c,d"], ["1", "2,3,4"]]),
        Case(name: "quoted line break", text: "a,b\n\"x\ny\",2\n", rows: [["a", "b"], ["x\ny", "2"]]),
        Case(name: "quoted CRLF", text: "a,b\r\n\"x\r\ny\",2\r\n", rows: [["a", "b"], ["x\r\ny", "2"]]),
        Case(name: "doubled quotes", text: "a,b\n\"say \"\"hi\"\"\",2\n", rows: [["a", "b"], ["say \"hi\"", "2"]]),
        Case(name: "a field of one quote", text: "a,b\n\"\"\"\",2\n", rows: [["a", "b"], ["\"", "2"]]),
        Case(name: "empty quoted field", text: "a,b\n\"\",2\n", rows: [["a", "b"], ["", "2"]]),
        Case(
            name: "quote inside a plain field", text: "a,b\n5\" screen,2\n", rows: [["a", "b"], ["5\" screen", "2"]]),
        Case(
            name: "text behind a closing quote", text: "a,b\n\"Big\" sale,2\n", rows: [["a", "b"], ["Big sale", "2"]]),
        Case(
            name: "ragged lines", text: "a,b,c\n1\n1,2,3,4\n", rows: [["a", "b", "c"], ["1"], ["1", "2", "3", "4"]]),
        Case(name: "empty lines count", text: "\n\na,b\n", rows: [[""], [""], ["a", "b"]]),
        Case(
            name: "delimiter in quotes", text: "a,b\n\"1;2;3\",x\n\"4;5;6\",y\n",
            rows: [["a", "b"], ["1;2;3", "x"], ["4;5;6", "y"]]),
        Case(
            name: "lines above the header", text: "Report\n\"April 1, 2026 - April 30, 2026\"\na,b\n1,2\n",
            rows: [["Report"], ["April 1, 2026 - April 30, 2026"], ["a", "b"], ["1", "2"]]),
        Case(
            name: "text kept by Excel's formula", text: "a,b\n\"=\"\"00123\"\"\",2\n",
            rows: [["a", "b"], ["00123", "2"]]),
        Case(
            name: "bars inside texts",
            text: "Campaign,Cost\nA | B | C | D,1\nA | B | C | D,2\n",
            rows: [["Campaign", "Cost"], ["A | B | C | D", "1"], ["A | B | C | D", "2"]]),
        Case(
            name: "commas in notes above few lines of tabs",
            text:
                "Start: April 1, 2026, 12:00\nEnd: April 30, 2026, 11:59\nMade: May 2, 2026, 9:00\nDate\tName\tCost\tViews\tClicks\tReach\n"
                + "4/13\tA\t\"1,200.50\"\t\"10,000\"\t5\t6\n4/14\tA\t\"1,100.50\"\t\"12,000\"\t5\t7\n",
            rows: [
                ["Start: April 1, 2026, 12:00"], ["End: April 30, 2026, 11:59"], ["Made: May 2, 2026, 9:00"],
                ["Date", "Name", "Cost", "Views", "Clicks", "Reach"],
                ["4/13", "A", "1,200.50", "10,000", "5", "6"], ["4/14", "A", "1,100.50", "12,000", "5", "7"],
            ]),
        Case(name: "one column", text: "a\n1\n", rows: [["a"], ["1"]]),
    ]

    @Test("reads what programs write, whatever the pieces", arguments: cases)
    func reads(_ test: Case) throws {
        for pieces in [1, 2, 3, 7, 1 << 20] {
            #expect(try records(of: Array(test.text.utf8), pieces: pieces) == test.rows, "pieces of \(pieces)")
        }
    }

    @Test("reads every encoding that programs export")
    func encodings() throws {
        let text = "Größe,Ξ,🚀\nä,2,3\n"
        let rows = [["Größe", "Ξ", "🚀"], ["ä", "2", "3"]]
        let little = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        for bytes in [
            Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8), [0xFF, 0xFE] + little, [0xFE, 0xFF] + big,
        ] {
            for pieces in [1, 3, 1 << 20] { #expect(try records(of: bytes, pieces: pieces) == rows) }
        }
        // Without a mark, text that is mostly ASCII tells.
        let plain = "Campaign,Cost,Land\nSommer,2,Österreich\n"
        let expected = [["Campaign", "Cost", "Land"], ["Sommer", "2", "Österreich"]]
        #expect(try records(of: plain.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }) == expected)
        #expect(try records(of: plain.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }) == expected)
    }

    @Test("reads windows-1252 where bytes are not UTF-8, and counts it")
    func windows() throws {
        let table = try DelimitedText(
            PieceStream(Array("Name,Preis\nM".utf8) + [0xFC] + Array("ller,5 ".utf8) + [0x80, 0x0A]), name: "t")
        var fields: [FieldText] = []
        while try table.next() { fields += (0..<table.fieldCount).map(table.field) }
        #expect(fields == [.text("Name"), .text("Preis"), .text("Müller"), .text("5 €")])
        #expect(table.otherEncoding.count == 2)
        #expect(table.otherEncoding.number == 2)
        #expect(table.otherEncoding.column == 1)
    }

    @Test("replaces U+0000 and counts it")
    func nulls() throws {
        let table = try DelimitedText(PieceStream(Array("a,b\nx\0y,2\n".utf8)), name: "t")
        _ = try table.next()
        _ = try table.next()
        #expect(table.field(0) == .text("x\u{FFFD}y"))
        #expect(table.nullCharacters.count == 1)
    }

    @Test(
        "takes a field for a whole number only where its text comes back",
        arguments: [
            ("0", 0), ("7", 7), ("-12", -12), ("123456789012345", 123_456_789_012_345), ("1234567890123456", nil),
            ("007", nil),
            ("-0", nil), ("1.5", nil), ("1,5", nil), ("", nil), ("-", nil), ("+5", nil), (" 5", nil),
        ] as [(String, Double?)])
    func integers(text: String, value: Double?) {
        #expect(Array(text.utf8).withUnsafeBufferPointer(FieldText.integer) == value)
    }

    @Test("keeps the digits of a quoted number as text")
    func quotedNumber() throws {
        let table = try DelimitedText(PieceStream(Array("\"12\",12\n".utf8)), name: "t")
        _ = try table.next()
        #expect([table.field(0), table.field(1)] == [.text("12"), .integer(12)])
    }

    @Test("a quote that is never closed is an error with its line")
    func openQuote() throws {
        let bytes = Array("a,b\n1,2\n\"x,3\n4,5\n".utf8)
        let failure = try #require(throws: Failure.self) { try records(of: bytes) }
        #expect(failure.status == .data)
        #expect(failure.message.place.description == "t.csv!line 3")
    }

    @Test("random tables come back as they were written")
    func roundTrip() throws {
        let alphabet = Array("ab,;\t|\"\n\r ü🚀1.")
        for round in 0..<300 {
            let delimiter: Character = [",", ";", "\t", "|"][round % 4]
            let width = Int.random(in: 2...5)
            let table = (0..<Int.random(in: 1...8)).map { _ in
                (0..<width).map { _ in String((0..<Int.random(in: 0...6)).map { _ in alphabet.randomElement()! }) }
            }
            // Every field is quoted, so that nothing but the declared delimiter parts them.
            let text = table.map { row in
                row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: String(delimiter))
            }.joined(separator: round % 3 == 0 ? "\r\n" : "\n")
            let found = try records(of: Array("sep=\(delimiter)\n\(text)".utf8), pieces: Int.random(in: 1...40))
            let expected = table.map { row in
                row.map { $0.hasPrefix("=\"") && $0.hasSuffix("\"") && $0.utf8.count > 2 ? "" : $0 }
            }
            #expect(found.dropFirst().elementsEqual(expected), "\(text.debugDescription)")
        }
    }
}
