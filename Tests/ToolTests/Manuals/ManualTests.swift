import Glibc
import Streams
import Testing

/// Manual pages say what the programs do: nothing of a command line, of a message or of an exit status can drift.
@Suite("Manuals") struct ManualTests {
    /// Options that every tool has, which a synopsis does not repeat.
    private static let common: Set<String> = [
        "--messages", "--progress", "--log-level", "--follow", "--verbose", "--version", "--help", "-h",
    ]

    @Test(
        "--help shows a tool's own options before its groups of options",
        arguments: ["mp-map", "xlsx2tsv", "mp-diagnose"])
    func ownOptionsFirst(tool: String) async throws {
        let help = try await runTool(tool, ["--help"])
        let headings = help.output.split(separator: "\n").filter {
            $0.hasSuffix(":") && !$0.contains(where: \.isLowercase)
        }
        #expect(
            headings.filter { $0 != "ARGUMENTS:" }.first == "OPTIONS:" && headings.count { $0 == "OPTIONS:" } == 1
                && headings.contains("MESSAGES:"), "\(help)")
        #expect(help.output.hasSuffix("libraries, too.\n") && !help.output.contains("\n\n\n"), "\(help)")
    }

    @Test("every tool and every installed script has a page, and every page is of one") func pages() {
        let programs = ToolkitParts.tools + ToolkitParts.scripts
        let pages = ManualPage.all.filter { $0.hasSuffix(".1") }.map { String($0.dropLast(2)) }
        #expect(Set(pages) == Set(programs))
        #expect(!ToolkitParts.tools.isEmpty)
    }

    @Test(
        "OPTIONS are those of the command, with their values, choices and defaults", arguments: ToolkitParts.documented)
    func options(tool: String) async throws {
        let page = try ManualPage("\(tool).1")
        let options = try await CommandDefinition(of: tool).options
        let known = Set(options.flatMap(\.names))
        let described = page.options
        #expect(known.subtracting(described.flatMap(\.names)).sorted() == [], "missing in \(page)")
        #expect(Set(described.flatMap(\.names)).subtracting(known).sorted() == [], "only in \(page)")
        for entry in described {
            let meant = options.filter { !Set($0.names).isDisjoint(with: entry.names) }
            let name = entry.names.joined(separator: ", ")
            #expect(Set(meant.flatMap(\.names)) == Set(entry.names), "\(page): \(name) are not the names of one option")
            #expect(
                meant.contains { $0.value == entry.value },
                "\(page): the value of \(name) is called \(meant.map { $0.value ?? "nothing" }) by --help")
            for option in meant {
                for word in option.allValues where !entry.text.holds(word) {
                    Issue.record("\(page): \(name) does not tell of \(word)")
                }
                let standard = option.standardValue.map { $0.hasSuffix(".0") ? String($0.dropLast(2)) : $0 } ?? ""
                if standard.count > 1, !entry.text.holds(standard) {
                    Issue.record("\(page): \(name) does not tell its default, \(standard)")
                }
            }
        }
    }

    @Test("SYNOPSIS shows options and operands as the command has them", arguments: ToolkitParts.documented)
    func synopsis(tool: String) async throws {
        let page = try ManualPage("\(tool).1")
        let command = try await CommandDefinition(of: tool)
        let shown = page.synopsis
        for (name, value) in shown {
            let isOption = command.options.contains { option in
                option.value == value && option.names.contains { $0 == name || $0 == "-" + name && name.hasPrefix("-") }
            }
            #expect(isOption, "\(page): \(name) \(value ?? "") is no option")
        }
        if !page.operands.contains("options") {
            for option in command.options where Set(option.names).isDisjoint(with: Self.common.union(shown.map(\.name)))
            {
                Issue.record("\(page): \(option.names.joined(separator: ", ")) is not in the synopsis")
            }
        }
        for operand in command.operands.compactMap(\.value) {
            #expect(page.operands.contains(operand), "\(page): \(operand)")
        }
        for name in command.commands.map(\.name) {
            #expect(page.section("SYNOPSIS").contains(".Cm \(name)"), "\(page): \(name)")
        }
    }

    @Test("pages have the sections that users look for", arguments: ManualPage.all)
    func sections(name: String) throws {
        let page = try ManualPage(name)
        let expected =
            name.hasSuffix(".1")
            ? [
                "NAME", "SYNOPSIS", "DESCRIPTION", "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES", "DIAGNOSTICS",
                "SEE ALSO",
            ]
            : ["NAME", "DESCRIPTION", "EXAMPLES", "SEE ALSO"]
        #expect(expected.filter { !page.sections.contains($0) } == [], "missing in \(page)")
    }

    @Test("exit statuses are the toolkit's", arguments: ToolkitParts.documented.filter { $0 != "mp-healthcheck" })
    func statuses(tool: String) throws {
        let page = try ManualPage("\(tool).1")
        let listed = page.section("EXIT STATUS").filter { $0.hasPrefix(".It ") }
            .flatMap { $0.dropFirst(4).split(whereSeparator: { !$0.isNumber }) }.compactMap { Int32($0) }
        #expect(listed.first == 0 && listed.contains(64))
        for status in listed { #expect(ExitStatus(rawValue: status) != nil, "\(page): \(status)") }
    }

    @Test("references lead to pages", arguments: ManualPage.all)
    func references(name: String) throws {
        let page = try ManualPage(name)
        let ours = Set(ManualPage.all)
        for section in page.sections {
            for line in page.section(section) where line.hasPrefix(".Xr ") {
                let words = line.split(separator: " ")
                guard words.count >= 3,
                    words[1].hasPrefix("mp-") || words[1] == "xlsx2tsv" || words[1].hasPrefix("media-plan")
                else { continue }
                #expect(ours.contains("\(words[1]).\(words[2])"), "\(page): \(line)")
            }
        }
    }

    @Test(
        "mandoc finds nothing to complain about", .enabled(if: access("/usr/bin/mandoc", X_OK) == 0),
        arguments: ManualPage.all)
    func lint(name: String) async throws {
        let run = try await runTool("/usr/bin/mandoc", ["-T", "lint", "-W", "warning", "\(packageFolder)/man/\(name)"])
        #expect(run.output.isEmpty && run.status == 0, "\(run)")
    }
}

extension String {
    /// Whether the word stands in the text, with no letter or digit beside it.
    fileprivate func holds(_ word: String) -> Bool {
        var rest = self[...]
        while let range = rest.firstRange(of: word) {
            let before = range.lowerBound == startIndex ? nil : self[index(before: range.lowerBound)]
            let after = range.upperBound == endIndex ? nil : self[range.upperBound]
            if ![before, after].contains(where: { $0.map { $0.isLetter || $0.isNumber } ?? false }) { return true }
            rest = rest[range.upperBound...]
        }
        return false
    }
}
