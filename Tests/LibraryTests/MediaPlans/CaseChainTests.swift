import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// Plans and reports read one after the other, as a run does: their currencies, their days. Written by hand; where the cases themselves are, they
/// are read, too.
@Suite("Cases of plans beside reports") struct CaseChainTests {
    private static let rates = """
        {"base": "USD", "rates": {
          "AED": {"2026-04": {"rate": 3.6725, "source": "Central bank", "date": "2026-04-30"}},
          "KWD": {"2026-04": {"rate": 0.3072, "source": "Central bank", "date": "2026-04-30"}}}}
        """
    private static let header =
        "MARKET|CAMPAIGN|CEJ OBJECTIVES|FORMAT|START DATE|END DATE|LOCAL CURRENCY|BUDGET [LOCAL]|IMPRESSIONS|CLICKS"

    /// A plan of April with these currencies and amounts, one line a market.
    private static func plan(_ lines: [String]) -> TextSheets {
        TextSheets(([header] + lines).joined(separator: "\n"))
    }

    private static func report(_ text: String) -> TextSheets {
        var sheets = TextSheets(text)
        sheets.name = "input/DELIVERED_x.xlsx"
        return sheets
    }

    /// A source: what was written by hand, and the case where it is there.
    private static func sources(_ written: TextSheets, _ file: String) -> [any SheetSource] {
        [written] + (PackagePath.hasCases ? [FileSource(path: "\(PackagePath.cases)/\(file)", report: { _ in })] : [])
    }

    private func read(
        _ plan: any SheetSource, _ report: (any SheetSource)? = nil, rates: String? = nil, month: String? = nil
    ) throws -> Extracted {
        let result = Extracted()
        let rates = try rates.map { try ExchangeRates(ConfigurationNode(Array($0.utf8), file: "exchange_rates.json")) }
        let conversion = CurrencyConversion(rates: rates) { result.messages.append($0) }
        let filter = RecordFilter(period: month.flatMap { RecordPeriod(month: $0) }) { result.messages.append($0) }
        for (kind, source) in [(InputKind.planned, plan)] + (report.map { [(InputKind.delivered, $0)] } ?? []) {
            try conversion.converting(kind, to: { result.records.append($0) }) { emit in
                let extraction = Extraction(
                    vocabulary: .builtIn, leaving: { try filter.leave($0) }, emit: emit,
                    report: { result.messages.append($0) })
                filter.begin(source.name)
                try extraction.read(source, as: kind)
                result.coverage.sheets += extraction.coverage.sheets
            }
        }
        conversion.finish()
        filter.finish()
        return result
    }

    /// Currency and amount, to the cent.
    private func amounts(_ result: Extracted) -> [String] {
        result.records.map { record in
            let amount = record[.budgetLocal].number.map { DecimalText.string(($0 * 100).rounded() / 100) } ?? "-"
            return "\(record[.localCurrency].text ?? "-") \(amount)"
        }
    }

    /// 3672.5 / 3.6725 = 1000; 215 / 0.3072 = 699.8697…
    @Test("Q: a plan in AED and KWD is brought to USD, or stays as it is and its sums are unknown")
    func currenciesOfMarkets() throws {
        let written = Self.plan([
            "UAE|Sun 26|Awareness|Bumper|2026-04-01|2026-04-30|AED|3672.5|500000|.",
            "Kuwait|Sun 26|Purchase|Demand Gen|2026-04-01|2026-04-30|KWD|215|200000|3500",
        ])
        for plan in Self.sources(written, "Q_currency_by_market.xlsx") {
            let converted = try read(plan, rates: Self.rates)
            #expect(amounts(converted) == ["USD 1000", "USD 699.87"])
            #expect(converted.records.allSatisfy { $0.extras.contains { $0.name == "FX_SOURCE" } })
            let asWritten = try read(plan)
            #expect(amounts(asWritten) == ["AED 3672.5", "KWD 215"])
            #expect(!asWritten.messages.contains { $0.level == .error })
        }
    }

    @Test("W: a report in AED beside a plan in USD is converted, or unknown and said; never relabelled")
    func reportInAnotherCurrency() throws {
        let plans = Self.sources(
            Self.plan(["UAE|Sun 26|Awareness|Bumper|2026-04-01|2026-04-30|USD|1000|500000|."]), "W_plan_in_USD.xlsx")
        let reports = Self.sources(
            Self.report(
                "Market|Campaign name|Stage|Amount spent (AED)|Impressions|Link clicks\nUAE|Sun 26|Awareness|3672.5|495000|1020"
            ), "W_report_in_AED.xlsx")
        for (plan, report) in zip(plans, reports) {
            #expect(amounts(try read(plan, report, rates: Self.rates)) == ["USD 1000", "USD 1000"])
            let unknown = try read(plan, report)
            #expect(amounts(unknown) == ["USD 1000", "USD -"])
            #expect(unknown.records.last?[.impressions].number == 495_000)
            let message = try #require(unknown.messages(.currencyUnknown).first)
            #expect(message.level == .error && message.text.contains("AED"))
        }
    }

    @Test("X: days outside of the flight are named, or left out; a day that is there twice counts once")
    func daysOutsideOfTheFlight() throws {
        let plans = Self.sources(
            Self.plan(["UAE|Sun 26|Awareness|Bumper|2026-04-01|2026-04-30|USD|1000|500000|."]), "X_plan.xlsx")
        let days = [("2026-03-31", 90, 10), ("2026-04-01", 100, 12), ("2026-05-02", 110, 13), ("2026-05-02", 110, 13)]
        let lines = days.map { "UAE|Sun 26|Awareness|Bumper|'\($0)|USD|\($1)|\($1 * 500)|\($2)|\(29_000 + $2 * 100)" }
        let reports = Self.sources(
            Self.report(
                (["MARKET|Campaign name|Stage|Format|Day|Currency|Spend|Impressions|Clicks|Reach"] + lines).joined(
                    separator: "\n")), "X_daily_rows_outside_flight_and_twice.xlsx")
        for (plan, report) in zip(plans, reports) {
            let all = try read(plan, report)
            #expect(amounts(all) == ["USD 1000", "USD 90", "USD 100", "USD 110"])
            let twice = try #require(all.messages(.duplicateDays).first)
            #expect(twice.level == .error && twice.text.contains("row 4") && twice.place.cell == "row 5")
            let outside = try #require(all.messages(.outsideFlight).first)
            #expect(outside.text.contains("2026-03-31, 2026-05-02 (rows 2, 4)"))
            #expect(all.coverage.unaccounted == 4)
            let april = try read(plan, report, month: "2026-04")
            #expect(amounts(april) == ["USD 1000", "USD 100"])
            #expect(april.coverage.unaccounted == 0 && april.messages(.duplicateDays).isEmpty)
        }
    }
}
