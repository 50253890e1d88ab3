import Glibc
import Testing

@testable import Workbooks

/// Charts of plan, spend and projection by day on the sheet Campaign Insights.
@Suite("Charts of spend by day") struct DayChartTests {
    /// Records of a plan of 20 days for 200, and of nine days' spend; a second platform has no report.
    private static func records(spend: Int = 12, hasDays: Bool = true) -> String {
        func line(_ type: String, _ platform: String, _ start: String, _ end: String, _ spend: Int) -> String {
            "x.xlsx\t\(platform)\t21\t\(type)\tKuwait\tMorning\t\(platform)\tAwareness\tReach\t\(spend)\t100000\t5000\t\(start)\t\(end)"
        }
        var lines = [MpValidateTests.header + "\tSTART_DATE\tEND_DATE"]
        lines.append(line("PLANNED", "META", "2026-04-01", "2026-04-20", 200))
        lines += (1...9).map { number in
            let day = hasDays ? "2026-04-0\(number)" : ""
            return line("DELIVERED MEDIA", "META_MEDIA", day, day, spend)
        }
        lines.append(line("PLANNED", "TIKTOK", "2026-04-01", "2026-04-20", 100))
        return lines.joined(separator: "\n") + "\n"
    }

    private func map(_ folder: String, template: String = Sample.template, to output: String = "tracker.xlsx")
        async throws
    {
        let run = try await runTool(
            "mp-map", ["-i", "records.tsv", "-t", template, "-o", output, "--figures", "live", "--report-dir", "none"],
            in: folder, environment: ["MP_HOME": "."])
        try #require(run.status <= 1, "\(run)")
        #expect(!run.errors.contains("people added"), "\(run.errors)")
    }

    private func charts(_ path: String) throws -> [String] {
        let package = try Package(path: path)
        return try package.partNames.filter { $0.hasPrefix("xl/charts/chart") }.map {
            String(decoding: try package.data(of: $0), as: UTF8.self)
        }
    }

    private func audit(_ folder: String, _ records: String = "records.tsv") async throws -> String {
        try await runTool(
            "mp-validate", ["tracker.xlsx", "--against", records, "--max-findings", "100"], in: folder,
            environment: ["MP_HOME": "."]
        ).output
    }

    @Test("a line chart over days whose caches are what the cells hold, and which filling again replaces")
    func drawn() async throws {
        try await withTemporaryFolder { folder in
            try write(Self.records(), to: folder + "/records.tsv")
            try await map(folder)
            let lines = try charts(folder + "/tracker.xlsx").filter { $0.contains("<c:lineChart>") }
            let chart = try #require(lines.first)
            #expect(lines.count == 1 && chart.contains("META: plan, spend and projection by day"))
            #expect(chart.contains("<c:dateAx>") && chart.contains("<a:prstDash val=\"sysDash\"/>"))
            // Days 1, 8, 9, 15 and 20 of a plan of 10 a day, and a spend of 12: 2026-04-01 is 46113.
            for points in [
                ["46113", "46120", "46121", "46127", "46132"], ["10", "80", "90", "150", "200"], ["12", "96", "108"],
            ] {
                let all = points.enumerated().map { "<c:pt idx=\"\($0)\"><c:v>\($1)</c:v></c:pt>" }.joined()
                #expect(chart.contains(all + "</c:numCache>"), "\(points): \(chart)")
            }
            let ahead = [(2, "108"), (3, "180"), (4, "240")].map { "<c:pt idx=\"\($0.0)\"><c:v>\($0.1)</c:v></c:pt>" }
            #expect(chart.contains(ahead.joined() + "</c:numCache>"), "\(chart)")
            let package = try Package(path: folder + "/tracker.xlsx")
            let types = String(decoding: try package.data(of: "[Content_Types].xml"), as: UTF8.self)
            for part in package.partNames where part.hasPrefix("xl/charts/chart") {
                #expect(types.contains("PartName=\"/\(part)\""), "\(part)")
            }
            let before = try charts(folder + "/tracker.xlsx").count
            try await map(folder, template: "tracker.xlsx", to: "again.xlsx")
            #expect(try charts(folder + "/again.xlsx").count == before)
        }
    }

    @Test("the audit computes each cell from the records by its own means") func audited() async throws {
        try await withTemporaryFolder { folder in
            try write(Self.records(), to: folder + "/records.tsv")
            try await map(folder)
            let fine = try await audit(folder)
            #expect(fine.contains(" 0 wrong, 0 missing; 0 not compared"), "\(fine)")
            #expect(!fine.contains("insights-text") && !fine.contains("figure-unlabelled"), "\(fine)")
            try write(Self.records(spend: 13), to: folder + "/others.tsv")
            let changed = try await audit(folder, "others.tsv")
            #expect(changed.contains("spend of META up to 2026-04-08 is 96; expected 104"), "\(changed)")
            #expect(changed.contains("projection of META up to 2026-04-20 is 240; expected 260"), "\(changed)")
            #expect(!changed.contains("plan of META up to"), "\(changed)")
        }
    }

    @Test("without days there is no chart, and that is said") func without() async throws {
        try await withTemporaryFolder { folder in
            try write(Self.records(hasDays: false), to: folder + "/records.tsv")
            try await map(folder)
            #expect(try charts(folder + "/tracker.xlsx").allSatisfy { !$0.contains("<c:lineChart>") })
            let sheet = try await runTool("xlsx2tsv", ["--sheet", "Campaign Insights", "tracker.xlsx"], in: folder)
                .output
            #expect(sheet.contains("No chart of spend by day: no report has days."), "\(sheet)")
            let audit = try await audit(folder)
            #expect(
                audit.contains(" 0 wrong, 0 missing; 0 not compared") && !audit.contains("insights-text"), "\(audit)")
        }
    }
}
