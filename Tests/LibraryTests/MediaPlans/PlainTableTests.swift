import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// Tables without a fence: totals, sub-headings, groups of columns, months as columns, values in the sheet's head.
@Suite struct PlainTableTests {
    private static let header = "MARKET|CAMPAIGN|CEJ|FORMAT|BUDGET [LOCAL]|IMPRESSIONS|CLICKS"

    private func rows(_ result: Extracted) -> [Int] {
        result.records.compactMap { $0[.sourceRow].number.map { Int($0) } }
    }
    private func budget(_ result: Extracted) -> Double {
        result.records.reduce(0) { $0 + ($1[.budgetLocal].number ?? 0) }
    }

    @Test func headingsAndTotalsAreNoRecords() throws {
        let result = try extract(
            TextSheets(
                """
                Plan v3
                Client|Lumi

                \(Self.header)
                United Arab Emirates
                UAE|Glow|Awareness|Bumper|100|5000|.
                UAE|Glow|Purchase|Search|200|4000|90
                Sub total UAE|.|.|.|300|9000|90
                Kuwait
                Kuwait|Glow|Awareness|Bumper|50|3000|.
                Sub total Kuwait|.|.|.|50|3000|.
                Grand total|.|.|.|350|12000|90

                Notes
                1. Net of fees
                """), as: .planned)
        #expect(rows(result) == [6, 7, 10])
        #expect(budget(result) == 350)
        #expect(result.messages(.totalMismatch).isEmpty)
        #expect(result.records.allSatisfy { ["UAE", "Kuwait"].contains($0[.market].text) })
    }

    @Test(arguments: [
        "TOTAL UAE", "Kuwait Total", "Total Budget", "Grand Total:", "TTL", "Total (2 lines)", "Sub-Total", "SUM",
        "Gesamt", "Sous-total", "Suma", "Totale", "Totaal", "Toplam", "Razem", "Итого", "المجموع", "合计",
    ])
    func totalsAreKnownInManyWords(words: String) throws {
        let result = try extract(
            TextSheets(
                "\(Self.header)\nUAE|Glow|Awareness|Bumper|100|5000|.\nKuwait|Glow|Awareness|Bumper|50|3000|.\n\(words)|.|.|.|150|8000|."
            ), as: .planned)
        #expect(rows(result) == [2, 3])
        #expect(result.messages(.totalMismatch).isEmpty)
        #expect(result.messages(.marketUnknown).isEmpty)
    }

    @Test func aTotalThatDoesNotAddUpIsAFinding() throws {
        let result = try extract(
            TextSheets(
                "\(Self.header)\nUAE|Glow|Awareness|Bumper|100|5000|.\nKuwait|Glow|Awareness|Bumper|50|3000|.\nTotal|.|.|.|151|8000|."
            ), as: .planned)
        #expect(rows(result) == [2, 3])
        let message = try #require(result.messages(.totalMismatch).first)
        #expect(message.place.cell == "A4")
        #expect(message.text.contains("151") && message.text.contains("150"))
    }

    @Test func aTotalMayStandAboveItsLines() throws {
        let result = try extract(
            TextSheets(
                "\(Self.header)\nTotal|.|.|.|150|8000|.\nUAE|Glow|Awareness|Bumper|100|5000|.\nKuwait|Glow|Awareness|Bumper|50|3000|."
            ), as: .planned)
        #expect(rows(result) == [3, 4])
        #expect(result.messages(.totalMismatch).isEmpty)
    }

    @Test func aBrandOrCampaignCalledTotalIsALine() throws {
        let result = try extract(
            TextSheets(
                "\(Self.header)\nUAE|Total Care|Awareness|Bumper|100|5000|.\nUAE|Total Care|Purchase|Search|100|5000|."
            ), as: .planned)
        #expect(rows(result) == [2, 3])
    }

    @Test func aLineThatIsTheSumOfOthersIsReported() throws {
        let result = try extract(
            TextSheets(
                "\(Self.header)\nUAE|Glow|Awareness|Bumper|100|5000|.\nKuwait|Glow|Awareness|Bumper|50|3000|.\nEgypt|Glow|.|.|150|8000|."
            ), as: .planned)
        #expect(rows(result) == [2, 3, 4])
        #expect(result.messages(.totalUnsaid).map(\.place.cell) == ["A4"])
        // Both numbers, and where the lines are.
        #expect(result.messages(.totalUnsaid)[0].text.contains("2 lines (E2:E3), BUDGET_LOCAL 150"))
    }

    @Test func numbersWithoutAWordAreATotalWhereTheyAddUp() throws {
        let result = try extract(
            TextSheets(
                "\(Self.header)\nUAE|Glow|Awareness|Bumper|100|5000|.\nKuwait|Glow|Awareness|Bumper|50|3000|.\n.|.|.|.|150|8000|."
            ), as: .planned)
        #expect(rows(result) == [2, 3])
        #expect(result.regions.map(\.lines) == [2])
    }

    @Test func aTotalOfAStageIsNoRecordInsideAFenceEither() throws {
        let result = try extract(
            TextSheets(
                """
                .|START|START|START|START|START
                START|MARKET|CEJ|FORMAT|BUDGET [LOCAL]|IMPRESSIONS|END
                START|UAE|Awareness|Reach|100|5000|END
                START|UAE|Purchase|Clicks|50|3000|END
                START|UAE|TOTAL|Reach|150|8000|END
                .|END|END|END|END|END
                """), as: .planned)
        #expect(rows(result) == [3, 4])
        #expect(result.messages(.totalPassed).map(\.place.cell) == ["C5"])
    }

    @Test func misspeltAndEmptyMarketsAtTheEndAreLines() throws {
        let result = try extract(
            TextSheets(
                """
                \(Self.header)
                UAE|Glow|Awareness|Bumper|100|5000|7
                Ohman|Glow|Awareness|Bumper|50|3000|7
                .|Glow|Purchase|Search|60|3500|7
                Agency fee|.|.|.|21|.|.
                """), as: .planned)
        #expect(rows(result) == [2, 3, 4])
        #expect(result.messages(.marketUnknown).map(\.place.cell) == ["A3"])
        #expect(result.messages(.marketMissing).map(\.place.cell) == ["A4"])
    }

    @Test func columnsRightOfBlankColumnsBelongToTheTable() throws {
        let result = try extract(
            TextSheets(
                "MARKET|CAMPAIGN|CEJ|FORMAT|BUDGET [LOCAL]|IMPRESSIONS|.|.|.|CLICKS|REACH\nUAE|Glow|Purchase|Search|100|5000|.|.|.|70|900"
            ), as: .planned)
        #expect(result.records[0][.clicksActions] == .number(70))
        #expect(result.records[0][.uniquesReach] == .number(900))
    }

    @Test func planBesideActualInOneTable() throws {
        let text = """
            Tracker

            MARKET|CEJ|FORMAT|PLANNED|.|ACTUAL
            .|.|.|BUDGET|IMPRESSIONS|SPEND|IMPRESSIONS
            UAE|Awareness|Reels|800|600|812.5|640
            """
        let planned = try extract(TextSheets(text, sheet: "META"), as: .planned)
        #expect(planned.records.map { [$0[.budgetLocal].number, $0[.impressions].number] } == [[800, 600]])
        let delivered = try extract(TextSheets(text, sheet: "META"), as: .delivered)
        #expect(delivered.records.map { [$0[.budgetLocal].number, $0[.impressions].number] } == [[812.5, 640]])
        #expect(delivered.records[0][.market] == .text("UAE"))
    }

    @Test func sidesMayStandInOneHeaderRow() throws {
        let text =
            "MARKET|CEJ|FORMAT|Planned Budget|Planned Impressions|Actual Spend|Actual Impressions\nUAE|Awareness|Reels|800|600|812.5|640"
        #expect(try budget(extract(TextSheets(text, sheet: "META"), as: .planned)) == 800)
        #expect(try budget(extract(TextSheets(text, sheet: "META"), as: .delivered)) == 812.5)
    }

    @Test(arguments: [
        "MARKET|CEJ|FORMAT|Budget|.|.|Impressions|.|.|TOTAL BUDGET\n.|.|.|Apr-26|May-26|Jun-26|Apr-26|May-26|Jun-26",
        "MARKET|CEJ|FORMAT|Budget|.|.|Impressions|.|.|TOTAL BUDGET\n.|.|.|2026-04-01|2026-05-01|2026-06-01|April 2026|May 2026|June 2026",
    ])
    func monthsAsColumnsBecomeLines(header: String) throws {
        let result = try extract(
            TextSheets(
                "\(header)\nUAE|Awareness|Bumper|1000|1500|0|500|700|.|2500\nKuwait|Purchase|Search|.|20|.|.|.|30|20\nTOTAL|.|.|1000|1520|0|500|700|30|2520"
            ), as: .planned)
        let lines = result.records.map {
            [
                $0[.market].text ?? "", dateText($0[.startDate]), dateText($0[.endDate]), number($0[.budgetLocal]),
                number($0[.impressions]),
            ]
        }
        #expect(
            lines == [
                ["UAE", "2026-04-01", "2026-04-30", "1000.0", "500.0"],
                ["UAE", "2026-05-01", "2026-05-31", "1500.0", "700.0"],
                ["UAE", "2026-06-01", "2026-06-30", "0.0", ""],
                ["Kuwait", "2026-05-01", "2026-05-31", "20.0", ""],
                ["Kuwait", "2026-06-01", "2026-06-30", "", "30.0"],
            ])
        #expect(result.messages(.totalMismatch).isEmpty)
        #expect(result.messages(.columnMissing).isEmpty)
    }

    private func dateText(_ value: FieldValue) -> String {
        if case .date(let date) = value { date.description } else { "" }
    }
    private func number(_ value: FieldValue) -> String { value.number.map { "\($0)" } ?? "" }

    @Test func marketsAsColumnsBecomeLines() throws {
        let result = try extract(
            TextSheets(
                "CAMPAIGN|CEJ|FORMAT|Budget|.|Impressions\n.|.|.|UAE|KSA|UAE|KSA\nGlow|Awareness|Bumper|10|20|300|400"),
            as: .planned)
        #expect(result.records.map { $0[.market].text } == ["UAE", "KSA"])
        #expect(result.records.map { $0[.budgetLocal].number } == [10, 20])
        #expect(result.records.map { $0[.impressions].number } == [300, 400])
    }

    @Test func theSheetsHeadGivesMarketAndCurrency() throws {
        let text =
            "Market|UAE\nClient|Lumi\nCurrency|USD\n\nCAMPAIGN|CEJ|FORMAT|BUDGET [LOCAL]|IMPRESSIONS\nGlow|Awareness|Bumper|10|300\nGlow|Purchase|Search|20|400"
        let result = try extract(TextSheets(text), as: .planned)
        #expect(result.records.map { $0[.market].text } == ["UAE", "UAE"])
        #expect(result.records.map { $0[.localCurrency].text } == ["USD", "USD"])
        #expect(result.messages(.headValue).count == 2)
        #expect(result.messages(.columnMissing).isEmpty)
    }

    @Test func subheadingsGiveMarketAndStage() throws {
        let text =
            "CAMPAIGN|FORMAT|BUDGET [LOCAL]|IMPRESSIONS\nUAE\nAwareness\nGlow|Bumper|10|300\nPurchase\nGlow|Search|20|400\nKuwait\nGlow|Bumper|5|60"
        let result = try extract(TextSheets(text), as: .planned)
        #expect(result.records.map { $0[.market].text } == ["UAE", "UAE", "Kuwait"])
        #expect(result.records.map { $0[.cejObjectives].text } == ["Awareness", "Purchase", nil])
    }

    @Test func aTableAboveTheFenceGivesWay() throws {
        let text = """
            MARKET|CAMPAIGN|BUDGET|IMPRESSIONS
            UAE|Glow|150|8000

            .|START|START|START|START
            START|MARKET|CEJ|BUDGET [LOCAL]|IMPRESSIONS|END
            START|UAE|Awareness|150|8000|END
            .|END|END|END|END
            """
        let result = try extract(TextSheets(text), as: .planned)
        #expect(rows(result) == [6])
        #expect(result.messages(.tableSkipped).count == 1)
    }

    @Test func unknownMetricsOfAnUnfencedReachTableKeepTheirNumbers() throws {
        let result = try extract(
            TextSheets(
                "Metrics / Markets|UAE|KUWAIT\nCampaign Reach (Absl)|100|200\nCampaign EffReach 3+|40|50\nCampaign Freq.|2|3"
            ),
            as: .delivered)
        #expect(result.records.count == 6)
        #expect(result.records.filter { $0.extras.contains { $0.name == "METRIC_VALUE" } }.count == 2)
        #expect(result.messages(.metricUnknown).map(\.place.cell) == ["A3"])
    }

    @Test func memoryDoesNotGrowWithLinesAndTotalsAreStillProved() throws {
        var lines = (0..<5000).map { "Glow \($0 % 7)|Bumper|1|\($0)|." }
        lines.append("Total|.|5000|12497500|.")
        let result = try extract(
            TextSheets("CAMPAIGN|FORMAT|BUDGET [LOCAL]|IMPRESSIONS|CLICKS\n" + lines.joined(separator: "\n")),
            as: .planned)
        #expect(result.records.count == 5000)
        #expect(rows(result) == Array(2...5001))
        #expect(result.messages(.totalMismatch).isEmpty)
    }
}
