import Streams
import Testing

@testable import MediaPlans

/// Tables of reach and frequency: one record per cell.
@Suite struct MatrixTests {
    static let table = """
        .|START|START|START|START
        START|Metrics / Markets|UAE|QAT|Atlantis
        START|Campaign Reach (Absl)|100|n/a|.|END
        START|Awareness Freq. |6.88|'1,234.5|#REF!|END
        START|Awareness Reach %|0.4|0.5|0.6|END
        .|END|END|END|END
        """
    static let media = """

        .|START|START|START|START
        START|Metrics/ Market|CEJ Objectives|NTM (Spend)|Impressions|END
        START|UAE|Awareness|5|10|END
        .|END|END|END|END

        .|BLS Metric|Result |Benchmark
        .|Awareness|0.5|Not Enough Data
        """

    @Test func everyCellIsARecordKnownOrNot() throws {
        let result = try extract(TextSheets(Self.table + "\n" + Self.media), as: .delivered)
        let cells = result.records.filter { $0.sourceType == .deliveredReachAndFrequency }
        #expect(cells.count == 9)
        #expect(cells.map { $0[.sourceSheet] } == Array(repeating: .text("DV360_RF"), count: 9))
        #expect(cells.map { $0[.sourceRow].number } == [3, 3, 3, 4, 4, 4, 5, 5, 5])
        #expect(cells.prefix(3).map { $0[.market] } == [.text("UAE"), .text("Qatar"), .text("Atlantis")])
        #expect(cells.prefix(3).map { $0[.platform] } == Array(repeating: .text("Campaign Reach (Absl)"), count: 3))
        #expect(cells.prefix(3).map { $0[.uniquesReach] } == [.number(100), .unknown, .unknown])
        #expect(cells[3][.platform] == .text("Awareness Freq."))
        #expect(cells[3..<6].map { $0[.frequency] } == [.number(6.88), .number(1234.5), .unknown])
        #expect(cells.allSatisfy { $0[.cejObjectives].isUnknown && $0[.budgetLocal].isUnknown })
    }

    @Test func aMetricThatIsNotUnderstoodIsKeptApart() throws {
        let result = try extract(TextSheets(Self.table), as: .delivered)
        let cells = result.records.suffix(3)
        #expect(cells.map { $0[.uniquesReach] } == [.unknown, .unknown, .unknown])
        #expect(cells.map { $0.extras.first?.name } == Array(repeating: "METRIC_VALUE", count: 3))
        #expect(cells.map { $0.extras.first?.value } == [.number(0.4), .number(0.5), .number(0.6)])
        #expect(result.messages(.metricUnknown).map(\.place.cell) == ["B5"])
    }

    @Test func findingsOfCellsAreTold() throws {
        let result = try extract(TextSheets(Self.table), as: .delivered)
        #expect(
            result.messages.map(\.code.rawValue).sorted() == [
                "error-value", "fence-gap", "market-unknown", "metric-unknown", "stored-otherwise", "unknown-value",
            ])
        #expect(result.messages(.marketUnknown).map(\.place.cell) == ["E2"])
        #expect(result.messages(.errorValue).map(\.place.cell) == ["E4"])
    }

    @Test func mediaLinesFollowAndLiftTablesDoNot() throws {
        let result = try extract(TextSheets(Self.table + "\n" + Self.media), as: .delivered)
        #expect(result.count("DV360_MEDIA") == 1)
        #expect(result.records.last?[.budgetLocal] == .number(5))
        #expect(result.regions.map(\.kind) == [.reachAndFrequency, .media])
    }

    @Test(arguments: [true, false]) func regionsWithoutTheRowsBetweenAreToldApart(withTop: Bool) throws {
        let rows = (Self.table + "\n" + Self.media).split(separator: "\n", omittingEmptySubsequences: false)
        // The first table loses its row of END, and the second its row of START.
        let kept = rows.enumerated().filter { $0.offset != 5 && (withTop || $0.offset != 7) }.map(\.element)
        let result = try extract(TextSheets(kept.joined(separator: "\n")), as: .delivered)
        #expect(result.count("DV360_RF") == 9)
        #expect(result.count("DV360_MEDIA") == 1)
        #expect(result.regions[0].lacks.contains("the row of END under the last line"))
    }

    @Test func aColumnOfTotalsIsNotRead() throws {
        let text =
            ".|START|START|START|START\nSTART|Metrics / Markets|UAE|Oman|TOTAL|END\nSTART|Campaign Reach|5|6|11|END\n.|END|END|END|END"
        let result = try extract(TextSheets(text), as: .delivered)
        #expect(result.records.map { $0[.market] } == [.text("UAE"), .text("Oman")])
        #expect(result.messages.map(\.code) == [.totalPassed])
    }

    @Test func aTableAColumnAwayFromItsStartIsFound() throws {
        let text = ".|.|START|START\nSTART|.|Metrics / Markets|UAE|END\nSTART|.|Campaign Reach|5|END\n.|.|END|END"
        let result = try extract(TextSheets(text), as: .delivered)
        #expect(result.records.map { $0[.uniquesReach] } == [.number(5)])
    }

    @Test func anUnfencedTableIsFoundByItsHeading() throws {
        let text =
            "Metrics / Markets|UAE|Oman\nCampaign Reach|5|6\nAwareness Reach|3|4\n\nBLS Metric|Result\nAwareness|0.4"
        let result = try extract(TextSheets(text), as: .delivered)
        #expect(result.records.count == 4)
        #expect(result.messages.map(\.code) == [.fenceMissing])
    }

    @Test(arguments: [
        ("Metric|UAE|Oman\nSpend|5|6\nClicks|3|4", 0, "rows 2–3"),
        ("Metric|UAE|Oman\nCampaign Reach|5|6\nSpend|3|4", 2, "row 3"),
    ]) func rowsOfOtherMetricsAreAnError(text: String, records: Int, rows: String) throws {
        let result = try extract(TextSheets(text), as: .delivered)
        #expect(result.records.count == records)
        let errors = result.messages.filter { $0.level == .error }
        #expect(errors.map(\.code) == [.noRegion] && errors.first?.text.hasPrefix(rows) == true)
    }
}
