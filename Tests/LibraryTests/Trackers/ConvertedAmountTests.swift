import MediaPlans
import Testing

@testable import Trackers

/// What a tracker says of amounts that were converted.
@Suite struct ConvertedAmountTests {
    @Test func theRateIsKeptForTheLineage() throws {
        var totals = CampaignTotals(vocabulary: .builtIn)
        for _ in 0..<2 {
            var record = Record(sourceType: .deliveredMedia, sheetPlatform: "META")
            record[.market] = .text("UAE")
            record[.localCurrency] = .text("USD")
            record[.budgetLocal] = .number(1000)
            record.extras = [
                ("ORIGINAL_CURRENCY", .text("AED")), ("ORIGINAL_BUDGET", .number(3672.5)), ("FX_RATE", .number(0.25)),
                ("FX_MONTH", .text("2026-04")), ("FX_SOURCE", .text("Central bank")), ("FX_DATE", .text("2026-04-30")),
            ]
            totals.add(record)
        }
        let market = try #require(totals.platforms.first?.markets.first)
        #expect(market.rates == [.actual: ["AED to USD at 0.25 (2026-04, Central bank, 2026-04-30)"]])
    }
}
