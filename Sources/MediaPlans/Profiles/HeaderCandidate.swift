import Workbooks

/// A row that may be the header of a sheet's table, with the rows under it.
struct HeaderCandidate {
    var sheet: SourceSheet
    /// Where two rows make one header, their texts joined in the lower one's cells.
    var header: SheetRow
    /// Whether the row above it is part of it.
    var isJoined = false
    /// How many of its texts are known.
    var known: Int
    /// What columns of periods, markets or the other side are.
    var groups = HeaderGroups()
    var lines: ArraySlice<SheetRow>

    /// Known texts count most, then how many there are.
    var score: Int { known * 10 + min(header.cells.count, 9) }
}

/// Finds for each sheet the row that is most likely its header.
final class HeaderFinder: SheetVisitor {
    private let recognition: HeaderRecognition
    private let fewestTexts: Int
    private var sheet: SourceSheet?
    private var rows: [SheetRow] = []
    private(set) var candidates: [HeaderCandidate] = []
    /// All sheets, in their order.
    private(set) var sheets: [SourceSheet] = []

    init(vocabulary: Vocabulary, fewestTexts: Int) {
        recognition = HeaderRecognition(
            naming: HeaderNaming(vocabulary: vocabulary, rules: ClientRules()))
        self.fewestTexts = fewestTexts
    }

    func begin(_ sheet: SourceSheet, merges: RowMerges) -> Bool {
        self.sheet = sheet
        sheets.append(sheet)
        rows = []
        return true
    }

    func row(_ row: SheetRow) -> Bool {
        rows.append(row)
        return rows.count < SheetHead.rows
    }

    func end() {
        guard let sheet else { return }
        var best: HeaderCandidate?
        for (index, row) in rows.enumerated() {
            guard let texts = texts(row), texts.count >= fewestTexts else { continue }
            var candidate = HeaderCandidate(
                sheet: sheet, header: row, known: known(texts.mapValues { (nil, $0) }), lines: rows[(index + 1)...])
            candidate.groups = recognition.columns(texts.mapValues { (nil, $0) }).groups
            candidate.header.cells = row.cells.filter { texts[$0.reference.column] != nil }
            if let joined = joined(index, texts), joined.known > candidate.known { candidate = joined }
            if candidate.score > best?.score ?? 0 { best = candidate }
        }
        if let best { candidates.append(best) }
    }

    /// The texts of a row that holds nothing else.
    private func texts(_ row: SheetRow) -> [Int: String]? {
        let cells = row.cells.filter { !$0.value.isBlank && $0.value.marker == nil }
        guard cells.allSatisfy({ $0.value.text.map { NumberText($0.trimmed()) == .unclear } ?? false }) else {
            return nil
        }
        return Dictionary(uniqueKeysWithValues: cells.map { ($0.reference.column, foldedBlanks($0.value.displayText)) })
    }

    private func known(_ cells: [Int: (group: String?, text: String)]) -> Int {
        let (texts, groups) = recognition.columns(cells)
        return texts.count {
            groups.pivots[$0.key] != nil || groups.otherSide.contains($0.key)
                || recognition.naming.column(named: $0.value) != nil
        }
    }

    /// A row with the groups above it.
    private func joined(_ index: Int, _ texts: [Int: String]) -> HeaderCandidate? {
        guard index > 0, rows[index - 1].number == rows[index].number - 1, let sheet,
            let above = HeaderRecognition.headerTexts(rows[index - 1]), !above.isEmpty
        else { return nil }
        let cells = HeaderRecognition.joined(above, texts)
        let (resolved, groups) = recognition.columns(cells)
        var header = SheetRow(number: rows[index].number, cells: [])
        for (column, text) in resolved.sorted(by: { $0.key < $1.key }) {
            header.cells.append(Cell(CellReference(row: header.number, column: column), .text(text)))
        }
        return HeaderCandidate(
            sheet: sheet, header: header, isJoined: true, known: known(cells), groups: groups,
            lines: rows[(index + 1)...])
    }
}
