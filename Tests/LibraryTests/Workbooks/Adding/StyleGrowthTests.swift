import Testing

@testable import Workbooks

@Suite("A styles part gains cell formats")
struct StyleGrowthTests {
    private static func part(prefix p: String = "") -> String {
        let space = p.isEmpty ? "xmlns" : "xmlns:\(p.dropLast())"
        return
            "<\(p)styleSheet \(space)=\"m\"><\(p)numFmts count=\"1\"><\(p)numFmt numFmtId=\"170\" formatCode=\"0.0%\"/></\(p)numFmts>"
            + "<\(p)fonts count=\"2\"><\(p)font><\(p)sz val=\"11\"/><\(p)name val=\"Calibri\"/></\(p)font>"
            + "<\(p)font><\(p)b/><\(p)sz val=\"9\"/><\(p)name val=\"Verdana\"/></\(p)font></\(p)fonts>"
            + "<\(p)fills count=\"1\"><\(p)fill><\(p)patternFill patternType=\"none\"/></\(p)fill></\(p)fills>"
            + "<\(p)borders count=\"1\"><\(p)border><\(p)left/><\(p)right/><\(p)top/><\(p)bottom/></\(p)border></\(p)borders>"
            + "<\(p)cellXfs count=\"4\"><\(p)xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
            + "<\(p)xf xfId=\"0\" borderId=\"0\" fillId=\"0\" fontId=\"0\" numFmtId=\"3\" applyNumberFormat=\"1\"/>"
            + "<\(p)xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\"><\(p)alignment horizontal=\"center\"/><\(p)protection locked=\"0\"/></\(p)xf>"
            + "<\(p)xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\"><\(p)alignment wrapText=\"0\"/></\(p)xf>"
            + "</\(p)cellXfs></\(p)styleSheet>"
    }

    private static func growth(_ part: String) throws -> StyleGrowth {
        try #require(try StyleGrowth(Array(part.utf8), codes: [170: "0.0%"]))
    }

    @Test("A changed format keeps font, fill, border, alignment and protection", arguments: ["", "x:"])
    func variants(prefix p: String) throws {
        var growth = try Self.growth(Self.part(prefix: p))
        #expect(try growth.index(of: 2, with: StyleChange(numberFormat: "0.0%")) == 4)
        #expect(try growth.index(of: 2, with: StyleChange(wraps: true)) == 5)
        #expect(try growth.index(of: 0, with: StyleChange(wraps: true)) == 6)
        let text = String(decoding: growth.result, as: UTF8.self)
        for mark in [
            "<\(p)xf numFmtId=\"170\" fontId=\"1\" fillId=\"0\" borderId=\"0\"><\(p)alignment horizontal=\"center\"/><\(p)protection locked=\"0\"/></\(p)xf>",
            "<\(p)alignment wrapText=\"1\" horizontal=\"center\"/>",
            "fillId=\"0\" borderId=\"0\" xfId=\"0\"><\(p)alignment wrapText=\"1\"/></\(p)xf></\(p)cellXfs>",
            "<\(p)cellXfs count=\"7\">",
        ] {
            #expect(
                text.replacing(" applyNumberFormat=\"1\"", with: "").replacing(" applyAlignment=\"1\"", with: "")
                    .contains(mark), "\(mark)\n\(text)")
        }
    }

    @Test("What the part has already is used again, whatever the order of its attributes")
    func reuse() throws {
        var growth = try Self.growth(Self.part())
        #expect(try growth.index(of: 0, with: StyleChange(numberFormat: "#,##0")) == 1)
        #expect(try growth.index(of: 3, with: StyleChange(wraps: false)) == 3)
        #expect(!growth.isChanged && growth.result == Array(Self.part().utf8))
        var format = CellFormat()
        (format.isBold, format.fill, format.line, format.numberFormat) = (true, "1F3864", "FFFFFF", "0.0%")
        let index = growth.index(of: format)
        #expect(growth.isChanged && index == 4)
        // The part as a next run finds it.
        let written = String(decoding: growth.result, as: UTF8.self)
        #expect(written.components(of: "<numFmt ") == 1)
        var next = try Self.growth(written)
        #expect(next.index(of: format) == index && !next.isChanged)
        var stored = try Self.growth(
            written.replacing("<b/>", with: "<b val=\"true\"/>").replacing("FF1F3864", with: "ff1f3864"))
        #expect(stored.index(of: format) == index && !stored.isChanged)
    }

    @Test("The font of a format is told")
    func fonts() throws {
        let growth = try Self.growth(Self.part())
        #expect(growth.font(of: 0) == CellFont(size: 11, isBold: false, name: "Calibri"))
        #expect(growth.font(of: 2) == CellFont(size: 9, isBold: true, name: "Verdana"))
        #expect(growth.font(of: 99) == growth.font(of: 0))
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(of text: String) -> Int {
        split(separator: text, omittingEmptySubsequences: false).count - 1
    }
}
