import Streams
import Workbooks

/// A source profile proposed for a file: the row that is most likely its header, and what each of its columns may be.
public struct SourceDraft: Sendable {
    /// A column under the proposed header.
    public struct Column: Sendable {
        /// The header's cell; in a header of two rows, the lower one's.
        public var cell: CellReference
        public var header: String
        /// What it probably is; nil where nothing says so.
        public var proposal: RecordColumn?
        /// From 0 to 1; 1 for a header that is known.
        public var score: Double
        /// The first different values, three at most.
        public var samples: [String]
        /// Set where it means what a better column does.
        public var sameAs: RecordColumn?
    }

    /// The file's name in messages.
    public var file: String
    public var sheet: String
    public var headerRow: Int
    public var columns: [Column]
    /// The platform that the names of sheet or file tell.
    public var platform: Platform?
    /// The currency that headers of amounts name.
    public var currency: String?

    /// Columns that a line needs for figures to be made of it.
    static let needed: [RecordColumn] = [
        .market, .campaign, .cejObjectives, .budgetLocal, .impressions, .clicksActions,
    ]

    /// Needed columns that no header was proposed for.
    public var missing: [RecordColumn] {
        let found = Set(columns.compactMap(\.proposal))
        return Self.needed.filter { !found.contains($0) }
    }

    /// Looks through a source.
    ///
    /// - Throws: what the source throws; `Failure` with status 65 when no sheet has a row of texts that may be a header.
    public init(of source: some SheetSource, vocabulary: Vocabulary) throws {
        let finder = HeaderFinder(vocabulary: vocabulary, fewestTexts: 3)
        try source.walk(finder)
        guard let best = finder.candidates.max(by: { $0.score < $1.score }) else {
            throw Failure(
                .data, .noRegion, at: Place(file: source.name),
                "has no row of three texts or more that may be a header",
                hint: "see that the file holds the table")
        }
        self.init(best, vocabulary)
    }

    /// A profile for the table under a row that may be its header.
    init(_ candidate: HeaderCandidate, _ vocabulary: Vocabulary) {
        let (sheet, header, lines) = (candidate.sheet, candidate.header, candidate.lines)
        file = sheet.file
        self.sheet = sheet.name
        headerRow = header.number
        platform =
            vocabulary.platform(inWordsOf: sheet.name)
            ?? vocabulary.platform(inWordsOf: String(fileName(of: sheet.file).prefix { $0 != "." }))
        let suggester = OfflineSuggester(vocabulary: vocabulary)
        columns = header.cells.filter { !$0.value.isBlank }.map { cell in
            var survey = SurveyedColumn(name: cleanedName(cell.value.displayText))
            for row in lines {
                guard let value = row.cells.first(where: { $0.reference.column == cell.reference.column })?.value else {
                    continue
                }
                survey.add(Self.field(value), vocabulary)
            }
            let text = foldedBlanks(cell.value.displayText)
            let known = HeaderNaming(vocabulary: vocabulary, rules: ClientRules()).column(named: text)?.column
            let proposal = known == nil ? suggester.proposal(for: survey, least: 0.5) : nil
            return Column(
                cell: cell.reference, header: text, proposal: known ?? proposal?.destination,
                score: known != nil ? 1 : proposal?.score ?? 0,
                samples: survey.samples)
        }
        currency =
            columns.lazy.compactMap { column in
                column.proposal?.isAmount ?? false ? Currency.parted(column.header)?.code : nil
            }.first
        keepBest()
    }

    /// Of several headers for one record column the best keeps it.
    private mutating func keepBest() {
        for column in Set(columns.compactMap(\.proposal)) {
            let claims = columns.indices.filter { columns[$0].proposal == column }
            // Of equal ones the first, but a cap is never what was spent.
            let best = claims.max { rank($0) < rank($1) }
            for index in claims where index != best {
                if columns[index].score >= 1 { columns[index].sameAs = column }
                columns[index].proposal = nil
            }
        }
    }

    private func rank(_ index: Int) -> (Double, Int, Int) {
        let isCap = normalised(columns[index].header).split(separator: " ").contains("budget")
        return (columns[index].score, isCap ? 0 : 1, -index)
    }

    private static func field(_ value: CellValue) -> FieldValue {
        switch value {
        case .empty, .error: .unknown
        case .number(let number): .number(number)
        case .date(let serial): serial.date.map { .date($0) } ?? .unknown
        case .text(let text):
            switch NumberParse(text).number {
            case .number(let number), .percentage(let number): .number(number)
            default: text.trimmed().isEmpty ? .unknown : date(fromText: text).map { .date($0) } ?? .text(text.trimmed())
            }
        case .boolean: .text(value.displayText)
        }
    }

    /// The profile as JSON that `config/sources` takes.
    public func json(_ kind: InputKind) -> JSON {
        func list(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }
        var members: [JSON.Member] = [
            .init("$schema", .string("source.schema.json")), .init("kind", .string(kind.rawValue)),
            .init("match", .object([.init("header", list(matchWords))])),
        ]
        if let platform { members.append(.init("platform", .object([.init("constant", .string(platform.code))]))) }
        members.append(
            .init(
                "columns",
                .object(
                    RecordColumn.allCases.compactMap { column in
                        columns.firstIndex { $0.proposal == column }.map {
                            .init(column.rawValue, .array([name(of: $0)]))
                        }
                    })))
        let words = [RecordColumn.market, .cejObjectives].filter { missing.contains($0) }
        if !words.isEmpty, columns.contains(where: { $0.proposal == .campaign }) {
            members.append(.init("names", .array([.object([.init("words", list(words.map(\.rawValue)))])])))
        }
        return .object(members)
    }

    /// A column's header; where others read alike, with which of them it is.
    private func name(of index: Int) -> JSON {
        let header = columns[index].header
        let alike = columns.indices.filter { normalised(columns[$0].header) == normalised(header) }
        guard alike.count > 1, let place = alike.firstIndex(of: index) else { return .string(header) }
        let number = Double(place) + 1  // fits: doubles
        return .object([.init("header", .string(header)), .init("number", .number(number))])
    }

    /// The headers that tell the kind of file: those of the record columns, four at most.
    private var matchWords: [String] {
        let mapped = columns.filter { $0.proposal != nil && !normalised($0.header).isEmpty }.map(\.header)
        let others = columns.filter { $0.proposal == nil && !normalised($0.header).isEmpty }.map(\.header)
        return Array((mapped + others).prefix(4))
    }

    /// The columns as a table: header, record column, score, first values.
    public var table: [[String]] {
        [["header", "record_column", "score", "samples"]]
            + columns.map {
                [
                    $0.header, $0.proposal?.rawValue ?? "",
                    $0.proposal == nil ? "" : DecimalText.string(($0.score * 100).rounded() / 100),
                    $0.samples.joined(separator: " | "),
                ]
            }
    }

    /// What a person has to settle.
    public var questions: [Message] {
        var found: [Message] = []
        let place = Place(file: file, sheet: sheet, cell: "row \(headerRow)")
        func ask(_ text: String, _ hint: String) {
            found.append(Message(.note, .openQuestion, at: place, text, hint: hint))
        }
        ask(
            "is this the header? It reads \(columns.prefix(4).map { "\"\($0.header)\"" }.joined(separator: ", "))",
            "else write \"header\": {\"row\": N} into the profile")
        if platform == nil {
            ask(
                "which platform is it?",
                "write \"platform\": {\"constant\": NAME}, or {\"from\": \"column\"} with a PLATFORM column")
        }
        for column in missing {
            ask(
                "which column is \(column.rawValue)?",
                "name its header under \"columns\", or its value under \"constants\"")
        }
        for column in columns where column.proposal != nil && column.score < 1 {
            ask(
                "is \"\(column.header)\" \(column.proposal!.rawValue)? It holds \(column.samples.joined(separator: " | "))",
                "else change it under \"columns\"")
        }
        if currency == nil, !columns.contains(where: { $0.proposal == .localCurrency }) {
            ask("which currency are the amounts in?", "write \"currency\": \"AED\" into the profile")
        }
        return found
    }
}

extension MessageCode {
    /// A draft of a source profile leaves something to settle.
    public static let openQuestion = MessageCode(rawValue: "open-question")
}
