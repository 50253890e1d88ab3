import Streams
import Testing

@testable import MediaPlans

/// A cost per something, a share or an average is never what was spent. Figures were worked out by hand.
@Suite("What was spent, and what only reads like it") struct SpendHeaderTests {
    @Test(
        "a pattern's (*) is a currency",
        arguments: [
            ("Media Cost (*)", "Media Cost (Advertiser Currency)", true), ("Media Cost (*)", "Media Cost (USD)", true),
            ("Media Cost (*)", "Media Cost", true), ("Media Cost (*)", "Media Cost ($)", true),
            ("Media Cost (*)", "Media Cost (US dollars)", true), ("Media Cost (*)", "Media Cost (د.إ)", true),
            ("Media Cost (*)", "Media Cost (US$)", true), ("Spend(*)", "Spend (Account currency)", true),
            ("Media Cost (*)", "Media Cost eCPM (Advertiser Currency)", false),
            ("Media Cost (*)", "Media Cost per click", false), ("Cost (*)", "Cost / conv.", false),
            ("Cost (*)", "Cost micros", false), ("Spend(*)", "Spend share", false),
            ("Amount spent (*)", "Amount spent yesterday (USD)", false), ("Cost (*)", "Costs (USD)", false),
            ("Cost*", "Cost / conv.", false), ("Cost*", "Cost per view", false),
            ("Cost*", "Cost, all placements", true),
            ("*Spend*", "Share of spend", false), ("Cost / day*", "Cost / day (USD)", true),
            ("Spend per day*", "Spend per day USD", true),
        ] as [(String, String, Bool)])
    func currency(pattern: String, header: String, isSpend: Bool) {
        #expect(WordPattern(pattern).matches(money: header, .budgetLocal) == isSpend)
    }

    /// Spend and thousand-price of the only record of an export.
    private func read(_ file: String, _ header: String, _ line: String) throws -> (String, [MessageCode]) {
        let result = try extract(TextFile("input/\(file).csv", "\(header)\n\(line)\n"), sources: .shipped())
        let records = result.records.map { $0.texts([.budgetLocal, .cpmLocal]) }
        return (records.joined(separator: ", "), result.messages.map(\.code))
    }

    @Test("an export with a cost per something beside what was spent has what was spent") func both() throws {
        let found = try read(
            "dv",
            "Date,Insertion Order,Line Item,Country,Advertiser Currency,Impressions,Clicks,Media Cost eCPM (Advertiser Currency),Revenue (Adv Currency)",
            "2026/04/01,SUN_AE_AWA,LI_AE_AWA,United Arab Emirates,USD,120000,310,0.83,100.00")
        #expect(found.0 == "100 0.83")
        let amazon = try read(
            "am", "Date,Currency,Campaign Name,Country,Impressions,Clicks,Click-Thru Rate (CTR),Spend share,Total cost",
            "2026-04-01,AED,SUN_AE_PUR,United Arab Emirates,1000,10,1.0%,0.40,15")
        #expect(amazon.0 == "15 -")
    }

    @Test(
        "an export with a cost per something only has an unknown spend, and that is said",
        arguments: [
            ("Campaign,Currency code,Impr.,Clicks,Cost / conv.", "Z_AE_AWA,USD,10000,50,4.25"),
            (
                "Insertion Order,Line Item,Country,Advertiser Currency,Impressions,Total Media Cost eCPM (Advertiser Currency)",
                "SUN_AE_AWA,LI_AE_AWA,United Arab Emirates,USD,120000,0.90"
            ),
            (
                "Campaign name,Day,Country,Objective,Amount spent yesterday (USD),Impressions,Link clicks",
                "Sun_AE,2026-04-01,AE,OUTCOME_AWARENESS,3,1000,10"
            ),
        ] as [(String, String)])
    func only(header: String, line: String) throws {
        let (record, codes) = try read("x", header, line)
        #expect(record.hasPrefix("- "))
        #expect(codes.contains(.columnMissing))
    }
}
