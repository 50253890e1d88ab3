import Streams
import Testing
import Workbooks

@testable import MediaPlans
@testable import SourceFiles

/// Exports of platforms, with answers worked out by hand.
@Suite("Platforms' exports") struct PlatformExportTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var file: String
        var text: String
        var columns: [RecordColumn]
        var lines: [String]
        var platform: String
        var testDescription: String { name }
    }

    private static let usual: [RecordColumn] = [
        .market, .cejObjectives, .startDate, .localCurrency, .budgetLocal, .impressions, .clicksActions,
    ]

    static let cases = [
        Case(
            name: "Meta: the summary row is no line, percent points, dates of days", file: "export.csv",
            text: """
                \u{FEFF}Reporting starts,Reporting ends,Campaign name,Day,Country,Objective,Amount spent (EUR),Impressions,Reach,Link clicks,CTR (link click-through rate)
                2026-05-01,2026-05-31,,,,,30.5,3000,,25,0.8333
                2026-05-01,2026-05-01,Lumo_AE_AWA,2026-05-01,AE,OUTCOME_AWARENESS,10.25,1000,900,5,0.5
                2026-05-02,2026-05-02,Lumo_KW_PUR,2026-05-02,KW,OUTCOME_SALES,20.25,2000,1500,20,1
                """, columns: usual + [.endDate, .uniquesReach, .ctrPercent],
            lines: [
                "UAE Awareness 2026-05-01 EUR 10.25 1000 5 2026-05-01 900 0.005",
                "Kuwait Purchase 2026-05-02 EUR 20.25 2000 20 2026-05-02 1500 0.01",
            ], platform: "META"),
        Case(
            name: "Google Ads: lines above, totals below, a daily cap is no spend", file: "Campaign report.csv",
            text: """
                Campaign report
                "May 1, 2026 - May 31, 2026"
                Campaign status,Campaign,Budget,Budget type,Impr.,Currency code,Cost,Clicks,CTR
                Enabled,LUMO_AE_AWA_Bumper,50.00,Daily,"1,795,836",AED,"2,691.41","1,020",0.13%
                Paused,LUMO_QA_PUR_Search,5.00,Daily,0,AED,0.00,0, --
                Total: Campaigns, --, --, --,"1,795,836",AED,"2,691.41","1,020",0.13%
                """, columns: usual + [.ctrPercent],
            lines: [
                "UAE Awareness 2026-05-01 AED 2691.41 1795836 1020 0.0013", "Qatar Purchase 2026-05-01 AED 0 0 0 -",
            ],
            platform: "DV360"),
        Case(
            name: "Display & Video 360: a total without words, and a footer", file: "report.csv",
            text: """
                Date,Insertion Order,Line Item,Country,Advertiser Currency,Impressions,Clicks,Media Cost (Advertiser Currency)
                2026/05/01,LUMO_AE,AE_AWA_Bumper,United Arab Emirates,USD,120000,310,96.000000
                2026/05/02,LUMO_AE,AE_CON_View,United Arab Emirates,USD,80000,250,160.500000
                ,,,,,200000,560,256.500000

                Report Time:,2026/06/02 09:00 GMT
                Group By:,Date
                """, columns: usual,
            lines: ["UAE Awareness 2026-05-01 USD 96 120000 310", "UAE Consideration 2026-05-02 USD 160.5 80000 250"],
            platform: "DV360"),
        Case(
            name: "Display & Video 360: the header of the amount decides its currency", file: "report.csv",
            text: """
                Date,Insertion Order,Line Item,Country,Advertiser Currency,Impressions,Clicks,Media Cost (USD)
                2026/05/01,LUMO_AE,AE_AWA_Bumper,AE,AED,120000,310,96.5
                """, columns: usual, lines: ["UAE Awareness 2026-05-01 USD 96.5 120000 310"], platform: "DV360"),
        Case(
            name: "TikTok", file: "tt.csv",
            text: """
                Campaign name,By Day,Country/Region,Currency,Cost,Impressions,Clicks (destination),CTR (destination),6-second video views
                Lumo_Awa,2026-05-01,Saudi Arabia,USD,12.5,5000,40,0.8%,700
                Total of 1 results,-,-,-,12.5,5000,40,0.8%,700
                """, columns: usual + [.ctrPercent, .videoViews],
            lines: ["KSA Awareness 2026-05-01 USD 12.5 5000 40 0.008 700"], platform: "TIKTOK"),
        Case(
            name: "Snapchat", file: "snap.csv",
            text: """
                Campaign Name,Date,Country,Currency,Amount Spent,Paid Impressions,Swipe Ups
                Lumo_CON_KW,2026-05-01,KW,KWD,3.75,5000,44
                """, columns: usual, lines: ["Kuwait Consideration 2026-05-01 KWD 3.75 5000 44"], platform: "SNAPCHAT"),
        Case(
            name: "LinkedIn: dates with the month first", file: "li.csv",
            text: """
                Campaign Performance Report (in UTC)

                Start Date (in UTC)\tCampaign Name\tCampaign Objective\tCurrency\tTotal Budget\tTotal Spent\tImpressions\tClicks\tClick Through Rate
                05/04/2026\tLumo AE\tBrand awareness\tUSD\t900.00\t88.10\t4000\t12\t0.30%
                """, columns: usual, lines: ["UAE Awareness 2026-05-04 USD 88.1 4000 12"], platform: "LINKEDIN"),
        Case(
            name: "X", file: "x.csv",
            text: """
                Time period,Campaign,Campaign URL,Objective,Currency,Spend,Impressions,Link clicks
                2026-05-01,Lumo_QA_AWA,https://example.com,REACH,USD,7.5,1000,3
                """, columns: usual, lines: ["Qatar Awareness 2026-05-01 USD 7.5 1000 3"], platform: "X"),
        Case(
            name: "Pinterest", file: "p.csv",
            text: """
                Date,Campaign name,Campaign objective,Spend in account currency,Impressions,Outbound clicks,Pin clicks
                2026-05-01,Lumo_OM,AWARENESS,4.5,900,2,6
                """, columns: usual, lines: ["Oman Awareness 2026-05-01 - 4.5 900 2"], platform: "PINTEREST"),
        Case(
            name: "Amazon Ads", file: "a.csv",
            text: """
                Date,Campaign Name,Country,Currency,Impressions,Clicks,Click-Thru Rate (CTR),Spend,14 Day Total Sales
                "May 01, 2026",Lumo_PUR,United Arab Emirates,AED,900,9,1.00%,18.9,0
                """, columns: usual, lines: ["UAE Purchase 2026-05-01 AED 18.9 900 9"], platform: "AMAZON"),
        Case(
            name: "Microsoft Advertising", file: "m.csv",
            text: """
                Report Name: Campaign
                Gregorian date,Account number,Campaign name,Currency code,Impr.,Clicks,Spend,Avg. CPC
                2026-05-01,F1,Lumo_BH_PUR,USD,500,10,11.2,1.12
                ©2026 Microsoft Corporation. All rights reserved.
                """, columns: usual, lines: ["Bahrain Purchase 2026-05-01 USD 11.2 500 10"], platform: "MICROSOFT"),
    ]

    @Test("come out as worked out by hand", arguments: cases)
    func export(_ test: Case) throws {
        let result = try extract(TextFile(test.file, test.text), sources: .shipped())
        #expect(result.records.map { $0.texts(test.columns) } == test.lines, "\(result.messages)")
        #expect(result.records.allSatisfy { $0.sheetPlatform == test.platform })
        #expect(!result.messages.contains { $0.level == .error })
    }

    @Test("a line with more fields than the header is an error and not read")
    func slippedLine() throws {
        let text = """
            Campaign name,Cost,Impressions,Clicks (destination)
            Lumo AE,1,2,3
            Lumo, the lamp AE,1,2,3
            """
        let result = try extract(TextFile("t.csv", text), sources: .shipped())
        #expect(result.records.map { $0.texts([.campaign, .budgetLocal]) } == ["Lumo AE 1"])
        #expect(result.messages(.lineTooWide).map(\.level) == [.error])
        #expect(result.messages(.lineTooWide).map(\.place.description) == ["t.csv!E3"])
    }

    @Test("a column of two-second views is no mark of Snapchat")
    func twoSecondViews() throws {
        let text = """
            Campaign name,By Day,Country,Cost,Currency,Impressions,Clicks (destination),2-second video views
            Lumo_AE_AWA,2026-05-01,AE,1.5,USD,100,2,50
            """
        let result = try extract(TextFile("report.csv", text), sources: .shipped())
        #expect(result.records.map(\.sheetPlatform) == ["TIKTOK"])
    }

    @Test(
        "rows that a profile names above and below its table leave no gap",
        arguments: [
            """
            Date,Insertion Order,Line Item,Country,Advertiser Currency,Impressions,Clicks,Media Cost (Advertiser Currency)
            2026/05/01,LUMO_AE,AE_AWA_Bumper,United Arab Emirates,USD,120000,310,96

            Report Time:,2026/06/02 09:00 GMT
            Filter by Advertiser ID:,123
            """,
            """
            "Date Generated","6/2/26 9:00 AM"
            "Account ID",1234
            "Report Fields"
            Campaign,Site (CM360),Placement,Date,Country,Impressions,Clicks,Media Cost (USD)
            Lumo,YouTube,AE_AWA_x,2026-05-01,AE,100,1,1.5
            """,
        ])
    func namedRows(text: String) throws {
        let result = try extract(TextFile("report.csv", text), sources: .shipped())
        #expect(result.records.count == 1)
        #expect(result.coverage.unaccounted == 0, "\(result.coverage.table)")
    }

    @Test("a last line without its fields and its end may be cut off; a short footer is not")
    func cutLine() throws {
        final class AllRows: SheetVisitor {
            func begin(_ sheet: SourceSheet, merges: RowMerges) -> Bool { true }
            func row(_ row: SheetRow) -> Bool { true }
            func end() {}
        }
        func messages(_ end: String) throws -> [Message] {
            let text = "Campaign name,Cost,Impressions,Clicks (destination)\nLumo AE,1,2,3\n" + end
            var found: [Message] = []
            let stream = try DelimitedText(PieceStream(Array(text.utf8)), name: "t.csv")
            try TextTableSource(stream, sheet: "", report: { found.append($0) }).walk(AllRows())
            return found
        }
        #expect(try messages("Lumo KW,1,20").map(\.place.description) == ["t.csv!line 3"])
        for end in ["", "Lumo KW,1,20,4", "Lumo KW,1,20\n", "Total:,1"] { #expect(try messages(end).isEmpty, "\(end)") }
    }

    @Test("every shipped profile can be read, and no two of them match one export", arguments: cases)
    func oneProfile(_ test: Case) throws { #expect(try SourceBook.shipped().isRead(test.file, test.text)) }
}

extension SourceBook {
    /// Whether a profile matches a table of text.
    func isRead(_ file: String, _ text: String) throws -> Bool {
        final class Rows: ProfiledVisitor {
            var profile: SourceProfile?
            func begin(_ sheet: SourceSheet, merges: RowMerges, reading: SheetReading) -> Bool {
                profile = reading.profile
                return false
            }
            func row(_ row: SheetRow) -> Bool { false }
            func end() {}
        }
        let rows = Rows()
        try TextFile(file, text).walk(ProfileFinder(rows, book: self, kind: .delivered, vocabulary: .builtIn))
        return rows.profile != nil
    }
}

@Suite("Tables for all platforms") struct PlatformColumnTests {
    @Test("each line is its platform's; one that names none that is known is an error and not read")
    func sites() throws {
        let text = """
            Report Fields
            Campaign,Site (CM360),Placement,Date,Impressions,Clicks,Media Cost (USD)
            Lumo,YouTube,AE_AWA_x,2026-05-01,100,1,1.5
            Lumo,Facebook - Site,KW_CON_y,2026-05-01,200,2,2.5
            Lumo,Some Site,KW_CON_y,2026-05-01,300,3,3.5
            Grand Total:,,,,600,6,7.5
            """
        let result = try extract(TextFile("cm.csv", text), sources: .shipped())
        #expect(
            result.records.map { $0.texts([.sourceSheet, .market, .cejObjectives, .localCurrency, .budgetLocal]) } == [
                "DV360_MEDIA UAE Awareness USD 1.5", "META_MEDIA Kuwait Consideration USD 2.5",
            ])
        #expect(result.messages(.noPlatform).map(\.level) == [.error])
        #expect(result.messages(.noPlatform).first?.text.contains("Some Site") == true)
    }

    @Test("one letter of a file's name is no platform, and a table that nothing reads is an error")
    func shortName() throws {
        let text = "Campaign,Cost,Impr.,Clicks,Currency code\nLUMO_AE_AWA,1.5,100,2,USD\n"
        #expect(try extract(TextFile("x.csv", text), sources: .shipped()).records.map(\.sheetPlatform) == ["DV360"])
        var messages: [Message] = []
        let extraction = Extraction(
            vocabulary: .builtIn, sources: try .shipped(), emit: { _ in }, report: { messages.append($0) })
        #expect(throws: Failure.self) { try extraction.read(TextFile("t.csv", "a,b\n1,2\n"), as: .delivered) }
        #expect(messages.map(\.code) == [.noRegion])
    }
}
