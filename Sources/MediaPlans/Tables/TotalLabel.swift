import Streams
import Workbooks

/// The cell that says that a row sums others up.
struct TotalLabel: Equatable {
    var text: String
    /// What the text says besides the word: `uae` of `TOTAL UAE`.
    var rest: String
    var cell: CellReference
    /// Whether the row cannot be a line; where it may be one, arithmetic decides (a campaign called "Total Care").
    var isCertain: Bool
    /// Whether a source profile's word says so: what it names may be told by no column of the file (`Total: Search`).
    var isOfProfile = false
}

extension Vocabulary {
    /// Words that may name a whole: a line or column of such a name sums others up where arithmetic says so, and is
    /// an ordinary one elsewhere.
    private static let wholes: Set<String> = [
        "all", "overall", "whole", "everything", "campaign", "whole campaign", "entire campaign", "overall campaign",
        "all stages", "all phases", "all objectives", "all formats", "all funnels", "full funnel", "all funnel",
        "all markets", "all countries", "all regions", "all platforms", "combined", "aggregate", "ww",
    ]

    /// Whether a text may name a whole.
    func isWhole(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, first >= 0x80 || Self.wholeFirst[Int(first)] else { return false }
        return Self.wholes.contains(normalised(text))
    }

    /// Bytes with which such a word may begin: its first letter in either case, and all that are no letter or digit.
    private static let wholeFirst: [Bool] = {
        let letters = Set(wholes.compactMap(\.utf8.first))
        return (0..<128).map { byte in
            let lower = UInt8(byte) | 0x20
            let isOfWord = lower &- 97 < 26 || UInt8(byte) &- 48 < 10
            return !isOfWord || letters.contains(lower)
        }
    }()

    /// Whether a text begins or ends with a word for a total, or may name a whole.
    public func maySayTotal(_ text: some StringProtocol) -> Bool { isWhole(text) || totalRest(of: text) != nil }

    /// Whether the heading of a column of a table with other markets' columns names their total: a word for a total,
    /// alone or with what it is the total of (`GNE Total`), or a word for a whole.
    func isTotalHeading(_ text: some StringProtocol) -> Bool {
        if isTotal(text) || isWhole(text) { return true }
        guard let rest = totalRest(of: text) else { return false }
        return rest.isEmpty || isWhole(rest) || market(named: rest) != nil
    }

    /// The words besides the one for a total, normalised, where a text begins or ends with one; nil where it does not.
    func totalRest(of text: some StringProtocol) -> String? {
        // Nearly no text has such a word.
        guard mayHoldTotal(text) else { return nil }
        let words = normalised(text).split(separator: " ")
        guard !words.isEmpty else { return nil }
        for phrase in totalPhrases where phrase.count <= words.count {
            if words.starts(with: phrase) { return rest(words.dropFirst(phrase.count)) }
            if words.suffix(phrase.count).elementsEqual(phrase) { return rest(words.dropLast(phrase.count)) }
        }
        return nil
    }

    /// Whether the first or the last word of a text is one with which a phrase for a total begins or ends.
    func mayHoldTotal(_ text: some StringProtocol) -> Bool {
        text.utf8.withContiguousStorageIfAvailable(totalEdges.mayEdge) ?? true
    }

    private func rest(_ words: ArraySlice<Substring>) -> String {
        words.filter { !["of", "the", "for"].contains($0) }.joined(separator: " ")
    }
}

extension LineReader {
    /// Columns in which a word for a total may name the row; others (comments, audiences) speak of something else.
    static let labelColumns: Set<RecordColumn> = [
        .market, .brand, .campaign, .platform, .cejObjectives, .formatType, .placement, .adUnitType,
    ]
    /// "any of its first cells"
    private static let labelCells = 4

    /// The label of a row of totals; nil for a row that does not say so.
    func totalLabel(_ row: SheetRow) -> TotalLabel? {
        var seen = 0
        for cell in row.cells where plan.columns.contains(cell.reference.column) && !cell.value.isBlank {
            guard case .text(let text) = cell.value else {
                if case .number = cell.value { return nil }
                continue
            }
            guard cell.value.marker == nil, !vocabulary.isUnknown(text.trimmed()) else { continue }
            seen += 1
            guard seen <= Self.labelCells else { return nil }
            if let label = totalLabel(text, cell.reference, row) { return label }
        }
        return nil
    }

    private func totalLabel(_ text: String, _ cell: CellReference, _ row: SheetRow) -> TotalLabel? {
        let slot = slots[cell.column - plan.columns.lowerBound]
        guard slot.mayLabelTotal else { return nil }
        let role = slot.role
        guard let rest = totalRest(of: text) else { return nil }
        let label = { TotalLabel(text: text.trimmed(), rest: rest, cell: cell, isCertain: $0) }
        if role == .column(.market) { return cells.marketName(text.trimmed()) == nil ? label(true) : nil }
        if role == .column(.cejObjectives) { return vocabulary.stage(named: text) == nil ? label(true) : nil }
        // A brand or campaign may have such a name: then the row has what makes a line.
        let market = plan.column(of: .market).flatMap { self.text(row, $0) }.flatMap { cells.marketName($0) }
        let stage = plan.column(of: .cejObjectives).flatMap { self.text(row, $0) }.flatMap {
            vocabulary.stage(named: $0)
        }
        if market != nil, stage != nil || plan.column(of: .cejObjectives) == nil { return nil }
        let others = row.cells.count { other in
            guard other.reference != cell, plan.columns.contains(other.reference.column),
                case .text(let text) = other.value, !other.value.isBlank
            else { return false }
            return !vocabulary.isUnknown(text.trimmed()) && NumberText(text.trimmed()) == .unclear
        }
        return label(market == nil && stage == nil && others <= 1)
    }

    /// `Vocabulary.totalRest`, remembered for the texts of lines.
    private func totalRest(of text: String) -> String? {
        guard vocabulary.mayHoldTotal(text) else { return nil }
        if let known = totalRests[text] { return known }
        let rest = vocabulary.totalRest(of: text)
        if totalRests.count < 10_000 { totalRests[text] = .some(rest) }
        return rest
    }
}

extension LineReader {
    /// `Vocabulary.isTotal`, remembered for the texts of lines.
    func isTotal(_ text: String) -> Bool {
        guard vocabulary.mayBeginTotal(text) else { return false }
        if let known = totalTexts[text] { return known }
        let found = vocabulary.isTotal(text)
        if totalTexts.count < 10_000 { totalTexts[text] = found }
        return found
    }

    /// `Vocabulary.isWhole`, remembered for the texts of lines.
    func isWhole(_ text: String) -> Bool {
        if let known = wholeTexts[text] { return known }
        let found = vocabulary.isWhole(text)
        if wholeTexts.count < 10_000 { wholeTexts[text] = found }
        return found
    }
}

extension Record {
    private static let labels: [RecordColumn] = [
        .market, .brand, .campaign, .platform, .cejObjectives, .formatType, .placement, .adUnitType, .targetAudience,
        .creativeName, .comments,
    ]

    /// Whether a text says what the record is about.
    var isLabelled: Bool {
        Self.labels.contains { !self[$0].isUnknown } || extras.contains { $0.value.text != nil }
    }
}

extension LineReader {
    /// The label of a line whose stage or market names a whole; nil for other lines.
    func wholeLabel(_ record: Record) -> TotalLabel? {
        for column in [RecordColumn.market, .cejObjectives] {
            guard let text = record[column].text, isWhole(text), let index = plan.column(of: column),
                let row = record[.sourceRow].number
            else { continue }
            let cell = CellReference(row: Int(row), column: index)
            return TotalLabel(text: text.trimmed(), rest: "", cell: cell, isCertain: false)
        }
        return nil
    }

    /// Whether a record has a text under each header of market, stage, campaign and format.
    func isFullyLabelled(_ record: Record) -> Bool {
        [RecordColumn.market, .cejObjectives, .campaign, .formatType].allSatisfy {
            plan.column(of: $0) == nil || !record[$0].isUnknown
        }
    }

    /// Notes a total that the lines do not add up to; nil for one that is read as a line.
    func noteMismatch(_ label: TotalLabel, _ what: TotalCheck.Difference?) {
        var place = sheet
        place.cell = label.cell.description
        let text = foldedBlanks(label.text)
        let message =
            what.map {
                Message(
                    $0.isOfOthers ? .warning : .error, .totalMismatch, at: place,
                    "\"\(text)\" is a total that the lines do not add up to: \(words($0, row: label.cell.row))",
                    hint: $0.isOfOthers
                        ? "another total proves the lines; name this one so that it does not read like theirs"
                        : "check whether a line is missing or counted twice")
            }
            ?? Message(
                .warning, .totalMismatch, at: place,
                "\"\(text)\" reads like a total, but the lines do not add up to it: read as a line",
                hint: "rename it if it is a line, or correct the sum")
        cells.findings.add(line: message, row: label.cell.row)
    }

    /// What a line states that does not say so: the first measure, with the places of the lines.
    func unsaidWords(_ sum: LineSums.Sum) -> String {
        let measure = LineSums.measures.indices.first { sum.isKnown[$0] && sum.values[$0] != 0 }
        guard let measure else { return "" }
        let column = LineSums.measures[measure]
        let range = sum.rows.flatMap { rows in
            plan.column(of: column).map {
                CellRange(
                    CellReference(row: rows.lowerBound, column: $0), CellReference(row: rows.upperBound, column: $0))
            }
        }
        let places = range.map { " (\($0))" } ?? ""
        return "\(counted(sum.lines, "line"))\(places), \(column.rawValue) \(figureText(sum.values[measure]))"
    }

    /// Both numbers with their places.
    private func words(_ difference: TotalCheck.Difference, row: Int) -> String {
        guard let measure = difference.measure else { return "no line has such a measure" }
        func cells(_ rows: ClosedRange<Int>?) -> String {
            guard let rows else { return "" }
            guard let column = plan.column(of: measure) else { return " (rows \(rows.lowerBound)–\(rows.upperBound))" }
            let range = CellRange(
                CellReference(row: rows.lowerBound, column: column), CellReference(row: rows.upperBound, column: column)
            )
            return " (\(range))"
        }
        return
            "its \(measure.rawValue)\(cells(row...row)) is \(figureText(difference.stated)), and the \(counted(difference.lines, "line"))\(cells(difference.rows)) come to \(figureText(difference.sum))"
    }
}
