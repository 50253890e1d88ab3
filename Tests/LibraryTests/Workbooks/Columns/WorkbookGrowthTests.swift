import Glibc
import Streams
import Testing

@testable import Workbooks

@Suite("A worksheet gains columns")
struct WorkbookGrowthTests {
    /// Pairs in B:C and D:E, a comment's worth of everything, and a total in F.
    private static let data = [
        #"<row r="1" spans="1:6"><c r="A1" s="9"/><c r="B1" s="1" t="s"><v>0</v></c><c r="C1" s="1"/><c r="D1" s="2" t="s"><v>1</v></c><c r="E1" s="3"/><c r="F1" t="s"><v>2</v></c></row>"#,
        #"<row r="2"><c r="B2" s="4"><v>1</v></c><c r="D2" s="5" t="inlineStr"><is><t>PLANNED</t></is></c><c r="E2" s="6"><v>7</v></c><c r="F2"><f>SUM(B2:E2)</f><v>8</v></c></row>"#,
        #"<row r="3"><c r="B3"><f t="shared" ref="B3:F3" si="0">B2*2</f></c><c r="D3" s="7"><f t="shared" si="0"/></c><c r="E3"><f t="shared" si="0"/></c><c r="F3"><f t="shared" si="0"/></c></row>"#,
        #"<row r="9"><c r="A9"/><c r="E9" s="8"/><c r="F9" s="8"/></row>"#,
    ].joined()

    private static let part =
        "<worksheet><dimension ref=\"A1:F9\"/><sheetViews><sheetView topLeftCell=\"A1\"><pane topLeftCell=\"F2\"/>"
        + "<selection activeCell=\"F1\" sqref=\"F1\"/></sheetView></sheetViews><cols><col min=\"1\" max=\"3\" width=\"9\"/>"
        + "<col min=\"4\" max=\"4\" width=\"11\" style=\"2\"/><col min=\"5\" max=\"16384\" width=\"12\" hidden=\"1\"/></cols><sheetData>\(data)</sheetData>"
        + "<mergeCells count=\"3\"><mergeCell ref=\"D1:E1\"/><mergeCell ref=\"A1:E1\"/><mergeCell ref=\"F1:F2\"/></mergeCells>"
        + "<conditionalFormatting sqref=\"C2 E2\"><cfRule type=\"expression\"><formula>E2&gt;$F$2</formula></cfRule></conditionalFormatting>"
        + "<dataValidations><dataValidation sqref=\"D2:E3\"><formula1>$F$1</formula1></dataValidation></dataValidations>"
        + "<hyperlinks><hyperlink ref=\"F1\" location=\"$E$3:F4\"/></hyperlinks><colBreaks><brk id=\"5\"/></colBreaks></worksheet>"

    private func grown(_ growth: ColumnGrowth) throws -> (text: String, obstacles: [String]) {
        let bytes = Array(Self.part.utf8)
        return try bytes.withUnsafeBufferPointer { buffer in
            var pass = GrowthPass(
                scanner: XMLScanner(base: buffer.baseAddress!, end: buffer.count), growth: growth, sheet: "S",
                isHome: true)
            try pass.run()
            return (String(decoding: pass.patches.applied(to: bytes), as: UTF8.self), pass.obstacles)
        }
    }

    @Test("Everything of the sheet follows when what stands right moves")
    func moving() throws {
        let growth = ColumnGrowth(
            source: 4...5, copies: 1, firstColumn: 2, rows: [1...3], moves: true, contents: [CellReference("D2")!])
        let (text, obstacles) = try grown(growth)
        #expect(obstacles.isEmpty)
        for mark in [
            #"<dimension ref="A1:H9"/>"#, #"<pane topLeftCell="H2"/>"#, #"activeCell="H1" sqref="H1""#,
            #"<col min="4" max="4" width="11" style="2"/><col min="5" max="5" width="12" hidden="1"/><col min="6" max="6" width="11" style="2"/><col min="7" max="7" width="12"/><col min="8" max="16384" width="12" hidden="1"/>"#,
            #"<row r="1" spans="1:8">"#,
            #"<c r="E1" s="3"/><c r="F1" s="2"/><c r="G1" s="3"/><c r="H1" t="s"><v>2</v></c>"#,
            #"<c r="F2" s="5" t="inlineStr"><is><t>PLANNED</t></is></c><c r="G2" s="6"/><c r="H2"><f>SUM(B2:G2)</f><v>8</v></c>"#,
            #"<c r="B3"><f>B2*2</f></c><c r="D3" s="7"><f>D2*2</f></c><c r="E3"><f>E2*2</f></c><c r="F3" s="7"><f>F2*2</f></c><c r="G3"><f>G2*2</f></c><c r="H3"><f>H2*2</f></c>"#,
            #"<c r="E9" s="8"/><c r="F9" s="8"/><c r="G9" s="8"/><c r="H9" s="8"/>"#,
            #"<mergeCells count="4"><mergeCell ref="D1:E1"/><mergeCell ref="F1:G1"/><mergeCell ref="A1:G1"/><mergeCell ref="H1:H2"/></mergeCells>"#,
            #"sqref="C2 E2 G2"><cfRule type="expression"><formula>E2&gt;$H$2</formula>"#,
            #"sqref="D2:G3"><formula1>$H$1</formula1>"#,
            #"<hyperlink ref="H1" location="$E$3:H4"/>"#, #"<brk id="7"/>"#,
        ] { #expect(text.contains(mark), "\(mark)\n\(text)") }
    }

    @Test("Where nothing moves, cells right of it keep their places")
    func appending() throws {
        let growth = ColumnGrowth(
            source: 4...5, copies: 1, firstColumn: 2, rows: [9...9], moves: false, setsWidths: false)
        let (text, obstacles) = try grown(growth)
        #expect(obstacles.isEmpty)
        #expect(
            text
                == Self.part.replacing(#"ref="A1:F9""#, with: #"ref="A1:G9""#).replacing(
                    #"<c r="F9" s="8"/>"#, with: #"<c r="G9" s="8"/>"#))
    }

    @Test(
        "What cannot be followed is named",
        arguments: [
            (
                "<row r=\"1\">", "<row r=\"1\"><c r=\"D1\"><f t=\"array\" ref=\"D1:E2\">1</f></c>",
                "D1:E2 holds an array formula, which cannot be divided"
            ),
            ("</sheetData>", "</sheetData><scenarios/>", "the sheet has scenarios, which cannot be moved safely"),
            ("</sheetData>", "</sheetData><autoFilter ref=\"A1:F9\"/>", "a filter covers A1:F9"),
            (
                "</sheetData>", "</sheetData><extLst><ext uri=\"{X}\"/></extLst>",
                "the sheet has an extension that is not known ({X}) and may name cells that would move"
            ),
        ])
    func obstacles(_ mark: String, _ new: String, _ reason: String) throws {
        let bytes = Array(
            "<worksheet><sheetData><row r=\"1\"></row></sheetData></worksheet>".replacing(mark, with: new).utf8)
        let growth = ColumnGrowth(source: 4...5, copies: 1, firstColumn: 2, rows: [1...3], moves: true)
        let obstacles = try bytes.withUnsafeBufferPointer { buffer in
            var pass = GrowthPass(
                scanner: XMLScanner(base: buffer.baseAddress!, end: buffer.count), growth: growth, sheet: "S",
                isHome: true)
            try pass.run()
            return pass.obstacles
        }
        #expect(obstacles == [reason])
    }
}
