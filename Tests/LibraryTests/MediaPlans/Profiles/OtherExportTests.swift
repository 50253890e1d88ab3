import Streams
import Testing

@testable import MediaPlans

/// Exports of other shapes: what is not understood is said, and never called complete. Figures were added up by hand.
@Suite("Exports of other shapes") struct OtherExportTests {
    struct Case: CustomTestStringConvertible {
        var file: String
        var kind = InputKind.delivered
        var text: String
        /// Market, stage, start, end, currency, spend, impressions and clicks of each record.
        var records: [String]
        /// Numbers that are in no record and no control total.
        var left = 0

        var testDescription: String { file }
    }

    static let cases: [Case] = [
        Case(
            file: "linkedin.tsv",
            text: """
                Campaign Performance Report (in UTC)
                Date Generated: May 2, 2026

                Start Date (in UTC)\tCurrency\tCampaign Name\tCampaign Objective\tTotal Spent\tImpressions\tClicks\tReactions
                4/1/2026\tUSD\tLUMO_AE_AWA_video\tBrand awareness\t120.50\t10000\t120\t15
                4/13/2026\tUSD\tLUMO_KW_CON_lead\tLead generation\t1,220.50\t20,000\t90\t4
                """,
            records: [
                "UAE Awareness 2026-04-01 2026-04-01 USD 120.5 10000 120",
                "Kuwait Consideration 2026-04-13 2026-04-13 USD 1220.5 20000 90",
            ], left: 2),
        Case(
            file: "pinterest.csv",
            text: """
                Campaign name,Campaign ID,Date,Spend in account currency,Impressions,Pin clicks,Outbound clicks,Saves
                LUMO_AE_AWA,549755,2026-04-01,10.5,1000,12,5,7
                LUMO_KW_PUR,549756,2026-04-01,20.25,2000,22,15,9
                """,
            records: [
                "UAE Awareness 2026-04-01 2026-04-01 - 10.5 1000 5",
                "Kuwait Purchase 2026-04-01 2026-04-01 - 20.25 2000 15",
            ], left: 2),
        Case(
            file: "amazon.csv",
            text: """
                Date,Currency,Campaign Name,Country,Impressions,Clicks,Click-Thru Rate (CTR),Spend,7 Day Total Sales
                "Apr 01, 2026",AED,LUMO PUR,United Arab Emirates,12000,60,0.5000%,AED 90.00,"AED 1,200.00"
                "Apr 02, 2026",AED,LUMO PUR,United Arab Emirates,14000,70,0.5000%,AED 105.00,"AED 1,300.00"
                """,
            records: [
                "UAE Purchase 2026-04-01 2026-04-01 AED 90 12000 60",
                "UAE Purchase 2026-04-02 2026-04-02 AED 105 14000 70",
            ], left: 2),
        Case(
            file: "msads.csv",
            text: """
                "Report Name: Campaign performance"
                "Report Time: 4/1/2026,4/30/2026"

                "Gregorian date","Campaign","Currency code","Impressions","Clicks","CTR","Average CPC","Spend","Conversions"
                "4/13/2026","LUMO_AE_PUR_search","USD","1000","50","5.00%","0.40","20.00","3"
                "4/14/2026","LUMO_KW_PUR_search","USD","2000","70","3.50%","0.50","35.00","4"
                "(c) 2026 Microsoft Corporation. ","","","","","","","",""
                """,
            records: [
                "UAE Purchase 2026-04-13 2026-04-13 USD 20 1000 50",
                "Kuwait Purchase 2026-04-14 2026-04-14 USD 35 2000 70",
            ]),
        Case(
            file: "snap.csv",
            text: """
                Campaign Name,Date,Amount Spent (USD),Paid Impressions,Swipe Ups,Paid Reach
                LUMO_AE_AWA,2026-04-01,50.5,10000,120,8000
                LUMO_AE_AWA,2026-04-02,60.5,11000,130,8100
                """,
            records: [
                "UAE Awareness 2026-04-01 2026-04-01 USD 50.5 10000 120",
                "UAE Awareness 2026-04-02 2026-04-02 USD 60.5 11000 130",
            ]),
        Case(
            file: "tiktok_de.csv",
            text: """
                Kampagnenname;Nach Tag;Kosten;Impressionen;Klicks (Ziel);Reichweite;Währung
                LUMO_AE_AWA;2026-04-01;1.210,50;155.000;600;98.000;EUR
                LUMO_KW_PUR;2026-04-02;400,00;300.000;1.900;120.000;EUR
                Gesamtsumme von 2;;1.610,50;455.000;2.500;;EUR
                """,
            records: [
                "- - 2026-04-01 2026-04-01 EUR 1210.5 155000 600", "- - 2026-04-02 2026-04-02 EUR 400 300000 1900",
            ]),
        Case(
            file: "meta_excel.csv",
            text: """
                sep=;
                Land;Kampagne;Ausgaben (€);Impressionen;Klicks
                UAE;Frühling;1.234,56;200.000;1.250
                Kuwait;Frühling;999,90;80.500;900
                Summe;;2.234,46;280.500;2.150
                """,
            records: ["UAE - - - EUR 1234.56 200000 1250", "Kuwait - - - EUR 999.9 80500 900"]),
        Case(
            file: "all.csv",
            text: """
                Market;Platform;Campaign;Stage;Spend (USD);Impressions;Clicks
                UAE;Meta;Glow;Awareness;100.5;1000;10
                Kuwait;TikTok;Glow;Purchase;50.25;500;20
                Kuwait;Teads;Glow;Purchase;9.5;50;2
                """,
            records: ["UAE Awareness - - USD 100.5 1000 10", "Kuwait Purchase - - USD 50.25 500 20"], left: 3),
        Case(
            file: "meta_weeks.csv", kind: .planned,
            text: """
                Market,Campaign,Objective,Format,Budget,,Impressions,
                ,,,,06-Apr-26,13-Apr-26,06-Apr-26,13-Apr-26
                UAE,Glow,Awareness,Reels,100,200,1000,2000
                """,
            records: [
                "UAE Awareness 2026-04-06 2026-04-12 - 100 1000 -", "UAE Awareness 2026-04-13 2026-04-19 - 200 2000 -",
            ]),
        Case(
            file: "meta_w.csv", kind: .planned,
            text: """
                Market,Campaign,Objective,Format,Budget W1,Budget W2,Total Budget
                UAE,Glow,Awareness,Reels,100,200,300
                Kuwait,Glow,Purchase,Carousel,10,20,30
                Total,,,,110,220,330
                """,
            records: [
                "UAE Awareness - - - 100 - -", "UAE Awareness - - - 200 - -", "Kuwait Purchase - - - 10 - -",
                "Kuwait Purchase - - - 20 - -",
            ]),
        Case(
            file: "meta_months.csv", kind: .planned,
            text: """
                Markt;Kampagne;Kampagnenziel;Format;Budget Jan 26;Budget Mär 26;Gesamtbudget
                UAE;Glow;Awareness;Reels;1.000,50;3.000,00;4.000,50
                Kuwait;Glow;Purchase;Carousel;10,00;30,00;40,00
                """,
            records: [
                "UAE Awareness 2026-01-01 2026-01-31 - 1000.5 - -", "UAE Awareness 2026-03-01 2026-03-31 - 3000 - -",
                "Kuwait Purchase 2026-01-01 2026-01-31 - 10 - -", "Kuwait Purchase 2026-03-01 2026-03-31 - 30 - -",
            ], left: 2),
    ]

    private static let columns: [RecordColumn] = [
        .market, .cejObjectives, .startDate, .endDate, .localCurrency, .budgetLocal, .impressions, .clicksActions,
    ]

    @Test("each is right, or says what it does not know", arguments: cases)
    func export(_ test: Case) throws {
        let result = try extract(TextFile("input/" + test.file, test.text), as: test.kind, sources: .shipped())
        #expect(result.records.map { $0.texts(Self.columns) } == test.records)
        #expect(result.coverage.unaccounted == test.left, "\(result.coverage.table)")
        #expect((result.coverage.message == nil) == (test.left == 0))
    }

    @Test("what nothing is known of names the row that came nearest and the next command") func unknown() throws {
        let file = TextFile(
            "input/ga4.csv", "# Traffic\nSession campaign,Sessions,Engaged sessions\nLUMO_AE_PUR,1200,800\n")
        let failure = try #require(throws: Failure.self) { try extract(file, sources: .shipped()) }
        #expect(failure.status == .data)
        let hint = try #require(failure.message.hint)
        #expect(hint.contains("row 2 came nearest to a header: 0 of 3 names known"))
        #expect(hint.contains("mp-extract --explain"))
    }

    @Test("a budget is told where it stands for what was spent") func budget() throws {
        func codes(_ header: String) throws -> [MessageCode] {
            try extract(
                TextFile(
                    "input/meta.csv", "Market,Campaign,Stage,\(header),Impressions\nUAE,Glow,Awareness,100,1000\n"),
                sources: .shipped()
            ).messages.map(\.code)
        }
        #expect(try codes("Budget").contains(.budgetAsSpend))
        #expect(try !codes("Spend").contains(.budgetAsSpend))
        #expect(try codes("Spend").contains(.currencyAssumed))
        #expect(try !codes("Spend (USD)").contains(.currencyAssumed))
    }

    @Test("amounts beside a code are in its currency") func codes() throws {
        let result = try extract(
            TextFile(
                "input/meta.csv",
                "Market,Campaign,Stage,Spend,CPM,Impressions\nUAE,Glow,Awareness,AED 10.50,AED 2,1000\nUAE,Glow,Purchase,12 AED,USD 3,1000\n"
            ), sources: .shipped())
        #expect(
            result.records.map { $0.texts([.localCurrency, .budgetLocal, .cpmLocal]) } == ["AED 10.5 2", "AED 12 -"])
        #expect(result.messages(.currencyConflict).count == 1)
        #expect(result.coverage.unaccounted == 1)
    }

    @Test(
        "the head of a sheet says the currency", arguments: ["All figures in AED", "Currency: AED", "(amounts in AED)"])
    func headCurrency(text: String) throws {
        let result = try extract(
            TextSheets(
                "\(text)\n\nMARKET|CAMPAIGN|CEJ|FORMAT|BUDGET|IMPRESSIONS\nUAE|Glow|Awareness|Bumper|100|5000"),
            as: .planned)
        #expect(result.records.map { $0.texts([.localCurrency]) } == ["AED"])
    }
}
