import Testing
import Workbooks

@Suite("Format: exponents and fractions")
struct FormatScientificTests {
    @Test(
        "one digit before the point is plain scientific",
        arguments: [
            FormatCase("0.00E+00", 12345.6789, "1.23E+04"), FormatCase("0.00E+00", -0.00012345, "-1.23E-04"),
            FormatCase("0.00E+00", 0, "0.00E+00"), FormatCase("0E+0", 9.5, "1E+1"),
            FormatCase("0.0E+00", 999999999, "1.0E+09"),
            FormatCase("0.00E-00", 12345, "1.23E04"), FormatCase("0.00E-00", 0.01, "1.00E-02"),
            FormatCase("0.0e+0", 12345, "1.2e+4"),
            FormatCase("0.000E+000", 2.33e-300, "2.330E-300"), FormatCase("#.##E+0", 1, "1.E+0"),
            FormatCase(".00E+0", 12345, ".12E+5"),
            FormatCase("0.00E+00\" m\"", 12345, "1.23E+04 m"),
        ])
    func scientific(_ row: FormatCase) { row.check() }

    @Test(
        "more positions before the point make the exponent their multiple",
        arguments: [
            FormatCase("##0.0E+0", 1, "1.0E+0"), FormatCase("##0.0E+0", 12345, "12.3E+3"),
            FormatCase("##0.0E+0", 123456, "123.5E+3"),
            FormatCase("##0.0E+0", 0.0000123456, "12.3E-6"), FormatCase("##0.0E+0", 999.96, "1.0E+3"),
            FormatCase("##0.0E+0", 0, "000.0E+0"), FormatCase("#0.0E+0", 0.001234, "12.3E-4"),
            FormatCase("###0.0E+0", 1e30, "100.0E+28"),
            FormatCase("00.E+00", 959.999, "10.E+02"),
        ])
    func engineering(_ row: FormatCase) { row.check() }

    @Test(
        "fractions are the continued fraction's last convergent that fits",
        arguments: [
            FormatCase("# ?/?", 12.3, "12 1/3"), FormatCase("# ?/?", -123.456, "-123 1/2"),
            FormatCase("# ?/?", 0.3, " 2/7"),
            FormatCase("# ??/??", 12.3456789, "12 28/81"), FormatCase("# ??/??", 1234.567, "1234 55/97"),
            FormatCase("# ???/???", -12345.67891, "-12345 573/844"), FormatCase("??/??", 12.3456789, "1000/81"),
            FormatCase("?/?", 0.00001, "0/1"), FormatCase("#0/0", 3.75, "15/4"),
        ])
    func fractions(_ row: FormatCase) { row.check() }

    @Test(
        "numerators stand to the right, denominators to the left, of their places",
        arguments: [
            FormatCase("# ??/??", 12.3, "12  3/10"), FormatCase("# ??/??", -1.2, "-1  1/5 "),
            FormatCase("# ???/???", 12.3, "12   3/10 "),
            FormatCase("00 00/00", 1, "01 00/01"), FormatCase("# #/#", 12.25, "12 1/4"),
        ])
    func fractionPadding(_ row: FormatCase) { row.check() }

    @Test(
        "a whole number leaves the fraction's places blank",
        arguments: [
            FormatCase("# ?/?", 1, "1    "), FormatCase("# ??/??", 0, "0      "), FormatCase("# #/#", 3, "3"),
            FormatCase("# ?/?", 0.9999, "1    "), FormatCase("# ?/?", 0.01, "0    "), FormatCase("0 0/0", 3, "3 0/1"),
        ])
    func wholeNumbers(_ row: FormatCase) { row.check() }

    @Test(
        "a denominator may be given",
        arguments: [
            FormatCase("# ?/8", 12.34, "12 3/8"), FormatCase("# ??/16", 1.2, "1  3/16"),
            FormatCase("# ??/100", -1.2, "-1 20/100"),
            FormatCase("# ?/2", 1.2, "1    "), FormatCase("# ?/2", 1.9, "2    "), FormatCase("# ?/10", 0.25, " 3/10"),
        ])
    func fixedDenominators(_ row: FormatCase) { row.check() }
}
