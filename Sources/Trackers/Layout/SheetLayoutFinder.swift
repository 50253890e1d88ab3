import MediaPlans
import Streams
import Workbooks

/// Finds the blocks and the head of one sheet.
///
/// The anchors are rows of PLANNED/ACTUALS headers; above each stands a header that says TOTAL, and above
/// that a heading with the platform's name. A header row that repeats under the same TOTAL belongs to the
/// same block.
struct SheetLayoutFinder {
    let sheet: Workbook.Sheet
    let grid: SheetGrid
    let words: LabelWords
    let file: String
    let report: (Message) -> Void
    private(set) var labels: SheetLabels
    /// The first rows of the sheet's flat tables.
    private var tops: [Int] = []

    init(sheet: Workbook.Sheet, grid: SheetGrid, words: LabelWords, file: String, report: @escaping (Message) -> Void) {
        self.sheet = sheet
        self.grid = grid
        self.words = words
        self.file = file
        self.report = report
        labels = SheetLabels(grid)
    }

    /// A block's anchors.
    struct Anchors {
        var heading: Label?
        var total: Label?
        var pairRows: [PairRow]
        /// The first row that belongs to the block.
        var top: Int
        /// The first row that does not.
        var limit = Int.max
    }

    mutating func find(into layout: inout TemplateLayout) {
        let tables = FlatTableFinder(finder: self).find()
        layout.tables += tables
        // What a table says is no block's, and no label of the head.
        labels = labels.without(tables.map(\.extent))
        tops = tables.map(\.extent.lowerBound)
        let anchors = findAnchors()
        for block in anchors {
            if let found = BlockReader(finder: self, anchors: block).read() { layout.blocks.append(found) }
        }
        findHead(above: anchors.map(\.top) + tables.map(\.extent.lowerBound), into: &layout)
    }

    func say(_ level: Message.Level, _ code: MessageCode, at cell: CellReference?, _ text: String, hint: String? = nil)
    {
        report(
            Message(level, code, at: Place(file: file, sheet: sheet.name, cell: cell?.description), text, hint: hint))
    }

    /// Says that a label is read as a plain one, which leaves out what it says besides.
    func sayLoose(_ label: Label, takenFor meaning: String) {
        guard let word = TemplateWords.looseWord(label.text) else { return }
        say(
            .warning, .unknownLabel, at: label.cell,
            "\"\(printable(label.text))\" is filled as \(meaning): the records do not say \"\(word)\"",
            hint: "see whether the plan's and the reports' figures are what the label says, or change the label")
    }

    // MARK: Anchors

    private func findAnchors() -> [Anchors] {
        let pairRows = labels.rows.compactMap { PairRow($0.number, $0.labels, words, grid) }
        var headings = labels.rows.flatMap(\.labels).filter { words.isHeading($0.text) }
        var found: [Anchors] = []
        var taken = 0
        for pairRow in pairRows {
            let total = self.total(above: pairRow, below: taken)
            let top = total?.cell.row ?? pairRow.number
            let strong = headings.last { $0.cell.row < top && $0.cell.row > taken }
            let heading = strong ?? self.platformName(above: top, below: taken, pairRow)
            if heading == nil, total == nil, !found.isEmpty {
                found[found.count - 1].pairRows.append(pairRow)
            } else {
                found.append(
                    Anchors(heading: heading, total: total, pairRows: [pairRow], top: heading?.cell.row ?? top))
            }
            taken = pairRow.number
        }
        headings.removeAll { heading in found.contains { $0.heading == heading } }
        for index in found.indices {
            var limits = headings.map(\.cell.row)
            if index + 1 < found.count { limits.append(found[index + 1].top) }
            found[index].limit = limits.filter { $0 > found[index].pairRows.last!.number }.min() ?? .max
        }
        reportBareHeadings(headings, found)
        return found
    }

    /// The header nearest above a row of pairs that says TOTAL over one of them.
    private func total(above pairRow: PairRow, below row: Int) -> Label? {
        let range = max(row + 1, 1)..<pairRow.number
        guard !range.isEmpty else { return nil }
        return labels.labels(in: range).last { label in
            (pairRow.firstColumn...pairRow.lastColumn).contains(label.cell.column) && words.isTotal(label.text)
        }
    }

    /// A cell that holds nothing but a platform's name, where it can only be a heading: no row of figures
    /// stands between it and the header.
    private func platformName(above top: Int, below row: Int, _ pairRow: PairRow) -> Label? {
        guard row + 1 < top else { return nil }
        let above = labels.labels(in: row + 1..<top)
        let lastMetric = above.last { words.metric($0.text) != nil }?.cell.row ?? 0
        return above.last { $0.cell.row > lastMetric && words.isPlatformName($0.text) }
    }

    /// Headings that no header row follows.
    private func reportBareHeadings(_ headings: [Label], _ found: [Anchors]) {
        for heading in headings {
            // A second heading line of a block that is found is none of these.
            if found.contains(where: { $0.top <= heading.cell.row && heading.cell.row < $0.pairRows[0].number }) {
                continue
            }
            if found.contains(where: { block in
                block.heading.map { $0.cell.row >= heading.cell.row && $0.cell.row - heading.cell.row <= 2 } ?? false
            }) {
                continue
            }
            // The title of a flat table heads no block.
            let below = headings.first { $0.cell.row > heading.cell.row }?.cell.row ?? .max
            if tops.contains(where: { heading.cell.row < $0 && $0 < below }) { continue }
            // A contents page names platforms too; only rows of figures under a name make it a block.
            let next = headings.first { $0.cell.row > heading.cell.row }?.cell.row ?? .max
            let isBlock = labels.labels(in: heading.cell.row + 1..<max(next, heading.cell.row + 1)).contains {
                words.metric($0.text) != nil
            }
            say(
                isBlock ? .error : .note, .brokenBlock, at: heading.cell,
                "\"\(printable(heading.text))\" heads a block without a row of PLANNED and ACTUALS headers",
                hint: "put the headers above its columns")
        }
    }

    // MARK: Head

    private func findHead(above tops: [Int], into layout: inout TemplateLayout) {
        let first = tops.min() ?? .max
        guard first > 1 else { return }
        let above = labels.labels(in: 1..<first)
        // A sheet without blocks is a cover sheet when it has most of a head, and else none of ours.
        guard !tops.isEmpty || Set(above.compactMap { words.headField($0.text) }).count >= 3 else { return }
        for label in above {
            guard let field = words.headField(label.text), field != .audience else { continue }
            guard !layout.head.contains(where: { $0.field == field }) else {
                say(
                    .warning, .duplicateLabel, at: label.cell,
                    "\"\(printable(label.text))\" stands in the head twice; only the first is filled")
                continue
            }
            layout.head.append(slot(field, label))
        }
        // Other labels in the column of the known ones are for people; it is worth knowing that they stay empty.
        let columns = Set(layout.head.filter { $0.sheet.index == sheet.index }.map(\.label.column))
        for label in above
        where columns.contains(label.cell.column) && words.headField(label.text) == nil
            && !words.isHeading(label.text)
        {
            say(
                .note, .unknownLabel, at: label.cell,
                "the head's label \"\(printable(label.text))\" is not known and stays as it is")
        }
    }

    /// The label with the first cell right of it, or of what it is merged over.
    func slot(_ field: HeadField, _ label: Label) -> HeadSlot {
        let last = grid.merge(at: label.cell)?.last.column ?? label.cell.column
        let value = grid.anchor(of: CellReference(row: label.cell.row, column: last + 1))
        return HeadSlot(field: field, sheet: sheet, label: label.cell, text: label.text, value: value)
    }
}
