import Streams
import Testing

@testable import MediaPlans

/// Parts of source profiles that change how rows and columns are read.
@Suite("Parts of source profiles") struct ProfilePartTests {
    private func read(_ profile: String, _ text: String, as kind: InputKind = .delivered) throws -> Extracted {
        try extract(TextFile("input/x.csv", text), as: kind, sources: try .shipped(and: ["mine": profile]))
    }

    @Test("a header of two rows is joined") func twoRows() throws {
        let result = try read(
            #"{"kind": "delivered", "match": {"files": ["x.csv"]}, "platform": {"constant": "META"}, "header": {"rows": [2, 3]}, "columns": {"BUDGET_LOCAL": ["Paid Cost"], "IMPRESSIONS": ["Paid Imps"]}, "currency": "USD"}"#,
            """
            Lumo
            Country,Paid,,Earned,
            ,Cost,Imps,Imps,Likes
            UAE,10.5,1000,7,8
            """)
        #expect(result.records.map { $0.texts([.market, .budgetLocal, .impressions]) } == ["UAE 10.5 1000"])
        #expect(result.records[0].extras.map(\.name).contains("EARNED_LIKES"))
    }

    @Test("blank cells repeat the one above where the profile says so, and only there") func repeatAbove() throws {
        let table = "Country,Goal,Spend,Impressions\nUAE,Awareness,1,10\n,,2,20\nKuwait,,3,30\n"
        func profile(_ rows: String) -> String {
            #"{"kind": "delivered", "match": {"header": ["Country", "Goal"]}, "platform": {"constant": "META"}, "columns": {"CEJ_OBJECTIVES": ["Goal"]}, "currency": "USD"\#(rows)}"#
        }
        let repeated = try read(profile(#", "rows": {"repeat_above": ["MARKET", "CEJ_OBJECTIVES"]}"#), table)
        #expect(
            repeated.records.map { $0.texts([.market, .cejObjectives, .budgetLocal]) } == [
                "UAE Awareness 1", "UAE Awareness 2", "Kuwait Awareness 3",
            ])
        let plain = try read(profile(""), table)
        #expect(plain.records.map { $0.texts([.market]) } == ["UAE", "-", "Kuwait"])
    }

    @Test("sub-headings give market and stage where the profile says so") func subheadings() throws {
        let table = "Goal,Spend,Impressions\nUAE,,\nAwareness,1,10\nKuwait,,\nAwareness,3,30\n"
        let result = try read(
            #"{"kind": "delivered", "match": {"header": ["Goal", "Spend"]}, "platform": {"constant": "META"}, "columns": {"CEJ_OBJECTIVES": ["Goal"]}, "currency": "USD", "rows": {"subheadings": true}}"#,
            table)
        #expect(result.records.map { $0.texts([.market, .budgetLocal]) } == ["UAE 1", "Kuwait 3"])
    }

    @Test("columns of periods become lines, or stay what they are") func unpivot() throws {
        let table = "Country,Goal,Jan 26,Feb 26,Total\nUAE,Awareness,1,2,3\nKuwait,Purchase,10,20,30\n"
        func profile(_ unpivot: String) -> String {
            #"{"kind": "planned", "match": {"header": ["Country", "Goal"]}, "platform": {"constant": "META"}, "columns": {"CEJ_OBJECTIVES": ["Goal"]}, "unpivot": \#(unpivot)}"#
        }
        let lines = try read(profile(#""BUDGET_LOCAL""#), table, as: .planned)
        #expect(
            lines.records.map { $0.texts([.market, .startDate, .endDate, .budgetLocal]) } == [
                "UAE 2026-01-01 2026-01-31 1", "UAE 2026-02-01 2026-02-28 2", "Kuwait 2026-01-01 2026-01-31 10",
                "Kuwait 2026-02-01 2026-02-28 20",
            ])
        #expect(lines.coverage.unaccounted == 0)
        let columns = try read(profile("false"), table, as: .planned)
        #expect(columns.records.count == 2 && columns.coverage.unaccounted == 6)
        #expect(throws: Failure.self) { try SourceBook.profile("mine", #"{"unpivot": "MARKET"}"#) }
        #expect(throws: Failure.self) {
            try SourceBook.profile("mine", #"{"rows": {"repeat_above": ["BUDGET_LOCAL"]}}"#)
        }
    }

    @Test("a part in brackets may be missing from a name without a word about it") func optionalParts() throws {
        let result = try read(
            #"{"kind": "delivered", "match": {"header": ["Campaign", "Goal"]}, "platform": {"constant": "META"}, "columns": {"CEJ_OBJECTIVES": ["Goal"]}, "currency": "USD", "names": [{"patterns": ["{BRAND}_{MARKET}[_{FORMAT_TYPE}]"]}]}"#,
            "Campaign,Goal,Spend,Impressions\nLUMO_AE_Reels,Awareness,1,10\nLUMO_KW,Purchase,2,20\nodd,Purchase,3,30\n")
        #expect(
            result.records.map { $0.texts([.brand, .market, .formatType]) } == [
                "LUMO UAE Reels", "LUMO Kuwait -", "- - -",
            ])
        #expect(result.messages(.nameUnclear).map(\.place.cell) == ["A4"])
    }

    @Test("totals of an export are held against its lines; totals over more are not") func totals() throws {
        func read(_ total: String) throws -> Extracted {
            try self.read(
                #"{"kind": "delivered", "match": {"header": ["Country", "Goal"]}, "platform": {"constant": "META"}, "columns": {"CEJ_OBJECTIVES": ["Goal"]}, "currency": "USD", "rows": {"totals": ["Result:"], "other_totals": ["Account:"]}}"#,
                "Country,Goal,Spend,Impressions\nUAE,Awareness,1,10\nUAE,Purchase,2,20\n\(total)\n")
        }
        let right = try read("Result: all,,3,30")
        #expect(right.records.count == 2 && right.coverage.unaccounted == 0)
        #expect(right.messages(.totalMismatch).isEmpty && right.regions[0].totals.map(\.isProved) == [true])
        let wrong = try read("Result: all,,4,30")
        #expect(wrong.messages(.totalMismatch).map(\.level) == [.error])
        #expect(wrong.coverage.unaccounted == 2)
        let other = try read("Account: all,,99,300")
        #expect(other.messages(.totalMismatch).isEmpty && other.messages(.otherTotal).count == 1)
        #expect(other.coverage.unaccounted == 0)
    }
}
