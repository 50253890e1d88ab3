import Testing
import Workbooks

@Suite("Format: digits")
struct FormatNumberTests {
    @Test(
        "rounds half away from zero on the decimal digits, not on the binary fraction",
        arguments: [
            FormatCase("0.00", 1.005, "1.01"), FormatCase("0.00", 2.675, "2.68"), FormatCase("0.00", -2.675, "-2.68"),
            FormatCase("0.0", 0.25, "0.3"), FormatCase("0", 0.5, "1"), FormatCase("0", 2.5, "3"),
            FormatCase("0", -2.5, "-3"),
            FormatCase("#,##0.00", 1234652.685, "1,234,652.69"), FormatCase("0%", 0.285, "29%"),
            FormatCase("0.0%", 0.0295, "3.0%"), FormatCase("0.0,", 2950, "3.0"), FormatCase("0.00", 0.005, "0.01"),
            FormatCase("0.00", 0.00499999999999999, "0.00"), FormatCase("0", 0.4999999, "0"),
            FormatCase("0.0", 99.95, "100.0"),
        ])
    func rounding(_ row: FormatCase) { row.check() }

    @Test(
        "knows fifteen significant digits",
        arguments: [
            FormatCase("0.0000000000000000", 0.10000000000000009, "0.1000000000000000"),
            FormatCase("0", 1.2345678901234567e19, "12345678901234600000"),
            FormatCase("#,##0.00", 1.23456822333333e18, "1,234,568,223,333,330,000.00"),
            FormatCase("0", 1e22, "10000000000000000000000"),
            FormatCase("0.00", 999999999999999.9, "1000000000000000.00"),
            FormatCase("0.000", .leastNonzeroMagnitude, "0.000"),
        ])
    func significance(_ row: FormatCase) { row.check() }

    @Test(
        "0, # and ? differ where the number has no digit",
        arguments: [
            FormatCase("000.00", 12.3, "012.30"), FormatCase("#.##", 12.3, "12.3"), FormatCase("#.##", 1, "1."),
            FormatCase("#.##", 0, "."), FormatCase("0.0#", 12345, "12345.0"), FormatCase("#,###", 0, ""),
            FormatCase("0.???", 1.5, "1.5  "), FormatCase("???.???", 2.25, "  2.25 "), FormatCase("0??", 1, "0 1"),
            FormatCase("#0.#0#", 1.5, "1.50"), FormatCase(".00", 12.345, "12.35"), FormatCase(".0", 0, ".0"),
            FormatCase("#.?00", 1, "1. 00"), FormatCase("#0#######", 12345, "012345"),
        ])
    func placeholders(_ row: FormatCase) { row.check() }

    @Test(
        "a comma between digits groups by thousands",
        arguments: [
            FormatCase("#,##0", 1234567, "1,234,567"), FormatCase("#,##0", 999, "999"),
            FormatCase("#,##0", 1000, "1,000"),
            FormatCase("0,0", 12, "12"), FormatCase("0,000", 12, "0,012"),
            FormatCase("$000,000,000", 314159, "$000,314,159"),
            FormatCase("?,????????", 1234567, "  1,234,567"), FormatCase("#,##0.00", -1234567.891, "-1,234,567.89"),
            FormatCase(",0", 1234567, ",1234567"), FormatCase("#,#", 0, ""), FormatCase("0.00,00", 1.5, "1.5000"),
        ])
    func grouping(_ row: FormatCase) { row.check() }

    @Test(
        "a comma behind the digits divides by a thousand, a percent sign multiplies by a hundred",
        arguments: [
            FormatCase("0,", 1234567, "1235"), FormatCase("0.0,,\"M\"", 1234567, "1.2M"),
            FormatCase("0.0,", 1234567, "1234.6"),
            FormatCase("#,.0,", 1234567, "1.2"), FormatCase("#,##0,", 1234567890, "1,234,568"),
            FormatCase("00,000.00,", 12345, "00,012.35"), FormatCase("0%", 0.0225, "2%"),
            FormatCase("0.00%", 0.0225, "2.25%"),
            FormatCase("0.00%", 0.30000000000000004, "30.00%"), FormatCase("0%%", 0.5, "5000%%"),
            FormatCase("0\" \"%", 0.5, "50 %"),
            FormatCase("%0", 0.5, "%50"), FormatCase("0\\%", 0.5, "1%"),
        ])
    func scaling(_ row: FormatCase) { row.check() }

    @Test(
        "text stands where the code has it, the sign before all",
        arguments: [
            FormatCase("\"Rs.\"#,##0.00", -51968287, "-Rs.51,968,287.00"), FormatCase("$#,##0.00", -3.14159, "-$3.14"),
            FormatCase("#,##0.00 [$€-407]", -1234.5, "-1,234.50 €"), FormatCase("[$£-809]#,##0", 3, "£3"),
            FormatCase("[$€-fr-FR] 0", 3, "€ 3"), FormatCase("[$-409]0.0", 3, "3.0"),
            FormatCase("[$USD] 0", 3, "USD 3"),
            FormatCase("\\a\\b0", 3, "ab3"), FormatCase("0.0\"a\"\"b\"", 3, "3.0ab"),
            FormatCase("000-00-0000", 123456789, "123-45-6789"),
            FormatCase("(###) ###-####", 2813308004, "(281) 330-8004"),
            FormatCase("\"a \".00\"b\"000", 3.14159, "a 3.14b159"),
            FormatCase("0.00 USD", 12.5, "12.50 USD"), FormatCase("0 \"日\"", 3, "3 日"), FormatCase("0日", 3, "3日"),
            FormatCase("0 bps", 25, "25 bps"), FormatCase("\"foo\"", 5, "foo"), FormatCase("123", 0.7, "123"),
        ])
    func text(_ row: FormatCase) { row.check() }

    @Test(
        "a width is one blank and a fill nothing",
        arguments: [
            FormatCase("_(0_)", 5, " 5 "), FormatCase("0_€", 5, "5 "), FormatCase("$* 0", 5, "$5"),
            FormatCase("0*-", 5, "5"),
            FormatCase("**0", 5, "5"), FormatCase("0_", 5, "5 "), FormatCase("0*", 5, "5"),
        ])
    func blanks(_ row: FormatCase) { row.check() }

    @Test(
        "a sign before nothing but zeros is not shown",
        arguments: [
            FormatCase("0.0", -0.01, "0.0"), FormatCase("0", -0.4, "0"), FormatCase("0%", -0.001, "0%"),
            FormatCase("0.0", -0.05, "-0.1"), FormatCase("0.0;-0.0", -0.01, "-0.0"), FormatCase("0.00", -0.0, "0.00"),
        ])
    func negativeZero(_ row: FormatCase) { row.check() }
}
