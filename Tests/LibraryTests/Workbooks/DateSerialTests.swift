import Testing

@testable import Workbooks

@Suite("Dates") struct DateSerialTests {
    @Test(
        "serials are the days that Excel shows",
        arguments: [
            (45762.0, DateSystem.from1900, "2025-04-15"), (1, .from1900, "1900-01-01"), (59, .from1900, "1900-02-28"),
            (60, .from1900, "60"), (61, .from1900, "1900-03-01"), (2_958_465, .from1900, "9999-12-31"),
            (0, .from1904, "1904-01-01"), (44_300, .from1904, "2025-04-15"),
            (45762.5, .from1900, "2025-04-15T12:00:00"),
            (45762.999999999, .from1900, "2025-04-16"), (36526.04236111111, .from1900, "2000-01-01T01:01:00"),
            (2_958_466, .from1900, "2958466"), (-1, .from1900, "-1"),
        ])
    func isoText(serial: Double, system: DateSystem, text: String) {
        #expect(DateSerial(serial: serial, system: system).isoText == text)
    }

    @Test(
        "times and elapsed times",
        arguments: [
            (0.5625, DateSerial.Style.time, "13:30:00"), (1.085, .duration, "26:02:24"), (0.25, .duration, "6:00:00"),
            // One shape for each style, whatever the value.
            (1, .time, "00:00:00"), (45762.25, .time, "06:00:00"), (45762, .timestamp, "2025-04-15T00:00:00"),
            (45762.5, .timestamp, "2025-04-15T12:00:00"), (45762.5, .date, "2025-04-15"),
            (45762, .dateTime, "2025-04-15"),
            // What is no day of the 1900 system.
            (0, .date, "0"), (0.5, .timestamp, "0.5"), (0.75, .dateTime, "0.75"), (60, .date, "60"),
            (60.5, .timestamp, "60.5"),
            (-1.5, .date, "-1.5"), (-0.5, .time, "-0.5"), (2_958_466, .date, "2958466"),
        ])
    func times(serial: Double, style: DateSerial.Style, text: String) {
        #expect(DateSerial(serial: serial, style: style).isoText == text)
    }

    @Test("every day of four centuries reads back") func everyDay() throws {
        for day in -200_000...200_000 where day % 7 == 0 {
            let date = CivilDate(daysSince1970: day)
            #expect(date.daysSince1970 == day)
            #expect(CivilDate(iso: date.description) == date)
        }
    }

    @Test("no such day is none", arguments: ["2025-02-29", "2025-13-01", "2025-1-1", "", "20250101", "2025-04-31"])
    func refused(text: String) { #expect(CivilDate(iso: text) == nil) }

    @Test(
        "number formats tell dates from numbers",
        arguments: [
            ("d-mmm-yy", NumberKind.date), ("[$-14C09]d\\ mmmm\\ yyyy;@", .date),
            ("[$]d\\-mmm\\-yy;@", .date),
            ("#,##0.00", .number), ("[Red]0.0%", .number), ("\"day\" 0", .number), ("General", .number),
            ("0.00E+00", .number),
            ("[h]:mm:ss", .duration), ("h:mm AM/PM", .time), ("mm:ss.0", .preciseTime), ("mmmm", .date),
            ("_(* #,##0_)", .number),
            ("AM/PM", .time), ("A/P", .time), ("yyyy-mm-dd hh:mm", .timestamp), ("d/m/yy AM/PM", .timestamp),
            ("0\\d", .number), ("[$USD]\\ #,##0", .number), ("@", .number), ("#,##0_ ;\\-#,##0\\ ", .number),
        ])
    func kinds(code: String, kind: NumberKind) { #expect(NumberFormat.kind(ofCode: code) == kind) }
}
