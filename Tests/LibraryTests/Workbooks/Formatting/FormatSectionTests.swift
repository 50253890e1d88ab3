import Testing
import Workbooks

@Suite("Format: sections")
struct FormatSectionTests {
    @Test(
        "are for positive, negative, zero and text",
        arguments: [
            FormatCase("0.0;(0.0);\"-\";\"<\"@\">\"", 1, "1.0"), FormatCase("0.0;(0.0);\"-\";\"<\"@\">\"", -1, "(1.0)"),
            FormatCase("0.0;(0.0);\"-\";\"<\"@\">\"", 0, "-"),
            FormatCase("0.0;(0.0);\"-\";\"<\"@\">\"", .text("a"), "<a>"),
            FormatCase("0;(0)", 0, "0"), FormatCase("0;(0)", -3, "(3)"), FormatCase("0;(0);z", .text("a"), "a"),
            FormatCase("General;-General;", 0, ""), FormatCase("General;-General;", -5, "-5"),
            FormatCase(";;;", 1, ""), FormatCase(";;;", -1, ""), FormatCase(";;;", .text("hidden"), ""),
            FormatCase("0;", -5, ""),
            FormatCase("0;-0;;@", 0, ""), FormatCase("0;-0;;@", .text("a"), "a"),
        ])
    func signs(_ row: FormatCase) { row.check() }

    @Test(
        "the last one with @ is for text, the others as if it were not there",
        arguments: [
            FormatCase("\"a\";\"b\";@", 0, "a"), FormatCase("\"a\";\"b\";@\"!\"", .text("t"), "t!"),
            FormatCase("0.0;@", -2, "-2.0"),
            FormatCase("@", 0.5, "0.5"), FormatCase("@", -1e11, "-1E+11"), FormatCase("@@", .text("s"), "ss"),
            FormatCase("\"bar \"@", 5, "5"), FormatCase("_(@_)", .text("x"), " x "), FormatCase("_(@_)", .text(""), ""),
            FormatCase("0;0;0;General\"'\"", .text("x"), "x'"),
        ])
    func text(_ row: FormatCase) { row.check() }

    @Test(
        "the accounting format lines up all four",
        arguments: [
            FormatCase(#"_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)"#, 1234.5, " $1,234.50 "),
            FormatCase(#"_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)"#, -1234.5, " $(1,234.50)"),
            FormatCase(#"_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)"#, 0, " $-   "),
            FormatCase(#"_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)"#, .text("n/a"), " n/a "),
        ])
    func accounting(_ row: FormatCase) { row.check() }

    @Test(
        "colours are dropped",
        arguments: [
            FormatCase("[Red]0.0", 1, "1.0"), FormatCase("0;[Red]-0", -1, "-1"),
            FormatCase("[Color10]0;[COLOR 3](0)", -1, "(1)"),
            FormatCase("[black]", 123.456, "123.456"), FormatCase("[DBNum1]0", 5, "5"),
        ])
    func colours(_ row: FormatCase) { row.check() }

    @Test(
        "conditions choose the section",
        arguments: [
            FormatCase("[<10]0\" low\"", 1, "1 low"), FormatCase("[<10]0\" low\"", 10.5, "10.5"),
            FormatCase("[>=1000000]0.0,,\"M\";[>=1000]0.0,\"K\";0", 2500000, "2.5M"),
            FormatCase("[>=1000000]0.0,,\"M\";[>=1000]0.0,\"K\";0", 2500, "2.5K"),
            FormatCase("[>=1000000]0.0,,\"M\";[>=1000]0.0,\"K\";0", 25, "25"),
            FormatCase("[<=9999999]###-####;(###) ###-####", 8675309, "867-5309"),
            FormatCase("[=1]\"yes\";[=0]\"no\";0", 1, "yes"), FormatCase("[=1]\"yes\";[=0]\"no\";0", 0, "no"),
            FormatCase("[=1]\"yes\";[=0]\"no\";0", 7, "7"), FormatCase("[<> 6]\"B\"0", 6, "6"),
            FormatCase("\"A\"0;[=-10]\"B\"0;\"C\"0", 0, "C0"),
            FormatCase("[>=100]0;[<10]0.0;0.00;\"t\"@", .text("x"), "tx"),
        ])
    func conditions(_ row: FormatCase) { row.check() }

    @Test(
        "a condition that only negative numbers meet takes their sign",
        arguments: [
            FormatCase("[<-4]\\A0", -5, "A5"), FormatCase("[=-5]\\A0", -5, "A5"), FormatCase("[>-6]\\A0", -5, "-A5"),
            FormatCase("[<=0]\\B0", -6, "-B6"), FormatCase("[<0]\\B0", -6, "B6"), FormatCase("[<>-6]\\A0", -5, "-A5"),
            FormatCase("[<=-100]\\B0;\\C0", -6, "C6"), FormatCase("[>=100]\\A0;[<=-100]\\B0;\\C0", -6, "-C6"),
            FormatCase("[>2]\\A0;\\B0", -5, "-B5"),
        ])
    func conditionSigns(_ row: FormatCase) { row.check() }

    @Test("a number that none admits is shown as General, so that it is not lost")
    func unadmitted() { FormatCase("[>=100]0;[<=-100]0", 6.25, "6.25").check() }

    @Test("say whether they change text")
    func changesText() {
        #expect(!DisplayFormat(code: "0.00").changesText)
        #expect(!DisplayFormat(code: "0;0;0;@").changesText)
        #expect(DisplayFormat(code: "_(@_)").changesText)
        #expect(DisplayFormat(code: ";;;").changesText)
    }
}
