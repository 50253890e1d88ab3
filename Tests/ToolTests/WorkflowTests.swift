import Glibc
import Testing

/// The whole way: two workbooks and a template in, a filled tracker and its reports out.
@Suite("The complete workflow") struct WorkflowTests {
    static let script = packageFolder + "/scripts/run-complete-workflow"

    /// A home folder with workbooks of the given names in `input/`.
    private func withHome<Result>(
        planned: String? = Sample.planned, delivered: String? = Sample.delivered, template: String? = Sample.template,
        _ body: (String) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            mkdir(folder + "/input", 0o755)
            for path in [planned, delivered, template].compactMap({ $0 }) {
                let copied = try await runTool("/bin/cp", [path, folder + "/input/"])
                try #require(copied.status == 0, "\(copied)")
            }
            return try await body(folder)
        }
    }

    private func runWorkflow(_ arguments: [String] = [], in folder: String) async throws -> ToolRun {
        try await runTool(
            "/bin/bash", [Self.script] + arguments, in: folder, environment: ["MP_BIN": buildFolder, "MP_HOME": ""])
    }

    private func tracker(in folder: String) throws -> String {
        try #require(names(in: folder + "/output").first { $0.hasPrefix("final_mapped_") && $0.hasSuffix(".xlsx") })
    }

    @Test("without arguments it fills the tracker and writes the records and the reports")
    func healthyDefaults() async throws {
        try await withHome { folder in
            let run = try await runWorkflow(in: folder)
            #expect(run.status <= 1, "\(run)")
            let stem = String(try tracker(in: folder).dropLast(5))
            let made = names(in: folder + "/output")
            for suffix in [
                ".xlsx", "_COMPREHENSIVE_REPORT.txt", "_VALIDATION_REPORT.txt", "_PERFORMANCE_REPORT.txt",
                "_REPORT.html",
            ] {
                #expect(made.contains(stem + suffix), "\(made)")
            }
            for suffix in [".xlsx", "_REPORT.html"] {
                #expect(run.output.contains("output/" + stem + suffix), "\(run)")
            }
            let audit = try await runTool("/bin/cat", ["\(folder)/output/\(stem)_VALIDATION_REPORT.txt"])
            #expect(
                audit.output.contains(" 0 wrong, 0 missing; 0 not compared: 0 unexplained")
                    && audit.output.contains("control totals: "), "\(audit)")
            let stamp = stem.dropFirst("final_mapped_".count)
            #expect(made.contains("COMBINED_\(stamp).tsv") && made.contains("COMBINED_\(stamp).xlsx"), "\(made)")
            #expect(!made.contains { $0.hasPrefix(".") }, "\(made)")
        }
    }

    @Test(
        "every figure of the samples is what a separate computation says, and nothing else of the template changed",
        .enabled(if: hasPython))
    func samplesAreExact() async throws {
        try await withHome { folder in
            _ = try await runWorkflow(in: folder)
            let output = folder + "/output/" + (try tracker(in: folder))
            let check = try await python(
                "check_tracker.py", [Sample.template, output, Sample.folder + "/expected_figures.tsv"])
            #expect(check.status == 0, "\(check)")
            #expect(check.output.contains(" 0 wrong"), "\(check)")
        }
    }

    @Test(
        "every figure of the fixtures is what a separate computation says", .enabled(if: Fixtures.areThere && hasPython)
    )
    func fixturesAreExact() async throws {
        let template = try #require(Fixtures.path("OUTPUT_TEMPLATE"))
        let (planned, delivered) = (try #require(Fixtures.path("PLANNED")), try #require(Fixtures.path("DELIVERED")))
        try await withHome(planned: planned, delivered: delivered, template: template) { folder in
            let run = try await runWorkflow(in: folder)
            #expect(run.status <= 1, "\(run)")
            let expected = try await python("oracle.py", [planned, delivered])
            try write(expected.output, to: folder + "/expected.tsv")
            let output = folder + "/output/" + (try tracker(in: folder))
            let check = try await python("check_tracker.py", [template, output, folder + "/expected.tsv"])
            #expect(check.status == 0, "\(check)")
            #expect(check.output.contains(" 0 wrong"), "\(check)")
        }
    }

    @Test(
        "LibreOffice opens the tracker and shows the same values", .enabled(if: hasLibreOffice),
        .timeLimit(.minutes(10)))
    func libreOffice() async throws {
        try await withHome { folder in
            _ = try await runWorkflow(in: folder)
            let name = try tracker(in: folder)
            let convert = try await runTool(
                "/usr/bin/soffice",
                [
                    "-env:UserInstallation=file://\(folder)/profile", "--headless", "--convert-to",
                    "xlsx:Calc MS Excel 2007 XML",
                    "--outdir", folder + "/converted", folder + "/output/" + name,
                ])
            #expect(convert.status == 0, "\(convert)")
            let ours = try await runTool("xlsx2tsv", [folder + "/output/" + name])
            let theirs = try await runTool("xlsx2tsv", [folder + "/converted/" + name])
            #expect(
                differences(ours.output, theirs.output).isEmpty, "\(differences(ours.output, theirs.output).prefix(10))"
            )
        }
    }

    /// Cells that differ: as text, and as numbers by more than 1e-12 of their size. LibreOffice writes 15 digits.
    private func differences(_ a: String, _ b: String) -> [String] {
        let (a, b) = (
            a.split(separator: "\n", omittingEmptySubsequences: false),
            b.split(separator: "\n", omittingEmptySubsequences: false)
        )
        var found: [String] = a.count == b.count ? [] : ["\(a.count) and \(b.count) lines"]
        for (row, (left, right)) in zip(a, b).enumerated() {
            let fields = zip(
                left.split(separator: "\t", omittingEmptySubsequences: false),
                right.split(separator: "\t", omittingEmptySubsequences: false))
            for (column, (x, y)) in fields.enumerated() where x != y {
                if let x = Double(x), let y = Double(y), abs(x - y) <= 1e-12 * max(abs(x), abs(y)) { continue }
                found.append("row \(row + 1), field \(column + 1): \(x) and \(y)")
            }
        }
        return found
    }

    @Test("the grid through a pipe gives the records that the workbook gives")
    func pipe() async throws {
        let direct = try await runTool("mp-extract", ["--planned", Sample.planned])
        let piped = try await runShell(
            "xlsx2tsv --all-sheets --grid \"$WORKBOOK\" | mp-extract --planned -",
            environment: ["WORKBOOK": Sample.planned])
        #expect(direct.status <= 1 && !direct.output.isEmpty, "\(direct)")
        #expect(direct.output == piped.output)
    }

    @Test(
        "a missing workbook is status 66, and the message says what was looked for",
        arguments: ["plan", "delivery report", "template"])
    func missingInput(what: String) async throws {
        try await withHome(
            planned: what == "plan" ? nil : Sample.planned,
            delivered: what == "delivery report" ? nil : Sample.delivered,
            template: what == "template" ? nil : Sample.template
        ) { folder in
            let run = try await runWorkflow(in: folder)
            #expect(run.status == 66, "\(run)")
            #expect(run.errors.contains("no \(what): nothing matches"), "\(run)")
            #expect(names(in: folder + "/output").isEmpty)
        }
    }

    @Test("a plan in which nothing is recognised ends it with status 65, before anything is written")
    func brokenInput() async throws {
        try await withHome(planned: nil) { folder in
            try write("MARKET\tBUDGET\n", to: folder + "/input/PLANNED_text.xlsx")
            let run = try await runWorkflow(in: folder)
            #expect(run.status == 65, "\(run)")
            #expect(run.errors.contains("no source profile matches this table"), "\(run)")
            // The failed step is in the ledger, and nothing else is there.
            #expect(names(in: folder + "/output") == ["runs.ndjson"])
        }
    }

    @Test("the newest workbook of several is taken")
    func newest() async throws {
        try await withHome { folder in
            try write("old", to: folder + "/input/PLANNED_old.xlsx")
            let aged = try await runShell("touch -d '2 days ago' input/PLANNED_old.xlsx", in: folder)
            #expect(aged.status == 0)
            let run = try await runWorkflow(in: folder)
            #expect(run.status <= 1, "\(run)")
        }
    }
}

/// The independent programs in Tests/Oracle, run with the readers that scripts/test installs.
func python(_ script: String, _ arguments: [String]) async throws -> ToolRun {
    try await runTool(
        "/usr/bin/env", ["python3", "-W", "ignore", "\(packageFolder)/Tests/Oracle/\(script)"] + arguments,
        environment: pythonPath.map { ["PYTHONPATH": $0] } ?? [:])
}

private let pythonPath = getenv("MP_TEST_PYTHONPATH").map { String(cString: $0) }

/// Whether openpyxl and python-calamine can be used: scripts/test installs them.
let hasPython = pythonPath != nil
let hasLibreOffice = access("/usr/bin/soffice", X_OK) == 0

/// Workbooks beside the package that are not part of it.
enum Fixtures {
    private static let folder = packageFolder + "/../shared/fixtures"
    static let areThere = path("PLANNED") != nil

    static func path(_ prefix: String) -> String? {
        names(in: folder).first { $0.hasPrefix(prefix) && $0.hasSuffix(".xlsx") }.map { "\(folder)/\($0)" }
    }
}
