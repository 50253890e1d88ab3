import Glibc
import Testing

/// What manual pages and --help show as examples works when it is pasted.
@Suite("Examples") struct ExampleTests {
    // Those of scripts are Tests/Shell's.
    @Test("the examples of tools' manual pages and of --help run")
    func examples() async throws {
        try await withTemporaryFolder { folder in
            mkdir("\(folder)/made", 0o777)
            try await ExampleFolder.prepare("\(folder)/made")
            for page in try ToolkitParts.documented.map({ try ManualPage("\($0).1") }) {
                #expect(page.examples.count >= 2, "\(page) shows less than two commands")
                try await run(page.examples, of: "\(page)", in: folder)
            }
            for tool in ToolkitParts.documented {
                try await run(Self.helpExamples(of: tool), of: "\(tool) --help", in: folder)
            }
        }
    }

    /// The commands below `Examples:`. What is wider than a terminal is broken over lines, and fails.
    private static func helpExamples(of tool: String) async throws -> [String] {
        let help = try await runTool(tool, ["--help"])
        #expect(help.status == 0 && help.output.contains("USAGE: \(tool)"), "\(help)")
        let lines = help.output.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex(of: "Examples:"), "\(tool) --help shows no examples")
        return lines[(start + 1)...].prefix { $0.hasPrefix("  ") }.map { line in
            let text = line.dropFirst(2)
            // What stands behind three blanks explains.
            return String(text[..<(text.firstRange(of: "   ")?.lowerBound ?? text.endIndex)])
        }
    }

    /// Runs the commands one after the other in a folder of their own.
    private func run(_ examples: [String], of source: String, in folder: String) async throws {
        let own = folder + "/" + source.filter { $0.isLetter || $0.isNumber }
        try #require(try await runTool("/bin/cp", ["-a", "\(folder)/made", own]).status == 0)
        for example in examples {
            if let missing = Self.missingProgram(of: example) {
                print("\(source): not run, because \(missing) is missing: \(example)")
                continue
            }
            let run = try await ExampleFolder.run(example, in: own)
            // 1: done, and the data have findings. The statuses of mp-healthcheck are a monitoring plugin's.
            let highest: Int32 = example.contains("mp-healthcheck") ? 3 : 1
            #expect(run.status <= highest, "\(source): \(run)")
        }
    }

    /// A program of the command that this machine does not have.
    private static func missingProgram(of command: String) -> String? {
        let words = Set(command.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).map(String.init))
        return ["mlr", "jq", "column", "duckdb", "psql", "parallel"].first {
            words.contains($0) && access("/usr/bin/\($0)", X_OK) != 0
        }
    }
}

/// A folder with the files that examples name, made of the samples.
enum ExampleFolder {
    static func prepare(_ folder: String) async throws {
        for (sample, names) in [
            (Sample.planned, ["plan.xlsx", "input/PLANNED_x.xlsx"]),
            (Sample.delivered, ["report.xlsx", "input/DELIVERED_x.xlsx"]),
            (Sample.template, ["template.xlsx", "input/OUTPUT_TEMPLATE_q2.xlsx"]),
        ] {
            for name in names {
                mkdir("\(folder)/input", 0o777)
                try await require(runTool("/bin/cp", [sample, "\(folder)/\(name)"]))
            }
        }
        try write(#"{"max_tokens": 64, "messages": []}"#, to: "\(folder)/request.json")
        try await require(run(script, in: folder))
    }

    /// Runs a line as a user would who stands in the folder.
    static func run(_ line: String, in folder: String) async throws -> ToolRun {
        let environment = ["HOME": folder, "MP_HOME": folder, "CLIENT_ID": "", "MP_BIN": buildFolder]
        let line = "PATH=\"\(packageFolder)/scripts:$PATH\"; set -o pipefail; \(line)"
        guard line.contains("mp-ask") else {
            return try await runShell(
                line, shell: "/bin/bash", in: folder, environment: environment)
        }
        return try await PlayedService.run(
            "200", ["/bin/bash", "-c", line], in: folder, environment: environment)
    }

    private static func require(_ run: ToolRun) throws { try #require(run.status <= 1, "\(run)") }

    /// Results of some months, an archive, logs, and a client called acme.
    private static let script = """
        cp -r '\(packageFolder)/config' config
        jq '.clients.acme = {"value_transformations": {"MARKET": {"Quatar": "Qatar"}}}' config/client_mapping_rules.json >rules && mv rules config/client_mapping_rules.json
        mkdir -p output logs archive
        mp-extract --planned plan.xlsx --delivered report.xlsx --combine --output output >/dev/null 2>&1
        for file in output/COMBINED_*; do mv "$file" "output/COMBINED_20260415_133000.${file##*.}"; done
        cp output/COMBINED_20260415_133000.tsv records.tsv
        mp-map -i records.tsv -t template.xlsx -o tracker.xlsx --report-dir none 2>/dev/null
        cp records.tsv output/october.tsv; touch -d 2026-10-05 output/october.tsv
        mp-archive create --from output --into archive --include october.tsv >/dev/null
        cp records.tsv output/old.tsv; touch -d 2020-01-05 output/old.tsv
        date >logs/mapper.log
        for step in start map end; do
            mp-ledger add --run 20260415_133000 --step "$step" --tool mp-map --status 0 --seconds 1 --output records.tsv -- -i records.tsv
        done
        """
}
