import MediaPlans
import Streams
import Workbooks

/// Holds a tracker's labels, formulas, merges, rows and columns against those of its template.
///
/// Each thing that was done is said once: a row that was put in is one finding, and what it moved is none.
struct TemplateComparison {
    let log: FindingLog
    let words: TrackerWords
    /// The tracker's sheets that were decoded already, by their index.
    let grids: [Int: SheetGrid]
    /// The cells of a sheet whose figures and texts were held against the records.
    let audited: (_ sheet: String) -> Set<CellReference>

    func run(tracker: Workbook, template path: String) throws {
        let template = try Workbook(path: path)
        let names = Set(template.worksheets.map(\.name))
        // Last month's tracker may be this month's template: its sheets of records and of what is told about them are made anew.
        for sheet in template.worksheets where try !RecordReader.hasHeader(template, sheet) {
            let before = try template.grid(of: sheet)
            if LineageTable.isHeaded(before) || InsightsAudit.isInsights(before) { continue }
            if let other = tracker.worksheets.first(where: { $0.name == sheet.name }) {
                compareState(sheet, other, tracker.path)
                compare(before, try grid(other, of: tracker), Spot(file: tracker.path, sheet: other.name))
            } else if let other = try tracker.worksheets.first(where: {
                try !names.contains($0.name) && isLike(before, tracker, $0)
            }) {
                note(
                    Spot(file: tracker.path, sheet: other.name), nil,
                    "the template's sheet \"\(sheet.name)\" was renamed", "give it its name again")
                compareState(sheet, other, tracker.path)
                compare(before, try grid(other, of: tracker), Spot(file: tracker.path, sheet: other.name))
            } else {
                note(Spot(file: tracker.path), nil, "the template's sheet \"\(sheet.name)\" is gone", nil)
            }
        }
    }

    private func grid(_ sheet: Workbook.Sheet, of tracker: Workbook) throws -> SheetGrid {
        try grids[sheet.index] ?? tracker.grid(of: sheet)
    }

    private func compareState(_ before: Workbook.Sheet, _ after: Workbook.Sheet, _ path: String) {
        guard before.state == .visible, after.state != .visible else { return }
        note(
            Spot(file: path, sheet: after.name), nil, "the template's sheet was hidden",
            "show it again, if readers are to see it")
    }

    /// Whether more than half of a sheet's labels stand in another.
    private func isLike(_ before: SheetGrid, _ tracker: Workbook, _ sheet: Workbook.Sheet) throws -> Bool {
        let labels = Set(before.cells.values.compactMap { $0.value.text.flatMap { isLabel($0) ? $0 : nil } })
        guard !labels.isEmpty else { return false }
        let there = Set(try grid(sheet, of: tracker).cells.values.compactMap(\.value.text))
        return labels.intersection(there).count * 2 > labels.count
    }

    /// A text that filling does not change.
    private func isLabel(_ text: String) -> Bool {
        text.contains(where: \.isLetter) && !isPlaceholder(text) && words.vocabulary.market(named: text) == nil
    }

    private func compare(_ before: SheetGrid, _ after: SheetGrid, _ sheet: Spot) {
        let audited = audited(sheet.sheet ?? "")
        let alignment = SheetAlignment(before, after, isLabel: isLabel)
        tell(alignment.rows, sheet, "row") { "\($0)" }
        tell(alignment.columns, sheet, "column", CellReference.letters(ofColumn:))
        for (cell, was) in before.cells.sorted(by: { $0.key < $1.key }) {
            // What went with its row or column is told with it.
            guard let place = alignment.cell(cell) else { continue }
            let now = after.cells[place]
            if was.formula != nil {
                guard now?.formula == nil, now?.value != was.value else { continue }
                // Filling puts the sign for what is not known in the place of a formula that would show a number.
                if now?.value.text == "-", audited.contains(place) { continue }
                note(sheet, place, "the template's formula is gone", there(now))
            } else if let label = was.value.text, label.contains(where: \.isLetter), now?.value.text != label,
                !audited.contains(place), !isFilled(label, now), !isMoved(label, place.row, after)
            {
                noteLabel(sheet, place, label, now)
            }
        }
        let merges = Set(after.merges)
        for merge in before.merges {
            guard let first = alignment.cell(merge.first), let last = alignment.cell(merge.last), first <= last else {
                continue
            }
            let now = CellRange(first, last)
            if !merges.contains(now) { note(sheet, now.description, "the template's merge is gone", nil) }
        }
        for row in after.hiddenRows.sorted()
        where !before.hiddenRows.contains(where: { alignment.rows.lines[$0] == row }) {
            guard after.cells.keys.contains(where: { $0.row == row }) else { continue }
            note(sheet, "row \(row)", "the row was hidden", "show it again, if readers are to see it")
        }
    }

    private func tell(_ axis: SheetAlignment.Axis, _ sheet: Spot, _ noun: String, _ name: (Int) -> String) {
        func lines(_ run: [(line: Int, name: String)]) -> String {
            run.count == 1
                ? "\(noun) \(name(run[0].line))" : "\(noun)s \(name(run[0].line)) to \(name(run[run.count - 1].line))"
        }
        for run in Self.runs(axis.removed) {
            let label =
                run.first { !$0.name.isEmpty }.map { " (\"\($0.name)\"\(run.count > 1 ? " and on" : ""))" } ?? ""
            // They stood behind the last of the template's before them that is still there.
            let before = axis.lines.filter { $0.key < run[0].line }.max { $0.key < $1.key }?.value
            let place = before.map { "\(noun) \(name($0))" }
            note(
                sheet, place,
                "the template's \(lines(run))\(label), which stood \(before == nil ? "first" : "after this"), \(run.count == 1 ? "is" : "are") gone",
                "fill the tracker again; figures there are not shown",
                // A row of figures that the template has, and the reader of the tracker does not see.
                code: run.contains { words.metric($0.name) != nil } ? .structureBroken : .templateChanged)
        }
        for (from, to, label) in axis.moved {
            note(
                sheet, "\(noun) \(name(to))", "the template's \(noun) \(name(from)) (\"\(label)\") was moved here",
                "see that it still stands under its heading")
        }
        // Columns that filling added for more markets have the template's labels.
        for run in Self.runs(axis.added.filter { noun == "row" || $0.name.isEmpty }) {
            note(
                sheet, lines(run),
                run.count == 1 ? "a \(noun) was put in here" : "\(run.count) \(noun)s were put in here",
                "what stands there is not of the template")
        }
    }

    /// Lines that follow each other together.
    private static func runs(_ lines: [(line: Int, name: String)]) -> [[(line: Int, name: String)]] {
        lines.reduce(into: []) { runs, line in
            if let last = runs.last?.last, last.line + 1 == line.line {
                runs[runs.count - 1].append(line)
            } else {
                runs.append([line])
            }
        }
    }

    /// Markets may stand in any order.
    private func isMoved(_ label: String, _ row: Int, _ after: SheetGrid) -> Bool {
        words.vocabulary.market(named: label) != nil
            && after.cells.contains { $0.key.row == row && $0.value.value.text == label }
    }

    /// Placeholders are there to be filled.
    private func isFilled(_ label: String, _ now: Cell?) -> Bool {
        guard let now, !now.value.isEmpty else { return false }
        return isPlaceholder(label)
    }

    private func isPlaceholder(_ label: String) -> Bool {
        let words = normalised(label).split(separator: " ").filter { Int($0) == nil }
        return words.allSatisfy { ["market", "country", "name", "n", "a", "na", "tbc", "tbd", "to"].contains($0) }
    }

    /// A label that is gone; worse is one that now speaks of another figure than the one that was filled there.
    private func noteLabel(_ sheet: Spot, _ place: CellReference, _ label: String, _ now: Cell?) {
        guard let text = now?.value.text, let word = Self.otherWord(text), Self.otherWord(label) == nil else {
            return note(sheet, place, "the template's label \"\(label)\" is gone", there(now))
        }
        var spot = sheet
        spot.cell = place.description
        log.add(.labelMisleads, at: spot) {
            (
                "the template's label \"\(label)\" reads \"\(printable(text))\" now, and the figures are the plain ones, not those that \"\(word)\" asks for",
                nil, "give the label its words again"
            )
        }
    }

    /// The word of a label that asks for another figure than the plain one.
    private static func otherWord(_ text: String) -> String? {
        TemplateWords.looseWord(text) ?? TemplateWords.qualifier(text)
    }

    private func there(_ now: Cell?) -> String {
        now.map { "there stands \"\($0.value.displayText)\"" } ?? "the cell is empty"
    }

    private func note(_ sheet: Spot, _ cell: CellReference, _ text: String, _ hint: String?) {
        note(sheet, cell.description, text, hint)
    }

    private func note(
        _ sheet: Spot, _ cell: String?, _ text: String, _ hint: String?, code: MessageCode = .templateChanged
    ) {
        var spot = sheet
        spot.cell = cell ?? sheet.cell
        log.add(code, at: spot) { (text, nil, hint) }
    }
}
