import Glibc
import MediaPlans
import Streams
import Testing
import Workbooks

@testable import Checks

/// Reports as programs read them, and markets that workbooks spell in several ways.
@Suite("Reports and spellings") struct ReportTests {
    private func regions(_ sheets: [(String, String)], as kind: InputKind) throws -> [Region] {
        try extract(TextSheets(sheets), as: kind).regions
    }

    private static let plan = """
        START|.|.|.|.|.|START
        START|MARKET|CAMPAIGN|CEJ|IMPRESSIONS|BUDGET [LOCAL]|END
        START|Qatar|Morning|Awareness|1000|1|END
        START|QAT|Morning|Consideration|1000|1|END
        START|Quatar|Morning|Purchase|1000|1|END
        START|Kuwait|Morning|Purchase|1000|1|END
        END|.|.|.|.|.|END
        """

    @Test("a market that is spelled three ways is named once, with every spelling and its cells")
    func spelledThreeWays() throws {
        let log = FindingLog(settings: CheckSettings())
        SpellingRules(regions: try regions([("DV360", Self.plan)], as: .planned), log: log).run()
        #expect(log.codes == ["market-spelling"])
        let finding = log.group("market-spelling")?.findings.first
        #expect(finding?.place.cell == "B4")
        #expect(
            finding?.text
                == "Qatar is written in 3 ways: \"Qatar\" (DV360 B3), \"QAT\" (DV360 B4), \"Quatar\" (DV360 B5)")
    }

    @Test("one spelling throughout, be it an alias, is none of its business") func spelledOneWay() throws {
        let log = FindingLog(settings: CheckSettings())
        let plan = Self.plan.split(separator: "\n").map {
            $0.split(separator: "|").map { ["Qatar", "Quatar"].contains($0) ? "QAT" : String($0) }.joined(
                separator: "|")
        }.joined(separator: "\n")
        SpellingRules(regions: try regions([("DV360", plan)], as: .planned), log: log).run()
        #expect(log.count == 0)
    }

    private func result(_ records: [Record], inputs: [String] = ["records.tsv"]) -> CheckResult {
        let log = check(records)
        return CheckResult(
            inputs: inputs, rows: records.count, columns: 37, recordCount: records.count, log: log,
            campaign: CampaignView(), columnUse: ColumnUse(), controlTotals: nil,
            audit: nil, settings: CheckSettings())
    }

    @Test(
        "JUnit's XML is valid against the strictest schema in use",
        .enabled(if: access("/usr/bin/xmllint", X_OK) == 0, "xmllint is not installed"))
    func junitSchema() throws {
        var campaign = CleanCampaign()
        campaign.change(.planned, "UAE", "Awareness") { record in
            record[.market] = .text("<Atlantis> & \"co\" \u{1}\u{B}")
            record[.cpmLocal] = .number(3)
        }
        for records in [CleanCampaign().records, campaign.records] {
            let xml = result(records, inputs: ["a&b.tsv", "<c>.xlsx"]).report(.junit)
            let path = "/tmp/mp-junit-\(getpid())-\(records.count)-\(xml.utf8.count).xml"
            let file = try #require(fopen(path, "w"))
            fputs(xml, file)
            fclose(file)
            defer { unlink(path) }
            #expect(
                system("xmllint --noout --schema '\(PackagePath.root)/Tests/Support/junit.xsd' '\(path)' 2>&1") == 0,
                "\(xml)")
        }
    }

    @Test("fifty thousand findings are counted exactly, and no report grows with them") func many() {
        var records: [Record] = []
        var line = CleanCampaign().records[0]
        for row in 0..<50_000 {
            line[.sourceRow] = .number(Double(row))
            line[.impressions] = .number(Double(1_000_000 + row))
            line[.weeks] = .number(-1)
            records.append(line)
        }
        let result = result(records)
        #expect(result.log.group("negative-value")?.count == 1)
        #expect(result.log.group("negative-value")?.cells == 50_000)
        for format in ReportFormat.allCases {
            let text = result.report(format)
            #expect(text.utf8.count < 200_000, "\(format): \(text.utf8.count)")
            #expect(text.contains("50000") || text.contains("50,000"), "\(format)")
        }
    }
}
