import Glibc
import Streams
import Testing

/// Manual pages and completions say what the programs do.
@Suite("Manuals and completions") struct ManualTests {
    static let tools = ["xlsx2tsv", "mp-extract", "mp-map", "mp-validate", "mp-archive", "mp-ask", "mp-healthcheck", "mp-ledger"]

    @Test("every option stands in the manual page, and every option of the page is one", arguments: tools)
    func options(tool: String) async throws {
        let dump = try await runTool(tool, ["--experimental-dump-help"])
        let command = try #require(JSON(parsing: dump.output)["command"])
        // The command "help" of tools with commands is ArgumentParser's own.
        let commands = [command] + (command["subcommands"]?.array ?? []).filter { $0["commandName"]?.string != "help" }
        let names = commands.flatMap { $0["arguments"]?.array ?? [] }.flatMap { $0["names"]?.array ?? [] }.compactMap { name -> String? in
            guard let kind = name["kind"]?.string, let text = name["name"]?.string else { return nil }
            return kind == "long" ? "-\(text)" : text
        }
        let described = try await described(in: tool)
        #expect(!names.isEmpty)
        #expect(Set(names).subtracting(described).sorted() == [], "missing in man/\(tool).1")
        #expect(described.subtracting(names).sorted() == [], "only in man/\(tool).1")
    }

    /// The options that have an entry of their own: `.It Fl s , Fl -sheet Ar name`.
    private func described(in tool: String) async throws -> Set<String> {
        let page = try await runShell("grep -E '^\\.It Fl ' man/\(tool).1", in: packageFolder)
        var found: Set<String> = []
        for line in page.lines {
            let words = line.split(separator: " ")
            for (index, word) in words.enumerated() where word == "Fl" && index + 1 < words.count { found.insert(String(words[index + 1])) }
        }
        return found
    }

    @Test("every message code of a tool's sources stands in its manual page's DIAGNOSTICS", arguments: tools)
    func messageCodes(tool: String) async throws {
        let rooms = ["xlsx2tsv": "Workbooks", "mp-extract": "MediaPlans", "mp-map": "Trackers", "mp-validate": "Checks", "mp-archive": "Bundles", "mp-ask": "Services", "mp-healthcheck": "Health", "mp-ledger": "mp-ledger"]
        let codes = try await runShell(
            "grep -rhoE 'MessageCode\\(rawValue: \"[a-z-]+\"' Sources/\(rooms[tool]!) | sed 's/.*\"\\(.*\\)\"/\\1/'", in: packageFolder)
        let page = try await runShell("sed -n '/^.Sh DIAGNOSTICS/,/^.Sh SEE ALSO/p' man/\(tool).1 man/mp-records.5", in: packageFolder)
        #expect(!codes.lines.isEmpty || tool == "mp-healthcheck", "only its findings, which are no messages, have no codes")
        for code in codes.lines where !Self.internalCodes.contains(String(code)) {
            #expect(page.output.contains(code), "\(code) in man/\(tool).1")
        }
    }

    /// Codes of the workbook room that only its writers use.
    private static let internalCodes: Set<String> = ["too-large-for-sheet", "uneditable-cell"]

    @Test("mandoc finds nothing to complain about", .enabled(if: access("/usr/bin/mandoc", X_OK) == 0), arguments: tools)
    func lint(tool: String) async throws {
        let run = try await runTool("/usr/bin/mandoc", ["-T", "lint", "-W", "warning", "\(packageFolder)/man/\(tool).1"])
        #expect(run.output.isEmpty && run.status == 0, "\(run)")
    }

    @Test("completions are those that the tools generate")
    func completionsAreCurrent() async throws {
        let run = try await runTool("/bin/sh", ["scripts/make-completions", "--check", buildFolder], in: packageFolder)
        #expect(run.status == 0, "\(run)")
    }

    @Test("bash completes options", .enabled(if: access("/bin/bash", X_OK) == 0))
    func bash() async throws {
        let run = try await runTool(
            "/bin/bash",
            ["-c", "source completions/xlsx2tsv.bash; COMP_WORDS=(xlsx2tsv --she); COMP_CWORD=1; COMP_LINE='xlsx2tsv --she'; COMP_POINT=14; _xlsx2tsv xlsx2tsv --she xlsx2tsv; printf '%s\\n' \"${COMPREPLY[@]}\""],
            in: packageFolder)
        #expect(run.output.contains("--sheet"), "\(run)")
    }

    @Test("fish completes options", .enabled(if: access("/usr/bin/fish", X_OK) == 0))
    func fish() async throws {
        let run = try await runTool(
            "/usr/bin/fish", ["--no-config", "-c", "source completions/mp-map.fish; complete -C 'mp-map --templ'"],
            in: packageFolder, environment: ["HOME": "/nonexistent"])
        #expect(run.output.contains("--template"), "\(run)")
    }

    @Test("zsh accepts the completion functions", .enabled(if: access("/usr/bin/zsh", X_OK) == 0), arguments: tools)
    func zsh(tool: String) async throws {
        let run = try await runTool("/usr/bin/zsh", ["-n", "completions/_\(tool)"], in: packageFolder)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run)")
    }

    @Test("help names the tool's examples, and --version its version", arguments: tools)
    func help(tool: String) async throws {
        let help = try await runTool(tool, ["--help"])
        #expect(help.status == 0 && help.output.contains("USAGE: \(tool)") && help.output.contains("Examples:"), "\(help)")
        let version = try await runTool(tool, ["--version"])
        #expect(version.status == 0 && version.output.first?.isNumber == true, "\(version)")
    }
}
