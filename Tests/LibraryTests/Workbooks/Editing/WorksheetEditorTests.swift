import Streams
import Testing
import Workbooks

@Suite("A worksheet is edited in place")
struct WorksheetEditorTests {
    /// One edit of a small part: what stands in `sheetData` before and after.
    struct Example: Sendable, CustomTestStringConvertible {
        var name: String
        var before: String
        var edits: [String: CellEdit]
        var after: String
        var testDescription: String { name }
    }

    static let examples: [Example] = [
        Example(
            name: "a number keeps the cell's style and attributes",
            before: #"<row r="1"><c r="B1" s="12" x:y="z" t="s"><v>3</v></c></row>"#,
            edits: ["B1": .number(38922.651513)],
            after: #"<row r="1"><c r="B1" s="12" x:y="z"><v>38922.651513</v></c></row>"#),
        Example(
            name: "a self-closing cell opens",
            before: #"<row r="1"><c r="B1" s="12"/></row>"#, edits: ["B1": .text("-")],
            after: #"<row r="1"><c r="B1" s="12" t="inlineStr"><is><t>-</t></is></c></row>"#),
        Example(
            name: "a cleared cell keeps its style",
            before: #"<row r="1"><c r="B1" s="12" t="s"><v>3</v></c></row>"#, edits: ["B1": .clear],
            after: #"<row r="1"><c r="B1" s="12"/></row>"#),
        Example(
            name: "new cells stand in order, in the style of their column",
            before: #"<row r="2"><c r="B2"/><c r="D2"/></row>"#,
            edits: ["A2": .number(1), "C2": .number(2), "E2": .number(3)],
            after: ##"<row r="2"><c r="A2" s="7"><v>1</v></c><c r="B2"/><c r="C2" s="8"><v>2</v></c><c r="D2"/>"##
                + ##"<c r="E2"><v>3</v></c></row>"##),
        Example(
            name: "a new cell takes the style of a formatted row",
            before: #"<row r="2" s="5" customFormat="1"/>"#, edits: ["C2": .number(2)],
            after: #"<row r="2" s="5" customFormat="1"><c r="C2" s="5"><v>2</v></c></row>"#),
        Example(
            name: "new rows stand in order",
            before: #"<row r="2"><c r="A2"/></row><row r="5"/>"#,
            edits: ["A1": .number(1), "D4": .number(4), "B9": .number(9)],
            after: ##"<row r="1"><c r="A1" s="7"><v>1</v></c></row><row r="2"><c r="A2"/></row>"##
                + ##"<row r="4"><c r="D4"><v>4</v></c></row><row r="5"/><row r="9"><c r="B9" s="7"><v>9</v></c></row>"##
        ),
        Example(
            name: "rows and cells without r count on",
            before: #"<row><c><v>1</v></c><c><v>2</v></c></row><row><c/></row>"#,
            edits: ["B1": .number(20), "A2": .number(3), "C1": .number(5)],
            after:
                ##"<row><c><v>1</v></c><c><v>20</v></c><c r="C1" s="8"><v>5</v></c></row><row><c><v>3</v></c></row>"##),
        Example(
            name: "a formula goes and what is no value stays",
            before:
                #"<row r="1"><c r="A1" t="str" cm="1" vm="2"><f>B1&amp;"x"</f><v>ax</v><extLst><ext/></extLst></c></row>"#,
            edits: ["A1": .number(2)], after: #"<row r="1"><c r="A1"><v>2</v><extLst><ext/></extLst></c></row>"#),
        Example(
            name: "a formula keeps its bytes when only its value changes",
            before: #"<row r="1"><c r="A1" s="3"><f ca="1">C23</f><v>0</v></c></row>"#,
            edits: ["A1": .cachedValue(.text("-"))],
            after: #"<row r="1"><c r="A1" s="3" t="str"><f ca="1">C23</f><v>-</v></c></row>"#),
        Example(
            name: "a formula is written with the value that it has",
            before: #"<row r="1"><c r="A1" s="3"/></row>"#,
            edits: ["A1": .formula(#"IF(B1<>0,A2/B1,"-")"#, cached: .number(0.1))],
            after: #"<row r="1"><c r="A1" s="3"><f>IF(B1&lt;&gt;0,A2/B1,"-")</f><v>0.1</v></c></row>"#),
        Example(
            name: "comments, CDATA and foreign markup are passed over",
            before:
                #"<!-- <row r="1"> --><row r="1"><!-- <c r="A1"/> --><c r="A1" t="inlineStr"><is><t><![CDATA[</c>]]></t></is></c></row>"#,
            edits: ["B1": .number(1)],
            after:
                #"<!-- <row r="1"> --><row r="1"><!-- <c r="A1"/> --><c r="A1" t="inlineStr"><is><t><![CDATA[</c>]]></t></is></c>"#
                + #"<c r="B1" s="7"><v>1</v></c></row>"#),
        Example(
            name: "a dependent of a shared formula goes by itself",
            before:
                ##"<row r="1"><c r="A1"><f t="shared" ref="A1:B1" si="0">C1</f><v>1</v></c><c r="B1"><f t="shared" si="0"/><v>1</v></c></row>"##,
            edits: ["B1": .number(2)],
            after:
                ##"<row r="1"><c r="A1"><f t="shared" ref="A1:B1" si="0">C1</f><v>1</v></c><c r="B1"><v>2</v></c></row>"##
        ),
        Example(
            name: "blanks, markup and what XML cannot hold survive in text",
            before: #"<row r="1"><c r="A1"/></row>"#, edits: ["A1": .text(" <a> & \u{1}_x000D_\r\n")],
            after:
                ##"<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> &lt;a&gt; &amp; _x0001__x005F_x000D__x000D_"##
                + "\n"
                + ##"</t></is></c></row>"##),
    ]

    static func sheet(_ data: String, dimension: String = "A1:E9") -> [UInt8] {
        Array(
            (#"<?xml version="1.0"?><worksheet xmlns="m" xmlns:x="y"><dimension ref="\#(dimension)"/>"#
                + #"<cols><col min="1" max="2" style="7"/><col min="3" max="3" style="8"/></cols>"#
                + "<sheetData>\(data)</sheetData><mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells></worksheet>").utf8)
    }

    static func edits(_ edits: [String: CellEdit]) -> [CellReference: CellEdit] {
        Dictionary(uniqueKeysWithValues: edits.map { (CellReference($0.key)!, $0.value) })
    }

    @Test("Edits change the bytes of their cells alone", arguments: examples)
    func edit(_ example: Example) throws {
        let result = try WorksheetEditor(part: Self.sheet(example.before)).applying(Self.edits(example.edits))
        #expect(
            String(decoding: result.part, as: UTF8.self) == String(decoding: Self.sheet(example.after), as: UTF8.self))
    }

    @Test("An empty sheetData is filled")
    func emptySheetData() throws {
        let part = Array("<x:worksheet xmlns:x='m'><x:sheetData/><x:pageMargins/></x:worksheet>".utf8)
        let result = try WorksheetEditor(part: part).applying(Self.edits(["B2": .text("a")]))
        #expect(
            String(decoding: result.part, as: UTF8.self)
                == "<x:worksheet xmlns:x='m'><x:sheetData><x:row r=\"2\"><x:c r=\"B2\" t=\"inlineStr\"><x:is><x:t>a</x:t></x:is></x:c></x:row>"
                + "</x:sheetData><x:pageMargins/></x:worksheet>")
    }

    @Test("Dimension and spans grow when a cell is written outside of them, and only then")
    func growth() throws {
        let row = #"<row r="2" spans="1:3"><c r="A2"/></row>"#
        let inside = try WorksheetEditor(part: Self.sheet(row)).applying(Self.edits(["B2": .number(1)]))
        #expect(String(decoding: inside.part, as: UTF8.self).contains(#"ref="A1:E9""#))
        #expect(String(decoding: inside.part, as: UTF8.self).contains(#"spans="1:3""#))
        let outside = try WorksheetEditor(part: Self.sheet(row, dimension: "A2:B3")).applying(
            Self.edits(["F2": .number(1)]))
        #expect(String(decoding: outside.part, as: UTF8.self).contains(#"<dimension ref="A2:F3"/>"#))
        #expect(String(decoding: outside.part, as: UTF8.self).contains(#"spans="1:6""#))
    }

    @Test(
        "The calculation chain is told stale when a formula comes or goes, not when a value is brought up to date",
        arguments: [
            (CellEdit.number(1), true), (.cachedValue(.number(1)), false), (.clear, true),
            (.formula("B1", cached: .number(1)), true),
        ])
    func formulaChanges(_ edit: CellEdit, _ expected: Bool) throws {
        let part = Self.sheet("<row r=\"1\"><c r=\"A1\"><f>C1</f><v>0</v></c></row>")
        #expect(try WorksheetEditor(part: part).applying(Self.edits(["A1": edit])).changesFormulas == expected)
    }

    @Test("A group of shared formulas that loses its first cell is taken apart: each other cell keeps its formula")
    func sharedMaster() throws {
        let rows =
            #"<row r="1"><c r="A1"><f t="shared" ref="A1:C2" si="4">$D1*Rates!B2</f><v>1</v></c><c r="B1"><f t="shared" si="4"/><v>2</v></c>"#
            + #"<c r="C1"><f t="shared" ref="C1:C2" si="5">1+D1</f><v>3</v></c></row>"#
            + #"<row r="2"><c r="A2" s="2"><f t="shared" si="4"/><v>4</v></c><c r="B2"><f t="shared" si="4"/><v>5</v></c>"#
            + #"<c r="C2"><f t="shared" si="5"/><v>6</v></c></row>"#
        let result = try WorksheetEditor(part: Self.sheet(rows)).applying(
            Self.edits(["A1": .number(9), "A2": .cachedValue(.text("-")), "B2": .clear]))
        #expect(result.changesFormulas)
        let text = String(decoding: result.part, as: UTF8.self)
        for mark in [
            #"<c r="A1"><v>9</v></c>"#, #"<c r="B1"><f>$D1*Rates!C2</f><v>2</v></c>"#,
            #"<c r="A2" s="2" t="str"><f>$D2*Rates!B3</f><v>-</v></c><c r="B2"/>"#,
            #"<c r="C1"><f t="shared" ref="C1:C2" si="5">1+D1</f><v>3</v></c>"#,
            #"<c r="C2"><f t="shared" si="5"/><v>6</v></c>"#,
        ] {
            #expect(text.contains(mark), "\(mark) in \(text)")
        }
    }

    @Test("Cells that an array formula fills lose their values without losing their place")
    func filledCells() throws {
        let rows =
            #"<row r="1"><c r="A1"><f t="array" ref="A1:B1">C1:D1</f><v>1</v></c><c r="B1" s="3" t="str"><v>x</v></c></row>"#
        let result = try WorksheetEditor(part: Self.sheet(rows)).applying(
            Self.edits(["A1": .cachedValue(.empty), "B1": .cachedValue(.empty)]))
        let text = String(decoding: result.part, as: UTF8.self)
        #expect(text.contains(#"<c r="A1"><f t="array" ref="A1:B1">C1:D1</f></c><c r="B1" s="3"/>"#), "\(text)")
    }

    @Test(
        "What would do damage is refused and the cell named",
        arguments: [
            ("B2", CellEdit.number(1), "the cell belongs to an array formula over B1:B3"),
            ("B3", .number(1), "the cell belongs to an array formula over B1:B3"),
            ("D1", .number(.infinity), "a cell cannot hold inf"),
            ("D1", .text(String(repeating: "x", count: 32_768)), "a cell holds 32767 characters at most and not 32768"),
            ("D1", .cachedValue(.number(1)), "there is no formula whose value could be brought up to date"),
        ])
    func refusals(_ cell: String, _ edit: CellEdit, _ reason: String) throws {
        let part = Self.sheet(
            #"<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">C1</f></c><c r="B1"><f t="array" ref="B1:B3">C1:C3</f></c></row>"#
                + #"<row r="2"><c r="A2"><f t="shared" si="0"/></c><c r="B2"><v>1</v></c></row>"#)
        let editor = WorksheetEditor(part: part, place: Place(file: "t.xlsx", sheet: "S"))
        let failure = #expect(throws: Failure.self) { try editor.applying(Self.edits([cell: edit])) }
        #expect(failure?.message.text == reason)
        #expect(failure?.message.place.description == "t.xlsx!S!\(cell)")
        #expect(failure?.status == .data)
    }

    @Test(
        "Malformed parts are refused",
        arguments: [
            "<worksheet><sheetData><row r=\"2\"/><row r=\"1\"/></sheetData></worksheet>",
            "<worksheet><sheetData><row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row></sheetData></worksheet>",
            "<worksheet><sheetData><row r=\"1\">", "<worksheet></worksheet>", "<!DOCTYPE a><worksheet/>", "x",
        ])
    func malformed(_ part: String) {
        #expect(throws: Failure.self) {
            try WorksheetEditor(part: Array(part.utf8)).applying(Self.edits(["A9": .number(1)]))
        }
    }
}
