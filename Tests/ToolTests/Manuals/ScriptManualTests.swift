import Testing

/// Scripts, their --help and their pages agree. Tests/Shell/manuals.bats runs the examples of both.
@Suite("Manuals of scripts") struct ScriptManualTests {
    /// The options that the command line is compared with: the labels of its `case`.
    private static func accepted(_ script: String) throws -> Set<String> {
        var source = try text(of: "\(packageFolder)/scripts/\(script)")
        if source.contains("read_maintenance_options \"$@\"") {
            source += try text(of: "\(packageFolder)/scripts/lib-maintenance.sh")
        }
        var found: Set<String> = []
        for line in source.split(separator: "\n").map({ $0.drop { $0 == " " } }) where line.hasPrefix("-") {
            guard let end = line.firstIndex(of: ")") else { continue }
            let names = line[..<end].split(separator: "|").map { $0.filter { $0 != " " } }
            if names.allSatisfy({ $0.hasPrefix("-") && $0.dropFirst().allSatisfy { $0.isLetter || $0 == "-" } }) {
                found.formUnion(names)
            }
        }
        if !source.contains("can_wait=1"), source.contains("can_wait") { found.remove("--wait") }
        return found.subtracting(["--"])
    }

    /// The options of --help and the words for their values: `  -j, --jobs N   …`.
    private static func helped(_ help: String) -> [(names: Set<String>, value: String?)] {
        help.split(separator: "\n").filter { $0.hasPrefix("  -") }.map { line in
            let words = line.drop { $0 == " " }.split(separator: " ", omittingEmptySubsequences: false).prefix {
                !$0.isEmpty
            }
            let names = words.filter { $0.hasPrefix("-") }.map { $0.filter { $0 != "," } }
            return (Set(names), words.last { !$0.hasPrefix("-") }.map { $0.lowercased() })
        }
    }

    @Test(
        "the options of the page are those of --help, and those that the script takes", arguments: ToolkitParts.scripts)
    func options(script: String) async throws {
        let page = try ManualPage("\(script).1")
        let help = try await runTool("\(packageFolder)/scripts/\(script)", ["--help"])
        #expect(
            help.status == 0 && help.output.contains("\nUsage: \(script) ") && help.output.contains("\nExamples:\n"),
            "\(help)")
        let helped = Self.helped(help.output)
        let described = page.options
        #expect(Set(described.flatMap(\.names)) == (try Self.accepted(script)), "\(page)")
        #expect(
            helped.reduce(into: Set()) { $0.formUnion($1.names) }
                == Set(described.flatMap(\.names)).subtracting(["-h", "--help"]), "\(page)")
        for (names, value) in helped {
            let entry = try #require(described.first { !Set($0.names).isDisjoint(with: names) })
            #expect(
                Set(entry.names) == names && entry.value == value,
                "\(page): \(names) \(value ?? "") is \(entry.names) \(entry.value ?? "")")
        }
        for (name, value) in page.synopsis where name != "--" {
            #expect(
                described.contains { entry in
                    entry.names.contains { $0 == name } && (value == nil || entry.value == value)
                }, "\(page): \(name) of the synopsis")
        }
        for line in help.output.split(separator: "\n") { #expect(line.count <= 80, "\(script) --help: \(line)") }
        let examples = help.output.split(separator: "\n").drop { $0 != "Examples:" }.dropFirst().prefix {
            $0.hasPrefix("  ")
        }.map { String($0.dropFirst(2)) }
        #expect(
            page.examples.count >= 2 && Set(page.examples) == Set(examples), "\(page): EXAMPLES are not those of --help"
        )
    }

    @Test("media-plan-tools(7) names every tool, script and format")
    func overview() throws {
        let page = try ManualPage("media-plan-tools.7")
        let named = Set(
            ["DESCRIPTION", "SEE ALSO"].map { section in
                Set(
                    page.section(section).filter { $0.contains("Xr ") }.compactMap {
                        $0.split(separator: " ").drop { !$0.hasSuffix("Xr") }.dropFirst().first.map(String.init)
                    })
            })
        let pages = Set(ManualPage.all.filter { $0 != "media-plan-tools.7" }.map { String($0.dropLast(2)) })
        for names in named { #expect(pages.subtracting(names).sorted() == []) }
    }
}
