import Testing

@testable import Workbooks

/// Formats that people write for numbers.
@Suite("Formats of numbers that are written") struct NumberFormatMistakeTests {
    @Test(
        "Excel takes them",
        arguments: [
            "0", "#,##0.00", "0.0%", "General", "general", "[$$-409]#,##0.00", "[$AED] #,##0", "€ #,##0",
            "#,##0 \"pcs\"",
            "0.00E+00", "#,##0;[Red]-#,##0;\"-\"", "[>=1000000]0.0,,\"M\";0", "_(* #,##0_)", "0\\x", "[Color12]0",
            "# ?/?",
        ])
    func right(code: String) throws { try NumberFormatMistake.check(code) }

    @Test(
        "Excel repairs or refuses a workbook with them, or they show no number",
        arguments: [
            ("[[[", .openBracket), ("0\"abc", .openQuotation), ("yyyy-mm-dd", .letters("y")), ("0 pcs", .letters("p")),
            ("0\\", .end("\\")), ("0_", .end("_")), ("[Mauve]0", .bracket("Mauve")),
            ("[Color57]0", .bracket("Color57")),
            ("[<]0", .bracket("<")), ("0;0;0;@", .sections), ("\"text\"", .noNumber), ("", .noNumber),
            (";;;", .noNumber),
            ("e+0", .letters("e")), ("[$[]0", .bracket("$[")), ("@", .letters("@")),
        ] as [(String, NumberFormatMistake)])
    func wrong(code: String, mistake: NumberFormatMistake) {
        #expect(throws: mistake) { try NumberFormatMistake.check(code) }
    }

    @Test("the limit of characters is Excel's") func length() {
        let most = String(repeating: "0", count: 255)
        #expect(throws: Never.self) { try NumberFormatMistake.check(most) }
        #expect(throws: NumberFormatMistake.tooLong) { try NumberFormatMistake.check(most + "0") }
    }
}
