import Streams
import Workbooks

/// What is understood of a sheet: the row that is most likely its header, and each of its cells.
public struct SheetExplanation: Sendable {
    public var sheet: SourceSheet
    /// What the header's cells mean or may mean; nil where no row may be a header.
    public var draft: SourceDraft?
    /// Whether two rows make the header.
    public var hasTwoRows = false
    private var groups = HeaderGroups()

    init(_ sheet: SourceSheet, _ candidate: HeaderCandidate?, _ vocabulary: Vocabulary) {
        self.sheet = sheet
        draft = candidate.map { SourceDraft($0, vocabulary) }
        hasTwoRows = candidate?.isJoined ?? false
        groups = candidate?.groups ?? HeaderGroups()
    }

    /// Looks through all sheets of a source.
    public static func reading(_ source: some SheetSource, vocabulary: Vocabulary) throws -> [SheetExplanation] {
        let finder = HeaderFinder(vocabulary: vocabulary, fewestTexts: 2)
        try source.walk(finder)
        return finder.sheets.map { sheet in
            SheetExplanation(sheet, finder.candidates.first { $0.sheet == sheet }, vocabulary)
        }
    }

    /// How far a header's cell is known.
    private enum Knowledge: String { case known, nearly = "nearly known", unknown }

    private func knowledge(of column: SourceDraft.Column) -> (Knowledge, String) {
        if let pivot = groups.pivots[column.cell.column] {
            return (.known, "\(pivot.measure.rawValue) of \(pivot.key.text)")
        }
        if groups.otherSide.contains(column.cell.column) { return (.known, "of the other side, kept beside") }
        if groups.totals.contains(column.cell.column) { return (.known, "the sum of other columns") }
        if let other = column.sameAs { return (.known, "\(other.rawValue), as another column, which is taken") }
        guard let proposal = column.proposal else { return (.unknown, "") }
        guard column.score < 1 else { return (.known, proposal.rawValue) }
        return (.nearly, "\(proposal.rawValue) (\(DecimalText.string((column.score * 100).rounded() / 100)))")
    }

    /// A line about each cell of the header: cell, text, how far it is known, what it means, first values.
    public var lines: [[String]] {
        (draft?.columns ?? []).map { column in
            let (state, meaning) = knowledge(of: column)
            return [
                column.cell.description, column.header, state.rawValue, meaning,
                column.samples.joined(separator: " | "),
            ]
        }
    }

    /// `most likely the header is in row 4: 12 cells, 9 known, 1 nearly known, 2 unknown`
    public var sentence: String {
        guard let draft else { return "no row of two texts or more that may be a header" }
        let states = draft.columns.map { knowledge(of: $0).0 }
        let rows = hasTwoRows ? "rows \(draft.headerRow - 1) and \(draft.headerRow)" : "row \(draft.headerRow)"
        let counts = [Knowledge.known, .nearly, .unknown].map { state in
            "\(states.count { $0 == state }) \(state.rawValue)"
        }
        return
            "most likely the header is in \(rows): \(counted(states.count, "cell")), \(counts.joined(separator: ", "))"
    }
}

/// The row of a sheet that came nearest to a header, for messages about sheets of which nothing is recognised.
struct NearestHeader {
    private(set) var row: Int?
    private var known = 0
    private var texts = 0
    private var unknown: [String] = []

    /// Rows beyond these are not looked at.
    private static let rows = 60

    mutating func look(at row: SheetRow, _ naming: HeaderNaming) {
        guard row.number <= Self.rows, let cells = HeaderRecognition.headerTexts(row), cells.count >= 2 else { return }
        let found = cells.values.count { naming.column(named: $0) != nil }
        guard found > known || self.row == nil && cells.count >= 3 else { return }
        (self.row, known, texts) = (row.number, found, cells.count)
        unknown = cells.sorted { $0.key < $1.key }.map(\.value).filter { naming.column(named: $0) == nil }
    }

    /// `row 4 came nearest to a header: 2 of 6 names are known, "Taps", "Zone" are not`
    var sentence: String? {
        guard let row else { return nil }
        let others = unknown.prefix(4).map { "\"\(String($0.prefix(40)))\"" }.joined(separator: ", ")
        return "row \(row) came nearest to a header: \(known) of \(counted(texts, "name")) known"
            + (others.isEmpty ? "" : ", not \(others)")
    }
}
