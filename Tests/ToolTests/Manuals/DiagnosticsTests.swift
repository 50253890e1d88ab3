import Testing

/// DIAGNOSTICS list every code of a message that the tool can write.
@Suite("Message codes") struct DiagnosticsTests {
    /// What a tool links and never runs, as folders and files of Sources, or never tells of.
    private static let unreached: [String: [String]] = [
        "xlsx2tsv": [
            "Workbooks/Editing", "Workbooks/Verification", "Workbooks/Writing", "Streams/ConfigurationFile.swift",
            "Streams/Input.swift",
        ],
        "mp-extract": [
            "MediaPlans/BrandLift/BrandLiftResult+Files.swift",
            "Workbooks/Editing", "Workbooks/Export", "Workbooks/Sheets/Names.swift", "Workbooks/Sheets/Workbook.swift",
            "MediaPlans/Configuration/RulesCheck.swift", "MediaPlans/Coverage/SourceCoverage+Files.swift",
            "MediaPlans/Output/RecordAssembler.swift",
            "MediaPlans/Output/RecordReader.swift", "MediaPlans/Output/RecordValue.swift",
            "MediaPlans/Suggestions/ColumnMatching.swift", "MediaPlans/Suggestions/MappingMemory.swift",
            "MediaPlans/Periods/PeriodCut.swift",
        ],
        // --check-rules reads workbooks, and tells of the rules only.
        "mp-map": [
            "Workbooks/Export", "Workbooks/Sheets/Names.swift", "Workbooks/Sheets/StorageRemarks.swift",
            "Workbooks/Sheets/Workbook.swift", "SourceFiles", "MediaPlans/Extraction.swift", "MediaPlans/BrandLift",
            "MediaPlans/Profiles", "MediaPlans/Currencies", "MediaPlans/Coverage/LineCells.swift",
            "MediaPlans/Coverage/SourceCoverage.swift",
            "MediaPlans/Filters",
            "MediaPlans/Findings", "MediaPlans/Output/PlanVersions.swift", "MediaPlans/Reading", "MediaPlans/Records",
            "MediaPlans/Regions", "MediaPlans/Tables", "MediaPlans/Periods/RecordGrouping.swift",
        ],
        "mp-validate": [
            "Workbooks/Editing", "Workbooks/Export", "Workbooks/Sheets/Names.swift",
            "Workbooks/Sheets/StorageRemarks.swift", "Workbooks/Sheets/Workbook.swift",
            "MediaPlans/Configuration/RulesCheck.swift", "MediaPlans/Reading", "MediaPlans/Profiles", "SourceFiles",
            "MediaPlans/Suggestions/ColumnMatching.swift", "MediaPlans/Suggestions/MappingMemory.swift",
            "MediaPlans/Periods/RecordGrouping.swift",
        ],
        // Of archives it makes one, and reads back that one. What is wrong with configuration is a line of the bundle.
        "mp-diagnose": ["Bundles", "Streams/ConfigurationFile.swift", "Streams/Input.swift"],
        "mp-ledger": ["Streams/Input.swift"],
        "mp-ask": ["Streams/Input.swift"],
        // What reading says becomes verdicts.
        "mp-healthcheck": [
            "Health", "Checks", "Trackers", "MediaPlans", "SourceFiles", "Workbooks", "Streams/ConfigurationFile.swift",
            "Streams/Input.swift",
        ],
    ]

    @Test(
        "every code that the tool can write stands in DIAGNOSTICS, and nothing else", arguments: ToolkitParts.documented
    )
    func codes(tool: String) throws {
        let page = try ManualPage("\(tool).1")
        let unreached = Self.unreached[tool] ?? []
        let sources = ToolkitParts.rooms(below: tool).flatMap(ToolkitParts.swiftSources)
        let declared = sources.reduce(into: [:]) { names, source in
            names.merge(Self.declarations(in: source.text)) { first, _ in first }
        }
        var written: Set<String> = []
        for source in sources where !unreached.contains(where: { source.path.hasPrefix("Sources/\($0)") }) {
            let words = Set(
                source.text.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "." }).compactMap(Self.member)
            )
            written.formUnion(declared.filter { words.contains($0.key) }.values)
            written.formUnion(Self.literals(in: source.text))
        }
        #expect(!written.isEmpty)
        #expect(written.subtracting(page.codes).sorted() == [], "missing in \(page)")
        #expect(page.codes.subtracting(written).sorted() == [], "\(page) has codes that \(tool) does not write")
    }

    @Test("what is said not to be reached is there", arguments: unreached.keys.sorted())
    func exceptions(tool: String) {
        let paths = ToolkitParts.rooms(below: tool).flatMap(ToolkitParts.swiftSources).map(\.path)
        for part in Self.unreached[tool] ?? [] {
            #expect(paths.contains { $0.hasPrefix("Sources/\(part)") }, "\(part)")
        }
    }

    private static let start = "MessageCode(rawValue: \""

    /// `static let name = MessageCode(rawValue: "code")`: the code by the member's name.
    private static func declarations(in text: String) -> [String: String] {
        var found: [String: String] = [:]
        for line in text.split(separator: "\n") where line.contains("static let ") {
            guard let range = line.firstRange(of: " = " + start),
                let name = line[..<range.lowerBound].split(separator: " ").last
            else { continue }
            found[String(name)] = String(line[range.upperBound...].prefix { $0 != "\"" })
        }
        return found
    }

    /// Codes that are written where they are used.
    private static func literals(in text: String) -> [String] {
        text.split(separator: "\n").filter { !$0.contains("static let ") }.compactMap { line in
            guard let range = line.firstRange(of: start) else { return nil }
            let code = line[range.upperBound...].prefix { $0 != "\"" }
            return code.isEmpty || !code.allSatisfy { $0.isLetter || $0 == "-" || $0.isNumber } ? nil : String(code)
        }
    }

    /// The member that `.cannotRead` or `MessageCode.cannotRead` names; what stands behind a value is none.
    private static func member(_ word: Substring) -> String? {
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && ["", "MessageCode"].contains(parts[0]) ? String(parts[1]) : nil
    }
}
