import Streams
import Testing
import Workbooks

/// Numbers at the edges of what a double and 64 bits hold are values or findings, and end no tool.
@Suite("Extreme numbers") struct ExtremeNumberTests {
    static let numbers = [
        "-9223372036854775808", "9223372036854775807", "18446744073709551616", "1e-320", "1e300",
        "-1.7976931348623157e308",
    ]

    /// Statuses that tell of data, or of nothing.
    private static let honest: Set<Int32> = [0, 1, 65]

    /// Every number of a workbook's sheets as that one.
    private func flooded(_ source: String, with number: String, to path: String) throws {
        let package = try Package(path: source)
        var rewrite = PackageRewrite(of: package)
        for part in package.partNames where part.hasPrefix("xl/worksheets/sheet") {
            let text = String(decoding: try package.data(of: part), as: UTF8.self)
            rewrite.replace(
                part,
                with: Array(
                    text.replacing(#/(<c r="[A-Z0-9]+"(?: s="\d+")?>)<v>[^<]*</v>/#) {
                        "\($0.output.1)<v>\(number)</v>"
                    }.utf8))
        }
        try rewrite.write(to: path)
    }

    @Test("in every cell of plan and report", arguments: numbers) func cells(number: String) async throws {
        try await withTemporaryFolder { folder in
            try flooded(Sample.planned, with: number, to: folder + "/PLANNED_a.xlsx")
            try flooded(Sample.delivered, with: number, to: folder + "/DELIVERED_a.xlsx")
            for (tool, words) in [
                ("xlsx2tsv", "--all-sheets --grid PLANNED_a.xlsx"),
                ("xlsx2tsv", "--sheet DV360 --formatted PLANNED_a.xlsx"),
                ("mp-validate", "PLANNED_a.xlsx DELIVERED_a.xlsx"),
                ("mp-extract", "--planned PLANNED_a.xlsx --delivered DELIVERED_a.xlsx --combine --output . --stamp S"),
                ("mp-validate", "COMBINED_S.tsv --control-totals PLANNED_a.xlsx --format html"),
            ] {
                let run = try await runTool(tool, words.split(separator: " ").map(String.init), in: folder)
                #expect(Self.honest.contains(run.status), "\(run)")
            }
            let map = try await runTool(
                "mp-map", ["-i", "COMBINED_S.tsv", "-t", Sample.template, "-o", "t.xlsx"], in: folder)
            #expect(Self.honest.contains(map.status), "\(map)")
            if map.status != 65 {
                let audit = try await runTool("mp-validate", ["t.xlsx", "--against", "COMBINED_S.tsv"], in: folder)
                #expect(Self.honest.contains(audit.status), "\(audit)")
            }
        }
    }

    @Test("in every number of a ledger", arguments: numbers) func ledger(number: String) async throws {
        try await withTemporaryFolder { folder in
            let line =
                #"{"run":"20260415_133000","step":"STEP","tool":"mp-map","version":"N","started":"2026-04-15T13:30:00.000Z","args":[],"inputs":[{"path":"a","size":N,"sha256":"00"}],"outputs":[{"path":"b","size":N,"sha256":"00"}],"rows":N,"accounted":N,"numbers":N,"columns":N,"wrong":N,"errors":N,"seconds":N,"peak_kib":N,"status":N}"#
            let text = ["extract", "map", "end"].map {
                line.replacing("STEP", with: $0).replacing(#"version":"N"#, with: #"version":"1"#).replacing(
                    ":N", with: ":\(number)")
            }
            _ = try await runShell("mkdir output", in: folder)
            try write(text.joined(separator: "\n") + "\n", to: folder + "/output/runs.ndjson")
            for words in [
                "runs", "trend", "summary", "report", "steps", "failures", "files", "last", "daily",
                "begin -- --planned a", "check --run 20260415_133000 --step map -- mp-map",
            ] {
                let run = try await runTool("mp-ledger", words.split(separator: " ").map(String.init), in: folder)
                #expect(run.status != 70 && run.status < 128, "\(run)")
            }
        }
    }

    @Test(
        "as attributes that the standard bounds", arguments: ["localSheetId", "numFmtId", "sheetId", "count", "r"],
        numbers.prefix(3))
    func attributes(name: String, number: String) async throws {
        try await withTemporaryFolder { folder in
            let package = try Package(path: Sample.template)
            var rewrite = PackageRewrite(of: package)
            for part in package.partNames where part.hasSuffix(".xml") {
                let text = String(decoding: try package.data(of: part), as: UTF8.self)
                let changed = text.replacing(try Regex(" \(name)=\"\\d+\""), with: " \(name)=\"\(number)\"")
                if changed != text { rewrite.replace(part, with: Array(changed.utf8)) }
            }
            try rewrite.write(to: folder + "/t.xlsx")
            for words in ["--metadata t.xlsx", "--all-sheets --grid t.xlsx", "--formatted --fill-merged t.xlsx"] {
                let run = try await runTool("xlsx2tsv", words.split(separator: " ").map(String.init), in: folder)
                #expect(Self.honest.contains(run.status), "\(run)")
            }
        }
    }
}
