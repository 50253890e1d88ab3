import Testing
import Workbooks

@Suite("Format: General")
struct FormatGeneralTests {
    @Test(
        "shows at most eleven characters of a number",
        arguments: FormatCase.all(
            "General",
            [
                0: "0", -0.0: "0", 1: "1", -42: "-42", 0.1: "0.1", 1234.5678: "1234.5678",
                0.123456789012: "0.123456789", 1.23456789012: "1.23456789", 1.2345678919: "1.234567892",
                12345678.912: "12345678.91", 123456789.16: "123456789.2", 1234567891.6: "1234567892",
                12345678912.3: "12345678912", 99999999999.0: "99999999999", 4403928373.5: "4403928374",
                0.30000000000000004: "0.3", 3300.0000000000005: "3300", 0.3333333333333333: "0.333333333",
                -0.6666666666666666: "-0.666666667",
            ]))
    func plain(_ row: FormatCase) { row.check() }

    @Test(
        "takes an exponent from 1E+11 on",
        arguments: FormatCase.all(
            "General",
            [
                1e11: "1E+11", 99999999999.6: "1E+11", 123456789012: "1.23457E+11", -1.5e20: "-1.5E+20",
                9.999996e11: "1E+12", 1.7976931348623157e308: "1.79769E+308",
            ]))
    func large(_ row: FormatCase) { row.check() }

    @Test(
        "takes an exponent below 0.0001 where nine decimals do not hold the number",
        arguments: FormatCase.all(
            "General",
            [
                0.000123456789: "0.000123457", 0.0001: "0.0001", 0.00001: "0.00001", 0.000012345: "0.000012345",
                0.0000123456: "1.23456E-05", 1e-9: "0.000000001", 1.2e-9: "1.2E-09", 1e-10: "1E-10",
                -0.0000062115468: "-6.21155E-06", 2.2250738585072014e-308: "2.22507E-308",
            ]))
    func small(_ row: FormatCase) { row.check() }

    @Test(
        "may have text around it and a case of its own",
        arguments: [
            FormatCase("General\" kg\"", -5.25, "-5.25 kg"), FormatCase("\"x \"GENERAL", 1e11, "x 1E+11"),
            FormatCase("[Blue]General", 7, "7"), FormatCase("G/通用格式", 12.5, "12.5"), FormatCase("", 12.5, "12.5"),
        ])
    func embedded(_ row: FormatCase) { row.check() }

    @Test("shows what is no number as it is", arguments: ["General", "0.00", "yyyy-mm-dd", "[h]:mm", "0;0;0"])
    func otherValues(code: String) {
        FormatCase(code, .boolean(true), "TRUE").check()
        FormatCase(code, .boolean(false), "FALSE").check()
        FormatCase(code, .error("#DIV/0!"), "#DIV/0!").check()
        FormatCase(code, .text("12 apples"), "12 apples").check()
        FormatCase(code, .empty, "").check()
    }
}
