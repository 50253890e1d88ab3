import Testing
import Workbooks

/// 2023-03-15 14:05:09.5, a Wednesday: 50709.5 of 86400 seconds.
private let moment = 45000.58691550926

@Suite("Format: dates and times")
struct FormatDateTests {
    @Test(
        "letters name the parts of a day",
        arguments: [
            FormatCase("yyyy-mm-dd", moment, "2023-03-15"), FormatCase("d/m/yy", moment, "15/3/23"),
            FormatCase("ddd d mmm yyyy", moment, "Wed 15 Mar 2023"),
            FormatCase("dddd, mmmm dd", moment, "Wednesday, March 15"),
            FormatCase("mmmmm", moment, "M"), FormatCase("yyy", moment, "2023"), FormatCase("y", moment, "23"),
            FormatCase("e", moment, "2023"),
            FormatCase("bbbb", moment, "2566"), FormatCase("YYYY\\/MM", moment, "2023/03"),
            FormatCase("[$-409]d-mmm-yy;@", moment, "15-Mar-23"),
            FormatCase("yyyy\"年\"m\"月\"d\"日\"", moment, "2023年3月15日"), FormatCase("yyyy.mm.dd", moment, "2023.03.15"),
            FormatCase("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", moment, "Wednesday, March 15, 2023"),
        ])
    func calendar(_ row: FormatCase) { row.check() }

    @Test(
        "letters name the parts of a time",
        arguments: [
            FormatCase("h:mm", 0.3, "7:12"), FormatCase("hh:mm", 0.3, "07:12"),
            FormatCase("h:mm AM/PM", 0.7, "4:48 PM"),
            FormatCase("hh:mm am/pm", 0, "12:00 AM"), FormatCase("h AM/PM", 0.5, "12 PM"),
            FormatCase("h:mm a/p", 0.6, "2:24 p"),
            FormatCase("h:mm A/P", 0.1, "2:24 A"), FormatCase("[$-F400]h:mm:ss\\ AM/PM", 0.7, "4:48:00 PM"),
            FormatCase("上午/下午h\"时\"mm\"分\"", 0.7, "下午4时48分"), FormatCase("h\"h\" mm\"m\"", moment, "14h 05m"),
        ])
    func clock(_ row: FormatCase) { row.check() }

    @Test(
        "m is a minute behind an hour or before a second, otherwise a month",
        arguments: [
            FormatCase("m/d h:m", moment, "3/15 14:5"), FormatCase("mm:ss", moment, "05:10"),
            FormatCase("h mm mm", moment, "14 05 03"),
            FormatCase("mm yyyy ss", moment, "03 2023 10"), FormatCase("mm.ss", moment, "05.10"),
            FormatCase("[h]:mm", 1.5, "36:00"),
            FormatCase("h\"x\"m\"y\"", moment, "14x5y"), FormatCase("hh:mmm", moment, "14:Mar"),
        ])
    func minutesAndMonths(_ row: FormatCase) { row.check() }

    @Test(
        "are rounded to the finest part that the code can show",
        arguments: [
            FormatCase("hh:mm:ss", moment, "14:05:10"), FormatCase("hh:mm:ss.0", moment, "14:05:09.5"),
            FormatCase("ss.000", 0.70707, "10.848"),
            FormatCase("mm:ss.0", 12345.67876, "17:24.9"), FormatCase("ss.00 .000", 0.70707, "10.84 .848"),
            FormatCase("yyyy-mm-dd hh:mm:ss", 45000.99999999, "2023-03-16 00:00:00"),
            FormatCase("h:mm", 0.49999, "11:59"),
            FormatCase("yyyy-mm-dd", 45000.9999, "2023-03-15"), FormatCase("[h]:mm:ss", 2.9999999999999996, "72:00:00"),
        ])
    func rounding(_ row: FormatCase) { row.check() }

    @Test(
        "in brackets count on beyond a day",
        arguments: [
            FormatCase("[h]:mm:ss", 1.5, "36:00:00"), FormatCase("[hh]:mm", 0.1, "02:24"),
            FormatCase("[mm]:ss", 0.5, "720:00"),
            FormatCase("[ss]", 1, "86400"), FormatCase("[h]", 123.456, "2962"),
            FormatCase("[h]:mm:ss.00", 1.123456789, "26:57:46.67"),
            FormatCase("[hhhh]", 1, "0024"), FormatCase("[h]:mm", -1.5, "-36:00"),
            FormatCase("[h]:mm;@", 1.25, "30:00"),
        ])
    func elapsed(_ row: FormatCase) { row.check() }

    @Test(
        "the 1900 system has a day zero and a 29th of February",
        arguments: [
            FormatCase("yyyy-mm-dd", 0, "1900-01-00"), FormatCase("yyyy-mm-dd", 1, "1900-01-01"),
            FormatCase("yyyy-mm-dd", 59, "1900-02-28"),
            FormatCase("yyyy-mm-dd", 60, "1900-02-29"), FormatCase("yyyy-mm-dd", 61, "1900-03-01"),
            FormatCase("dddd", 1, "Sunday"),
            FormatCase("dddd", 61, "Thursday"), FormatCase("yyyy-mm-dd", 2_958_465, "9999-12-31"),
        ])
    func from1900(_ row: FormatCase) { row.check() }

    @Test(
        "the 1904 system starts 1462 days later and knows negative dates",
        arguments: [
            FormatCase("yyyy-mm-dd", 0, "1904-01-01", .from1904), FormatCase("dddd", 0, "Friday", .from1904),
            FormatCase("yyyy-mm-dd", 43538, "2023-03-15", .from1904),
            FormatCase("d mmm yyyy", -1, "-2 Jan 1904", .from1904),
            FormatCase("h:mm", -0.25, "-6:00", .from1904),
        ])
    func from1904(_ row: FormatCase) { row.check() }

    @Test(
        "a serial without a date is shown as General, so that it is not lost",
        arguments: [
            FormatCase("yyyy-mm-dd", -1, "-1"), FormatCase("h:mm", -0.25, "-0.25"),
            FormatCase("yyyy-mm-dd", 2_958_466, "2958466"),
            FormatCase("yyyy-mm-dd", 1e300, "1E+300"), FormatCase("yyyy-mm-dd hh:mm:ss", 2_958_465.999999, "2958466"),
            FormatCase("yyyy-mm-dd", 2_957_004, "2957004", .from1904), FormatCase("d-mmm;d-mmm", -3e6, "-3000000"),
        ])
    func outside(_ row: FormatCase) { row.check() }

    @Test(
        "sections hold for dates too",
        arguments: [
            FormatCase("d-mmm;\"before\"", -5, "before"), FormatCase("d-mmm;;\"none\"", 0, "none"),
            FormatCase("yyyy;@", .text("soon"), "soon"),
            FormatCase("[<1]h:mm;d-mmm", 0.5, "12:00"), FormatCase("[<1]h:mm;d-mmm", 45000, "15-Mar"),
        ])
    func sections(_ row: FormatCase) { row.check() }

    @Test("a date cell is shown in its own date system")
    func dateCells() {
        let date = DateSerial(serial: 43538, system: .from1904)
        FormatCase("yyyy-mm-dd", .date(date), "2023-03-15").check()
    }
}
