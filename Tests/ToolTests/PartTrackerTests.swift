import Testing
import Workbooks

@Suite("A tracker of some days, held against all records") struct PartTrackerTests {
    @Test("the audit says which days it is of, and nothing of it where it is asked for these")
    func part() async throws {
        try await withTemporaryFolder { home in
            try write(
                """
                Platform,Market,Objective,Budget (USD),Impressions,Start date,End date
                META,Qatar,Awareness,3000,3000,2026-04-01,2026-04-30

                """, to: "\(home)/plan.csv")
            try write(
                """
                Platform,Market,Objective,Spend (USD),Impressions,Day
                META,Qatar,Awareness,90,900,2026-04-03

                """, to: "\(home)/report.csv")
            try BlockTemplate.write("\(home)/template.xlsx", [("Campaign Level", ["Budget", "CPM"])])
            let records = try await runTool(
                "mp-extract", ["--planned", "plan.csv", "--delivered", "report.csv", "--combine"], in: home)
            try write(records.output, to: "\(home)/records.tsv")
            let days = ["--from", "2026-04-01", "--to", "2026-04-15"]
            let made = try await runTool(
                "mp-map",
                ["-i", "records.tsv", "-t", "template.xlsx", "-o", "tracker.xlsx", "--suggest", "off"] + days
                    + ["--fail-on", "never"], in: home)
            #expect(made.status == 0, "\(made)")
            let words = "the tracker is of 2026-04-01 to 2026-04-15, and the records are of all days"
            let arguments = ["tracker.xlsx", "--against", "records.tsv"]
            let all = try await runTool("mp-validate", arguments, in: home)
            #expect(
                all.output.contains(words) && all.output.contains("give --from 2026-04-01 --to 2026-04-15"), "\(all)")
            let part = try await runTool("mp-validate", arguments + days, in: home)
            #expect(!part.output.contains(words) && part.output.contains(" 0 wrong, 0 missing"), "\(part)")
        }
    }
}
