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

    @Test("a row of months above a header that the profile's words find is part of it; a title is not") func groups()
        throws
    {
        let profile =
            #"{"kind": "planned", "match": {"header": ["Land", "Ziel"]}, "platform": {"constant": "META"}, "currency": "USD", "columns": {"MARKET": ["Land"], "CEJ_OBJECTIVES": ["Ziel"], "BUDGET_LOCAL": [{"header": "Kosten", "number": 1}], "IMPRESSIONS": ["Kontakte"]}}"#
        let months = try read(
            profile, ",,Apr-26,,May-26,\nLand,Ziel,Kosten,Kontakte,Kosten,Kontakte\nUAE,Awareness,10,1000,20,2000\n",
            as: .planned)
        #expect(
            months.records.map { $0.texts([.startDate, .budgetLocal, .impressions]) } == [
                "2026-04-01 10 1000", "2026-05-01 20 2000",
            ])
        #expect(months.coverage.unaccounted == 0)
        let other = try read(
            profile, ",,Paid,,Organic,\nLand,Ziel,Kosten,Kontakte,Kosten,Kontakte\nUAE,Awareness,10,1000,20,2000\n",
            as: .planned)
        #expect(other.records.map { $0.texts([.budgetLocal]) } == ["-"])
        #expect(other.messages(.groupsUnclear).map(\.level) == [.error])
        let title = try read(
            profile, "Plan Lumo,draft\nLand,Ziel,Kosten,Kontakte\nUAE,Awareness,10,1000\n", as: .planned)
        #expect(title.records.map { $0.texts([.budgetLocal]) } == ["10"])
    }

    @Test("the days above a table, and above each of its sections, are those of its lines") func sections() throws {
        let profile =
            #"{"kind": "delivered", "match": {"header": ["Campaign", "Cost"]}, "platform": {"constant": "META"}, "currency": "USD"}"#
        let header = "Campaign,Cost,Impressions,Clicks"
        let two = try read(
            profile,
            "Report\n\"April 1, 2026 - April 30, 2026\"\n\(header)\nA,1,10,1\n\nReport\n\"May 1, 2026 - May 31, 2026\"\n\(header)\nA,2,20,2\n"
        )
        #expect(
            two.records.map { $0.texts([.startDate, .endDate, .budgetLocal]) } == [
                "2026-04-01 2026-04-30 1", "2026-05-01 2026-05-31 2",
            ])
        let label = try read(profile, "Date range,4/1/2026 - 4/30/2026\n\(header)\nA,1,10,1\n")
        #expect(label.records.map { $0.texts([.startDate, .endDate]) } == ["2026-04-01 2026-04-30"])
        // Of 4 January to 4 May or 1 April to 5 April, nothing tells which; a day alone is when the file was made.
        for head in ["Date range,4/1/2026 - 4/5/2026", "2026-05-02", "Date range,2026-05-02", "Version,1 - 2"] {
            let unclear = try read(profile, "\(head)\n\(header)\nA,1,10,1\n")
            #expect(unclear.records.map { $0.texts([.startDate, .endDate]) } == ["- -"], "\(head)")
        }
        let days = try read(
            profile, "\"April 1, 2026 - April 30, 2026\"\nDay,\(header)\n2026-04-05,A,1,10,1\n,A,2,20,2\n")
        #expect(days.records.map { $0.texts([.startDate, .endDate]) } == ["2026-04-05 2026-04-05", "- -"])
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
