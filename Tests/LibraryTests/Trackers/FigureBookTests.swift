import MediaPlans
import Testing

@testable import Trackers

@Suite("Figures")
struct FigureBookTests {
    private static let dv360 = Platform(code: "DV360", displayName: "DV360")

    private func book(_ records: [Record]) -> FigureBook {
        var totals = CampaignTotals(vocabulary: .builtIn)
        for record in records { totals.add(record) }
        return FigureBook(totals)
    }

    private func market(_ name: String) -> FigureBook.Scope { .market(Vocabulary.builtIn.market(named: name)!) }

    /// Two markets, three stages, a line without a stage, and a report of one of them.
    private static let records: [Record] = [
        .line(.planned, "DV360", "UAE", "Awareness", budget: 100, impressions: 50_000, reach: 10_000, currency: "USD"),
        .line(.planned, "DV360", "UAE", "Awareness", budget: 50, impressions: 25_000, currency: "USD"),
        .line(.planned, "DV360", "UAE", "Consideration", budget: 40, impressions: 8000, views: 2000, reach: 4000),
        .line(.planned, "DV360", "UAE", nil, budget: 7),
        .line(.planned, "DV360", "QAT", "Purchase", budget: 30, impressions: 6000, clicks: 0, reach: 3000),
        .line(.deliveredMedia, "DV360", "Quatar", "Purchase", budget: 33, impressions: 6600, clicks: 66),
        .line(.deliveredMedia, "DV360", "UAE", "Awareness", budget: 90, impressions: 45_000),
        .reading("DV360", "UAE", "Awareness Reach Absl", 9000),
        .reading("DV360", "UAE", "Awareness Freq. ", 5.5),
        .reading("DV360", "Qatar", "Campaign Reach (Absl)", nil),
        .reading("DV360", "UAE", "Campaign Reach (Absl)", 12_000),
    ]

    struct Expectation: Sendable, CustomTestStringConvertible {
        var metric: Metric
        var section: Section
        var side: Side
        var market: String?
        var value: Double?
        var gaps: [String] = []
        var testDescription: String { "\(market ?? "TOTAL") \(section.name) \(metric.rawValue) \(side.rawValue)" }
    }

    static let expectations: [Expectation] = [
        Expectation(metric: .budget, section: .stage(.awareness), side: .planned, market: "UAE", value: 150),
        Expectation(metric: .cpm, section: .stage(.awareness), side: .planned, market: "UAE", value: 2),
        Expectation(
            metric: .reach, section: .stage(.awareness), side: .planned, market: "UAE", value: 10_000,
            gaps: ["reach unknown in 1 of 2 lines"]),
        Expectation(
            metric: .frequency, section: .stage(.awareness), side: .planned, market: "UAE", value: 7.5,
            gaps: [
                "reach unknown in 1 of 2 lines",
                "7.5 as the quotient of the sums, 5 over what has both impressions and reach",
            ]),
        Expectation(metric: .frequency, section: .stage(.awareness), side: .actual, market: "UAE", value: 5.5),
        Expectation(
            metric: .frequency, section: .stage(.awareness), side: .actual, market: nil, value: 5,
            gaps: ["impressions unknown in Qatar", "reach unknown in Qatar"]),
        Expectation(metric: .vtr, section: .stage(.consideration), side: .planned, market: "UAE", value: 0.25),
        Expectation(metric: .cpv, section: .stage(.consideration), side: .planned, market: "UAE", value: 0.02),
        Expectation(
            metric: .budget, section: .stage(.consideration), side: .actual, market: "UAE", value: nil,
            gaps: ["no line"]),
        Expectation(metric: .clicks, section: .stage(.purchase), side: .planned, market: "Qatar", value: 0),
        Expectation(metric: .ctr, section: .stage(.purchase), side: .planned, market: "Qatar", value: 0),
        Expectation(
            metric: .cpc, section: .stage(.purchase), side: .planned, market: "Qatar", value: nil, gaps: ["clicks is 0"]
        ),
        Expectation(metric: .cpc, section: .stage(.purchase), side: .actual, market: "Qatar", value: 0.5),
        Expectation(metric: .budget, section: .campaign, side: .planned, market: "UAE", value: 197),
        Expectation(
            metric: .impressions, section: .campaign, side: .planned, market: "UAE", value: 83_000,
            gaps: ["impressions unknown in 1 of 4 lines"]),
        Expectation(metric: .budget, section: .campaign, side: .planned, market: nil, value: 227),
        Expectation(
            metric: .reach, section: .campaign, side: .actual, market: "Qatar", value: nil, gaps: ["not reported"]),
        Expectation(
            metric: .reach, section: .campaign, side: .actual, market: nil, value: 12_000,
            gaps: ["reach unknown in Qatar"]),
        Expectation(
            metric: .frequency, section: .campaign, side: .actual, market: nil, value: 51_600.0 / 12_000,
            gaps: [
                "reach unknown in Qatar", "impressions and reach are known for different markets",
                "4.3 as the quotient of the sums, 3.75 over what has both impressions and reach",
            ]),
        Expectation(
            metric: .frequency, section: .campaign, side: .actual, market: "UAE", value: nil, gaps: ["no line"]),
    ]

    @Test("Every figure is what the definitions say, and says what it lacks", arguments: expectations)
    func figures(_ expectation: Expectation) {
        let scope = expectation.market.map { market($0) } ?? .total
        let figure = book(Self.records).figure(
            expectation.metric, expectation.section, expectation.side, scope, of: Self.dv360)
        #expect(figure.value == expectation.value)
        #expect(figure.gaps.map(\.description) == expectation.gaps)
    }

    @Test("Amounts in two currencies have no sum, and their volumes have one")
    func currencies() {
        let book = book([
            .line(.planned, "DV360", "UAE", "Awareness", budget: 100, impressions: 10, currency: "AED"),
            .line(.planned, "DV360", "Qatar", "Awareness", budget: 100, impressions: 20, currency: "usd"),
        ])
        #expect(
            book.figure(.budget, .campaign, .planned, .total, of: Self.dv360)
                == Figure(nil, gaps: [.currencies(["AED", "USD"])]))
        #expect(book.figure(.cpm, .campaign, .planned, .total, of: Self.dv360).value == nil)
        #expect(book.figure(.impressions, .campaign, .planned, .total, of: Self.dv360).value == 30)
        #expect(book.figure(.budget, .campaign, .planned, market("UAE"), of: Self.dv360).value == 100)
        #expect(book.budget(.planned).value == nil)
    }

    @Test("A ratio whose sums cover different lines says so, and where nothing has both numbers")
    func unlikeLines() {
        let half = [
            Record.line(.planned, "DV360", "UAE", "Awareness", budget: 100, impressions: 50_000),
            .line(.planned, "DV360", "UAE", "Awareness", impressions: 250),
        ]
        let apart = [
            Record.line(.planned, "DV360", "UAE", "Awareness", budget: 100),
            .line(.planned, "DV360", "UAE", "Awareness", impressions: 50_000),
        ]
        func cpm(_ records: [Record], _ ratios: FigureChoices.Ratios) -> Figure {
            var totals = CampaignTotals(vocabulary: .builtIn)
            for record in records { totals.add(record) }
            var choices = FigureChoices()
            choices.ratios = ratios
            return FigureBook(totals, choices: choices).figure(
                .cpm, .campaign, .planned, market("UAE"), of: Self.dv360)
        }
        // 100 / 50 250 and 100 / 50 000 differ by half a percent.
        let shown = cpm(half, .shown)
        #expect(shown.value == 100.0 / 50_250 * 1000)
        #expect(
            shown.gaps.last?.description
                == "1.99 as the quotient of the sums, 2 over what has both budget and impressions")
        #expect(cpm(half, .like).value == 2)
        #expect(
            cpm(apart, .shown).gaps.last?.description
                == "2 as the quotient of the sums, although nothing has both budget and impressions")
        #expect(cpm(apart, .like).value == nil && cpm(apart, .like).isFixed)
    }

    @Test("Reach that two reports give differently is unknown")
    func contradiction() {
        let records = [100.0, 100, 120].map { Record.reading("DV360", "UAE", "Awareness Reach", $0) }
        #expect(
            book(Array(records.prefix(2))).figure(.reach, .stage(.awareness), .actual, .total, of: Self.dv360).value
                == 100)
        let figure = book(records).figure(.reach, .stage(.awareness), .actual, market("UAE"), of: Self.dv360)
        #expect(figure == Figure(nil, gaps: [.contradiction(100, 120)]))
    }

    @Test("A line without a market counts nowhere and is remembered")
    func unplaced() {
        var totals = CampaignTotals(vocabulary: .builtIn)
        totals.add(.line(.planned, "DV360", nil, "Awareness", budget: 5))
        totals.add(.reading("DV360", "UAE", "Mystery Metric", 1))
        #expect(FigureBook(totals).budget(.planned).value == nil)
        #expect(totals.unplaced.entries.values.map(\.count) == [1, 1])
    }
}
