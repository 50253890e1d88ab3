import ArgumentParser
import MediaPlans
import Streams
import Toolkit
import Workbooks

/// What helps to write a source profile.
struct SourceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write a source profile for this file, with what its headers and values tell, as JSON; what is open is asked in messages.",
            valueName: "file"), completion: .file())
    var draftSource: String?

    @Option(
        help: ArgumentHelp(
            "Show for each sheet of this file the row that is most likely its header, what each of its cells means or may mean, what the rows under it were taken for, and what is missing.",
            valueName: "file"), completion: .file())
    var explain: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Show what the source profile that is named first makes of the file named behind it: first records, sums, and columns without a place.",
            valueName: "file"), completion: .file())
    var checkSource: [String] = []

    @Flag(
        help: "With --draft-source, write a table of the columns instead: header, record column, score, first values.")
    var columns = false

    var isAsked: Bool { draftSource != nil || explain != nil || !checkSource.isEmpty }

    func validate() throws {
        guard checkSource.isEmpty || checkSource.count == 2 else {
            throw ValidationError("--check-source takes a profile's name and a file")
        }
        guard [draftSource != nil, explain != nil, !checkSource.isEmpty].count(where: { $0 }) <= 1 else {
            throw ValidationError("--draft-source, --check-source and --explain cannot be given together")
        }
        guard !columns || draftSource != nil else { throw ValidationError("--columns goes with --draft-source") }
    }
}

/// One run of --draft-source, --check-source or --explain.
struct SourceRun {
    let options: SourceOptions
    let inputs: InputOptions
    let outputs: OutputOptions
    let session: Session

    func run() throws {
        let home = environment("MP_HOME") ?? "."
        let vocabulary = try Vocabulary.loading(home: home)
        for path in [options.draftSource, options.explain, options.checkSource.last].compactMap({ $0 })
        where path != "-" {
            if let failure = Failure.missing(path, pattern: "*.csv") { throw failure }
        }
        let output = try Output.to(outputs.file)
        if let path = options.draftSource {
            try draft(path, vocabulary, output)
        } else if let path = options.explain {
            try ExplainRun(
                path: path, vocabulary: vocabulary, book: inputs.sources(home: home, vocabulary),
                rules: ClientRules.loading(home: home, client: inputs.client ?? environment("CLIENT_ID")),
                memory: MappingMemory.loading(home: home)
            ).write(to: output)
        } else {
            try check(options.checkSource[0], options.checkSource[1], home, vocabulary, output)
        }
        try output.finish()
    }

    private func draft(_ path: String, _ vocabulary: Vocabulary, _ output: Output) throws {
        let draft = try SourceDraft(of: FileSource(path: path, report: session.report), vocabulary: vocabulary)
        if options.columns {
            for row in draft.table { try output.write(TSV.line(row)) }
            return
        }
        for question in draft.questions { session.report(question) }
        try output.write(draft.json(.delivered).indented() + "\n")
    }

    // MARK: Checking

    private static let shown: [RecordColumn] = [
        .sourceRow, .market, .campaign, .cejObjectives, .startDate, .endDate, .localCurrency, .budgetLocal,
        .impressions,
        .clicksActions, .videoViews,
    ]
    private static let summed: [RecordColumn] = [.budgetLocal, .impressions, .clicksActions, .videoViews]
    private static let mostShown = 20

    /// A sum without the digits that adding up leaves behind.
    private static func shown(_ sum: Double) -> String {
        DecimalText.string(sum.magnitude < 1e12 ? (sum * 1e4).rounded() / 1e4 : sum)
    }

    private func check(
        _ name: String, _ path: String, _ home: String, _ vocabulary: Vocabulary, _ output: Output
    ) throws {
        var book = try SourceBook.loading(home: home, vocabulary: vocabulary)
        let profile = try book.profile(named: name)
        book.asked = profile
        var count = 0
        var sums: [RecordColumn: Double] = [:]
        var extras: [String: Int] = [:]
        var order: [String] = []
        try output.write(TSV.line(Self.shown.map(\.rawValue)))
        let extraction = Extraction(
            vocabulary: vocabulary, sources: book,
            emit: { record in
                count += 1
                for column in Self.summed {
                    if let number = record[column].number { sums[column, default: 0] += number }
                }
                for extra in record.extras where !extra.value.isUnknown {
                    if extras[extra.name] == nil { order.append(extra.name) }
                    extras[extra.name, default: 0] += 1
                }
                if count <= Self.mostShown { try output.write(TSV.line(Self.shown.map { record[$0].shownText })) }
            }, report: session.report)
        try extraction.read(FileSource(path: path, report: session.report), as: profile.kind ?? .delivered)
        if count > Self.mostShown { try output.write("and \(count - Self.mostShown) more\n") }
        try output.write(
            TSV.line(
                Self.shown.map { column in
                    column == .market ? "SUM OF \(count)" : sums[column].map(Self.shown) ?? ""
                }))
        for region in extraction.regions {
            for total in region.totals {
                let words = total.isProved ? "the lines add up to it" : "the lines do not add up to it"
                let sums = total.sums.map { "\($0.column.rawValue) \(Self.shown($0.value))" }
                try output.write("total: \(total.text) (\(total.cell)), \(sums.joined(separator: ", ")): \(words)\n")
            }
        }
        for name in order { try output.write("no place: \(name), \(extras[name] ?? 0) values\n") }
        try output.write("coverage: \(extraction.coverage.sentence)\n")
        for gap in extraction.coverage.gaps(most: 20) { try output.write("not: \(gap)\n") }
    }
}

extension FieldValue {
    /// As records write it; empty for unknown.
    fileprivate var shownText: String {
        switch self {
        case .unknown: ""
        case .number(let number): DecimalText.string(number)
        case .date(let date): date.description
        case .text(let text): text
        }
    }
}
