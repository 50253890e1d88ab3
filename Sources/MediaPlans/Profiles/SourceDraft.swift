import Streams
import Workbooks

/// A source profile proposed for a file: the row that is most likely its header, and what each of its columns may be.
public struct SourceDraft: Sendable {
    /// A column under the proposed header.
    public struct Column: Sendable {
        public var header: String
        /// What it probably is; nil where nothing says so.
        public var proposal: RecordColumn?
        /// From 0 to 1; 1 for a header that is known.
        public var score: Double
        /// The first different values, three at most.
        public var samples: [String]
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
        let looker = DraftVisitor(vocabulary: vocabulary)
        try source.walk(looker)
        guard let best = looker.best else {
            throw Failure(
                .data, .noRegion, at: Place(file: source.name),
                "has no row of three texts or more that may be a header",
                hint: "see that the file holds the table")
        }
        self = best.draft
    }

    fileprivate init(_ sheet: SourceSheet, header: SheetRow, lines: ArraySlice<SheetRow>, _ vocabulary: Vocabulary) {
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
                header: text, proposal: known ?? proposal?.destination, score: known != nil ? 1 : proposal?.score ?? 0,
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
            guard let best = claims.max(by: { columns[$0].score < columns[$1].score }) else { continue }
            for index in claims where index != best { columns[index].proposal = nil }
        }
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
                        columns.first { $0.proposal == column }.map { .init(column.rawValue, list([$0.header])) }
                    })))
        let words = [RecordColumn.market, .cejObjectives].filter { missing.contains($0) }
        if !words.isEmpty, columns.contains(where: { $0.proposal == .campaign }) {
            members.append(.init("names", .array([.object([.init("words", list(words.map(\.rawValue)))])])))
        }
        return .object(members)
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

/// Finds the sheet and row that are most likely a header.
private final class DraftVisitor: SheetVisitor {
    private let vocabulary: Vocabulary
    private var sheet: SourceSheet?
    private var rows: [SheetRow] = []
    private(set) var best: (draft: SourceDraft, score: Int)?

    init(vocabulary: Vocabulary) { self.vocabulary = vocabulary }

    func begin(_ sheet: SourceSheet, merges: RowMerges) -> Bool {
        self.sheet = sheet
        rows = []
        return true
    }

    func row(_ row: SheetRow) -> Bool {
        rows.append(row)
        return rows.count < SheetHead.rows
    }

    func end() {
        guard let sheet else { return }
        let naming = HeaderNaming(vocabulary: vocabulary, rules: ClientRules())
        for (index, row) in rows.enumerated() {
            let texts = row.cells.compactMap { $0.value.text }.filter {
                NumberText($0) == .unclear && !$0.trimmed().isEmpty
            }
            guard texts.count >= 3, texts.count == row.cells.count(where: { !$0.value.isBlank }) else { continue }
            let score = texts.count { naming.column(named: $0) != nil } * 10 + min(texts.count, 9)
            guard score > best?.score ?? 0 else { continue }
            best = (SourceDraft(sheet, header: row, lines: rows[(index + 1)...], vocabulary), score)
        }
    }
}
