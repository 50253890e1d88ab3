import Glibc
import Streams
import Testing

/// MP_MEMORY_LIMIT ends a run that needs more, with a message, a status, a line of the ledger, and nothing half-written.
@Suite("Memory limit") struct MemoryLimitTests {
    private static let commands: [(tool: String, arguments: [String])] = [
        ("xlsx2tsv", ["--list", Sample.planned]), ("mp-extract", ["--planned", Sample.planned]),
        ("mp-map", ["-i", "-", "-t", Sample.template, "--dry-run"]),
        ("mp-validate", [Sample.planned]), ("mp-archive", ["list", "none.tar.gz"]), ("mp-diagnose", ["--list"]),
        ("mp-ask", ["-"]), ("mp-ledger", ["runs"]),
        ("mp-healthcheck", ["--only", "clock"]),
    ]

    @Test("every tool obeys it, and says so under its code", arguments: commands.map(\.tool))
    func obeyed(tool: String) async throws {
        let arguments = try #require(Self.commands.first { $0.tool == tool }).arguments
        let run = try await runTool(
            tool, arguments + ["--messages", "ndjson"], environment: ["MP_MEMORY_LIMIT": "64K"])
        // A monitoring plugin's status is UNKNOWN then.
        #expect(run.status == (tool == "mp-healthcheck" ? 3 : 71), "\(run)")
        #expect(run.output.isEmpty, "\(run)")
        let message = try JSON(parsing: run.errors)
        #expect(
            message["code"]?.string == "memory-limit"
                && message["message"]?.string?.contains("64.0 KiB that MP_MEMORY_LIMIT allows") == true, "\(run)")
    }

    @Test("every tool has its case") func complete() {
        #expect(Set(Self.commands.map(\.tool)) == Set(ToolkitParts.tools))
    }

    @Test(
        "what is no size is status 78, and what is large enough changes nothing",
        arguments: [("much", 78), ("-1G", 78), ("0", 78), ("4G", 0), ("4194304k", 0), ("", 0)] as [(String, Int32)])
    func values(limit: String, status: Int32) async throws {
        let run = try await runTool("xlsx2tsv", ["--list", Sample.planned], environment: ["MP_MEMORY_LIMIT": limit])
        #expect(run.status == status, "\(run)")
        #expect(run.errors.contains("give a number with K, M, G or T") == (status == 78), "\(run)")
    }

    @Test("memory that grows while the tool runs is noticed, the step is recorded, and the output is the old one")
    func growing() async throws {
        try await withTemporaryFolder { folder in
            mkdir("\(folder)/output", 0o755)
            try write("old", to: "\(folder)/out.txt")
            // A line without an end is held up to 256 MiB.
            let run = try await runShell(
                "yes | tr -d '\\n' | mp-validate - --report out.txt", in: folder,
                environment: ["MP_MEMORY_LIMIT": "6M", "MP_RUN": "r", "MP_STEP": "validate", "MP_HOME": folder])
            #expect(run.status == 71, "\(run)")
            #expect(names(in: folder).sorted() == ["out.txt", "output"], "\(names(in: folder))")
            let line = try JSON(parsing: try text(of: "\(folder)/output/runs.ndjson"))
            #expect(
                line["status"]?.number == 71 && line["step"]?.string == "validate"
                    && (line["peak_kib"]?.number ?? 0) > 6000, "\(line)")
            #expect(line["error"]?.string?.contains("MP_MEMORY_LIMIT") == true, "\(line)")
            #expect(try text(of: "\(folder)/out.txt") == "old")
        }
    }
}
