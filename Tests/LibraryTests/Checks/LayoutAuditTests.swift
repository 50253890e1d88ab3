import Glibc
import MediaPlans
import Streams
import Testing
import Workbooks

@testable import Checks

/// What hides a tracker's figures, or shows them as other numbers.
@Suite("Layout of trackers") struct LayoutAuditTests {
    @Test(
        "a format that rounds, groups, scales with its unit, or marks a currency shows the number",
        arguments: [
            ("General", 1234.5), ("0", 1234.5), ("#,##0.00", -1234.567), ("0.0%", 0.4123), ("0%", 0.3),
            ("\"USD\" #,##0.00", 99.9), ("[$$-409]#,##0;[Red]-[$$-409]#,##0", -500), ("0.0,,\"M\"", 3_651_017),
            ("#,##0,\"K\"", 12_345), ("0.00E+00", 123_456), ("0.00", 0.0024), ("#,##0;-#,##0;\"-\"", 7),
            ("#,##0.0,,\" mn\"", 4_789_730), ("#,##0\" KWD\"", 32_999), ("#,##0\" MAD\"", 32_999),
        ])
    func right(code: String, number: Double) {
        #expect(LayoutAudit.mistake(DisplayFormat(code: code), number) == nil)
    }

    @Test(
        "a format that hides, scales or replaces the number does not",
        arguments: [
            (";;;", 1234.5), ("#,##0,,", 3_651_017), ("#,##0,", 12_345), ("\"1,234\"", 1234), ("\"n/a\"", 5),
            ("0\"%\"", 0.41), ("\"9\"0", 12), ("0%%", 0.41), ("#,##0;#,##0", -500), ("yyyy-mm-dd", 45_000),
            ("0", 0.303), ("#,##0", 0.0065), ("0%", 2_758_695), ("0%", 0.003),
            ("#,##0\" K\"", 32_999.47), ("#,##0\" mn\"", 4_789_730), ("#,##0,\" AED mn\"", 4_789_730),
        ])
    func wrong(code: String, number: Double) {
        #expect(LayoutAudit.mistake(DisplayFormat(code: code), number) != nil)
    }

    @Test("the sign of dollars is told from what begins a currency's or language's name in brackets")
    func dollars() {
        for code in ["$#,##0", "\"$\"#,##0", "[$$-409]#,##0", "[$US$-409]#,##0"] {
            #expect(LayoutAudit.showsDollar(code))
        }
        for code in ["#,##0", "[$AED] #,##0", "[$-409]d mmm", "[$€-2]#,##0"] { #expect(!LayoutAudit.showsDollar(code)) }
    }

    @Test("a format may not show the sign of an unknown figure as a number")
    func unknown() {
        #expect(LayoutAudit.mistake(DisplayFormat(code: "0;0;0;\"0\""), of: "-") != nil)
        #expect(LayoutAudit.mistake(DisplayFormat(code: "#,##0;-#,##0;0;@_m"), of: "-") == nil)
        #expect(LayoutAudit.mistake(DisplayFormat(code: "0.0%"), of: "-") == nil)
    }

    /// The clean tracker with its parts changed as text.
    private func audit(_ changes: [String: (String) -> String]) throws -> FindingLog {
        try withScratch { folder in
            let path = folder + "/tracker.xlsx"
            try CleanTracker.write(to: path, [:])
            let workbook = try Workbook(path: path)
            var rewrite = PackageRewrite(of: workbook.package)
            for (part, change) in changes {
                let name = part.isEmpty ? workbook.worksheets[0].partName : part
                let text = String(decoding: try workbook.package.data(of: name), as: UTF8.self)
                rewrite.replace(name, with: Array(change(text).utf8))
            }
            try rewrite.write(to: path)
            let log = FindingLog(settings: CheckSettings())
            let checker = RecordChecker(
                settings: CheckSettings(), vocabulary: .builtIn, log: log, isReadFromWorkbook: false)
            for record in CleanCampaign().records { checker.check(record) }
            _ = try TrackerAudit(
                path, settings: CheckSettings(), vocabulary: .builtIn, words: .builtIn, log: log,
                campaign: checker.campaign, rawData: RawDataAudit()
            ).run(template: nil)
            return log
        }
    }

    private func withScratch<T>(_ body: (String) throws -> T) throws -> T {
        var template = Array("/tmp/mp-layout.XXXXXX".utf8CString)
        _ = try #require(mkdtemp(&template))
        let folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        defer {
            unlink(folder + "/tracker.xlsx")
            rmdir(folder)
        }
        return try body(folder)
    }

    @Test("a hidden market column is named; other hidden columns are not") func columns() throws {
        func hiding(_ column: Int) throws -> FindingLog {
            try audit([
                "": { text in
                    let cols = "<cols><col min=\"\(column)\" max=\"\(column)\" width=\"9\" hidden=\"1\"/></cols>"
                    let start = text.firstRange(of: "<cols>").map(\.lowerBound)
                    let end = text.firstRange(of: "</cols>").map(\.upperBound)
                    guard let start, let end else { return text.replacing("<sheetData>", with: cols + "<sheetData>") }
                    return text.replacingCharacters(in: start..<end, with: cols)
                }
            ])
        }
        #expect(try hiding(6).codes == ["column-hidden"])
        #expect(try hiding(40).count == 0)
    }

    /// Styles whose cells all have the format `;;;`.
    private static func hidden(_ styles: String) -> String {
        let start = styles.firstRange(of: "<cellXfs")!.lowerBound
        let changed: String =
            String(styles[..<start])
            + String(styles[start...]).replacing("numFmtId=\"0\"", with: "numFmtId=\"200\"")
        let formats = "<numFmts count=\"1\"><numFmt numFmtId=\"200\" formatCode=\";;;\"/></numFmts>"
        guard let first = changed.firstRange(of: "<numFmts"), let last = changed.firstRange(of: "</numFmts>") else {
            let fonts = changed.firstRange(of: "<fonts")!.lowerBound
            return changed.replacingCharacters(in: fonts..<fonts, with: formats)
        }
        return changed.replacingCharacters(in: first.lowerBound..<last.upperBound, with: formats)
    }

    @Test("a format that hides every figure is told once for its style") func formats() throws {
        #expect(try audit(["xl/styles.xml": Self.hidden]).codes == ["format-misleads"])
    }

    @Test("a column that is too narrow for its figures is told once; one that is wide enough is not") func narrow()
        throws
    {
        func width(_ width: String) throws -> FindingLog {
            try audit([
                "": { text in
                    let cols = "<cols><col min=\"5\" max=\"5\" width=\"\(width)\" customWidth=\"1\"/></cols>"
                    let start = text.firstRange(of: "<cols>").map(\.lowerBound)
                    let end = text.firstRange(of: "</cols>").map(\.upperBound)
                    guard let start, let end else { return text.replacing("<sheetData>", with: cols + "<sheetData>") }
                    return text.replacingCharacters(in: start..<end, with: cols)
                }
            ])
        }
        let log = try width("2.5")
        #expect(log.codes == ["column-narrow"])
        // UAE's planned impressions are 2,000,000: seven digits and, in the general format, no signs.
        #expect(log.sorted.flatMap(\.findings).first?.sentence.contains("column E") ?? false)
        #expect(try width("7.5").count == 0)
    }

    /// A conditional format of UAE's planned impressions, E12, and its number format.
    private func conditional(_ rule: String, _ code: String) throws -> [String] {
        try audit([
            "": {
                $0.replacing(
                    "</sheetData>",
                    with: "</sheetData><conditionalFormatting sqref=\"E12\">\(rule)</conditionalFormatting>")
            },
            "xl/styles.xml": { styles in
                let formats =
                    "<dxfs count=\"1\"><dxf><numFmt numFmtId=\"201\" formatCode=\"\(code)\"/></dxf></dxfs>"
                guard let start = styles.firstRange(of: "<dxfs")?.lowerBound else {
                    return styles.replacing("</cellXfs>", with: "</cellXfs>" + formats)
                }
                let end = styles.firstRange(of: "</dxfs>")?.upperBound ?? styles.firstRange(of: "/>")!.upperBound
                return styles.replacingCharacters(in: start..<end, with: formats)
            },
        ]).codes
    }

    @Test("a conditional format that shows another number is told where its condition is met") func conditions() throws
    {
        func rule(_ type: String, _ formula: String) -> String {
            "<cfRule type=\(type) dxfId=\"0\" priority=\"1\"><formula>\(formula)</formula></cfRule>"
        }
        #expect(try conditional(rule("\"expression\"", "TRUE"), "&quot;0&quot;") == ["format-misleads"])
        #expect(
            try conditional(rule("\"cellIs\" operator=\"greaterThan\"", "5"), "&quot;0&quot;") == ["format-misleads"])
        #expect(try conditional(rule("\"cellIs\" operator=\"lessThan\"", "5"), "&quot;0&quot;") == [])
        #expect(try conditional(rule("\"expression\"", "E12&lt;0"), ";;;") == [])
        #expect(try conditional(rule("\"expression\"", "TRUE"), "#,##0") == [])
    }

    @Test("a cell at the sheet's end is told") func rows() throws {
        let log = try audit([
            "": {
                $0.replacing(
                    "</sheetData>",
                    with: "<row r=\"1048576\"><c r=\"C1048576\"><v>7</v></c></row></sheetData>")
            }
        ])
        #expect(log.codes == ["row-far-down"])
    }
}

extension String {
    fileprivate func firstRange(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }

    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
