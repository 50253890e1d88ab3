import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// What `--explain` says of sheets.
@Suite struct ExplanationTests {
    private func explain(_ sheets: [(String, String)]) throws -> [SheetExplanation] {
        try SheetExplanation.reading(TextSheets(sheets), vocabulary: .builtIn)
    }

    @Test func eachCellOfTheHeaderIsKnownNearlyKnownOrUnknown() throws {
        let found = try explain([
            ("DV360", "Plan|v3\n\nMARKET|CAMPAIGN|BUDGET|SPEND|Impresions|Taps|Order Zone\nUAE|Glow|5|4|500|7|x")
        ])
        let lines = try #require(found.first?.lines)
        #expect(
            lines.map { $0[0...2].joined(separator: " ") } == [
                "A3 MARKET known", "B3 CAMPAIGN known", "C3 BUDGET known", "D3 SPEND known",
                "E3 Impresions nearly known",
                "F3 Taps unknown", "G3 Order Zone unknown",
            ])
        #expect(lines[2][3] == "BUDGET_LOCAL, as another column, which is taken")
        #expect(lines[3][3] == "BUDGET_LOCAL")
        #expect(lines[4][3].hasPrefix("IMPRESSIONS (0."))
        #expect(lines[4][4] == "500")
        #expect(found[0].sentence == "most likely the header is in row 3: 7 cells, 4 known, 1 nearly known, 2 unknown")
    }

    @Test func headersOfTwoRowsAreJoined() throws {
        let found = try explain([
            (
                "META",
                ".|.|Budget|.|Impressions|.\nMARKET|CAMPAIGN|Apr 26|May 26|Apr 26|May 26\nUAE|Glow|5|4|500|700"
            )
        ])
        #expect(found[0].hasTwoRows)
        #expect(found[0].lines.map { $0[2] } == Array(repeating: "known", count: 6))
        #expect(found[0].lines[3][3] == "BUDGET_LOCAL of May 26")
    }

    @Test func everySheetIsThere() throws {
        let found = try explain([("Notes", "5|6\n7|8"), ("A", "x"), ("DV360", "MARKET|CAMPAIGN|SPEND\nUAE|Glow|5")])
        #expect(found.map(\.sheet.name) == ["Notes", "A", "DV360"])
        #expect(found[0].draft == nil && found[0].lines.isEmpty)
        #expect(found[0].sentence == "no row of two texts or more that may be a header")
    }
}
