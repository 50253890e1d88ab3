import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// Columns that hold the days of a line in one cell.
@Suite("Months, weeks and flights in one cell") struct PeriodColumnTests {
    private func read(_ text: String, _ length: PeriodText.Length, _ order: NumberReading.DateOrder? = nil) -> String {
        switch PeriodText.read(text, as: length, order: order) {
        case .days(let days): "\(days.lowerBound) \(days.upperBound)"
        case .ambiguous: "ambiguous"
        case .month(let month): "month \(month)"
        case .unclear: "unclear"
        }
    }

    @Test(
        "a month",
        arguments: [
            ("April 2026", "2026-04-01 2026-04-30"), ("Apr-26", "2026-04-01 2026-04-30"),
            ("2026/04", "2026-04-01 2026-04-30"), ("04/2026", "2026-04-01 2026-04-30"),
            ("2026-02", "2026-02-01 2026-02-28"), ("2026-04-01", "2026-04-01 2026-04-30"),
            ("2026-12-01", "2026-12-01 2026-12-31"), ("2026-04-01 - 2026-04-30", "2026-04-01 2026-04-30"),
            ("Apr", "month 4"), ("Burst 1", "unclear"), ("13/2026", "unclear"), ("M1", "unclear"),
        ])
    func month(text: String, days: String) { #expect(read(text, .month) == days) }

    @Test(
        "a flight",
        arguments: [
            ("1 Apr - 30 Apr 2026", "2026-04-01 2026-04-30"), ("2026-04-01 to 2026-04-30", "2026-04-01 2026-04-30"),
            ("1-15 Apr 2026", "2026-04-01 2026-04-15"), ("1–15 April 2026", "2026-04-01 2026-04-15"),
            ("April 1-15, 2026", "2026-04-01 2026-04-15"), ("20 Dec - 10 Jan 2027", "2026-12-20 2027-01-10"),
            ("April 1, 2026 - April 30, 2026", "2026-04-01 2026-04-30"), ("Apr - Jun 2026", "2026-04-01 2026-06-30"),
            ("Apr 2026 - Jun 2026", "2026-04-01 2026-06-30"), ("15/04/2026 - 02/05/2026", "2026-04-15 2026-05-02"),
            ("01/04/2026 - 30/04/2026", "2026-04-01 2026-04-30"), ("01/04/2026 - 02/05/2026", "ambiguous"),
            ("30 Apr 2026 - 1 Apr 2026", "unclear"), ("always on", "unclear"), ("31-31 Feb 2026", "unclear"),
            ("Phase 1 - 2026", "unclear"),
        ])
    func flight(text: String, days: String) { #expect(read(text, .range) == days) }

    @Test("a week is seven days from the day it names") func week() {
        #expect(read("2026-04-06", .week) == "2026-04-06 2026-04-12")
        #expect(read("2026-04-06 - 2026-04-12", .week) == "2026-04-06 2026-04-12")
        #expect(read("06/04/2026", .week) == "ambiguous")
        #expect(read("06/04/2026", .week, .dayFirst) == "2026-04-06 2026-04-12")
    }

    private func days(_ result: Extracted) -> [String] { result.records.map { $0.texts([.startDate, .endDate]) } }

    @Test("such a column gives the days of lines that have no others") func columns() throws {
        let text =
            "Insertion Order,Line Item,Country,Month,Impressions,Revenue (Adv Currency)\nSUN,LI AWA,UAE,2026/04,12,4\nSUN,LI AWA,UAE,2026/05,6,2\n"
        let report = try extract(TextFile("input/dv.csv", text), sources: .shipped())
        #expect(days(report) == ["2026-04-01 2026-04-30", "2026-05-01 2026-05-31"])
        #expect(report.messages.map(\.code).filter { $0 == .notADate || $0 == .monthWithoutYear }.isEmpty)
        let plan = try extract(
            TextSheets(
                "Market|Campaign|Objective|Format|Month|Budget (USD)|Impressions\nUAE|Sun|Awareness|Reels|2026-04-01|10|1000",
                sheet: "META"), as: .planned)
        #expect(days(plan) == ["2026-04-01 2026-04-30"])
    }

    @Test("the days of the whole report give way to those of the line; a day does not") func narrower() throws {
        let header =
            "Campaign name,Week,Day,Country,Objective,Amount spent (USD),Impressions,Link clicks,Reporting starts,Reporting ends"
        let meta = try extract(
            TextFile(
                "input/meta.csv",
                header.replacing(",Day", with: "")
                    + "\nSun,2026-04-06 - 2026-04-12,AE,OUTCOME_AWARENESS,3,1000,10,2026-04-01,2026-04-30\n"),
            sources: .shipped())
        #expect(days(meta) == ["2026-04-06 2026-04-12"])
        let day = try extract(
            TextFile(
                "input/meta.csv",
                header
                    + "\nSun,2026-04-06 - 2026-04-12,2026-04-07,AE,OUTCOME_AWARENESS,3,1000,10,2026-04-01,2026-04-30\n"),
            sources: .shipped())
        #expect(days(day) == ["2026-04-07 2026-04-07"])
    }

    @Test("a month of no year is that of the line's own days, and is said where there are none") func noYear() throws {
        let header = "Market|Campaign|Objective|Format|Start date|End date|Budget Apr|Budget May"
        let known = try extract(
            TextSheets("\(header)\nUAE|Sun|Awareness|Reels|2026-04-10|2026-05-20|10|20", sheet: "META"), as: .planned)
        #expect(days(known) == ["2026-04-10 2026-04-30", "2026-05-01 2026-05-20"])
        #expect(known.messages(.monthWithoutYear).isEmpty)
        let unknown = try extract(
            TextSheets(
                "\(header.replacing("|Start date|End date", with: ""))\nUAE|Sun|Awareness|Reels|10|20", sheet: "META"),
            as: .planned)
        #expect(days(unknown) == ["- -", "- -"])
        #expect(unknown.messages(.monthWithoutYear).count == 1)
        let cell = try extract(
            TextSheets("Market|Campaign|Objective|Format|Month|Budget\nUAE|Sun|Awareness|Reels|Apr|10", sheet: "META"),
            as: .planned)
        #expect(cell.messages(.monthWithoutYear).count == 1)
    }

    @Test(
        "dates and numbers of months are headers of periods",
        arguments: ["Budget 04/2026|Budget 05/2026", "Budget 2026-04|Budget 2026-05"])
    func headers(columns: String) throws {
        let result = try extract(
            TextSheets("Market|Campaign|Objective|Format|\(columns)\nUAE|Sun|Awareness|Reels|10|20", sheet: "META"),
            as: .planned)
        #expect(days(result) == ["2026-04-01 2026-04-30", "2026-05-01 2026-05-31"])
        #expect(result.records.map { $0[.budgetLocal] } == [.number(10), .number(20)])
    }

    @Test("quarters in headers are periods, and a whole year is their total") func quarters() throws {
        func read(_ header: String, _ line: String) throws -> Extracted {
            try extract(
                TextSheets(
                    "Market|Campaign|Objective|Format|\(header)\nUAE|Sun|Awareness|Reels|\(line)", sheet: "META"),
                as: .planned)
        }
        let dated = try read("Q1 2026 Budget|Q2 2026 Budget|FY Budget", "1|2|3")
        #expect(
            dated.records.map { $0.texts([.startDate, .endDate, .budgetLocal]) } == [
                "2026-01-01 2026-03-31 1", "2026-04-01 2026-06-30 2",
            ])
        #expect(dated.coverage.unaccounted == 0 && dated.messages(.monthWithoutYear).isEmpty)
        let bare = try read("H1 Budget|H2 Budget|Full Year Budget", "1|2|3")
        #expect(bare.records.map { $0.texts([.startDate, .budgetLocal]) } == ["- 1", "- 2"])
        #expect(bare.messages(.monthWithoutYear).count == 1)
        #expect(try read("Q1 Budget|Q2 Budget|FY Budget", "1|2|4").messages(.totalMismatch).map(\.level) == [.error])
        #expect(Period(normalised: ["q5"]) == nil && Period(normalised: ["q1", "fy26"]) == nil)
    }

    @Test("date cells under a group of a measure are periods") func dateCells() throws {
        let result = try extract(
            TextSheets(
                ".|.|.|.|Budget|.|Clicks|.\nMarket|Campaign|Objective|Format|2026-04-01|2026-05-01|2026-04-01|2026-05-01\nUAE|Sun|Awareness|Reels|10|20|1|2",
                sheet: "META"),
            as: .planned)
        #expect(days(result) == ["2026-04-01 2026-04-30", "2026-05-01 2026-05-31"])
    }
}
