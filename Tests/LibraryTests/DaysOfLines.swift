import MediaPlans
import Workbooks

/// Lines of ranges of days in April, and whether a day is in two of them. Filling and audit sum them by code of their own.
enum DaysOfLines {
    static let ranges: [([(Int, Int)], Bool)] = [
        ([(1, 7), (8, 14)], false), ([(1, 7), (5, 9)], true), ([(1, 7), (1, 7)], true),
        ([(8, 14), (1, 7), (7, 7)], true),
        ([(20, 20), (1, 1), (10, 12)], false), ([(1, 30), (10, 10)], true),
    ]

    static func line(_ first: Int, _ last: Int) -> Record {
        var record = Record(sourceType: .deliveredMedia, sheetPlatform: "META")
        record[.startDate] = .date(CivilDate(year: 2026, month: 4, day: first))
        record[.endDate] = .date(CivilDate(year: 2026, month: 4, day: last))
        return record
    }
}
