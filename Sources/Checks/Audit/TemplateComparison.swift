import MediaPlans
import Streams
import Workbooks

/// Holds a tracker's labels, formulas and merges against those of its template.
struct TemplateComparison {
    let log: FindingLog

    func run(tracker: Workbook, template path: String) throws {
        let template = try Workbook(path: path)
        for sheet in template.worksheets {
            guard let other = tracker.worksheets.first(where: { $0.name == sheet.name }) else {
                log.add(.templateChanged, at: Spot(file: tracker.path)) { ("the template's sheet \"\(sheet.name)\" is gone", nil, nil) }
                continue
            }
            compare(try template.grid(of: sheet), try tracker.grid(of: other), Spot(file: tracker.path, sheet: other.name))
        }
    }

    private func compare(_ before: SheetGrid, _ after: SheetGrid, _ sheet: Spot) {
        for (cell, was) in before.cells.sorted(by: { $0.key < $1.key }) {
            let now = after.cells[cell]
            if was.formula != nil {
                guard now?.formula == nil, now?.value != was.value else { continue }
                note(sheet, cell, "the template's formula is gone", now)
            } else if let label = was.value.text, label.contains(where: \.isLetter), now?.value.text != label, !isFilled(label, now) {
                note(sheet, cell, "the template's label \"\(label)\" is gone", now)
            }
        }
        for merge in before.merges where !after.merges.contains(merge) {
            log.add(.templateChanged, at: with(sheet, merge.description)) { ("the template's merge is gone", nil, nil) }
        }
    }

    /// Placeholders are there to be filled.
    private func isFilled(_ label: String, _ now: Cell?) -> Bool {
        guard let now, !now.value.isEmpty else { return false }
        let words = normalised(label).split(separator: " ").filter { Int($0) == nil }
        return words.allSatisfy { ["market", "country", "name", "n", "a", "na", "tbc", "tbd"].contains($0) }
    }

    private func note(_ sheet: Spot, _ cell: CellReference, _ text: String, _ now: Cell?) {
        log.add(.templateChanged, at: with(sheet, cell.description)) {
            (text, nil, now.map { "there stands \"\($0.value.displayText)\"" } ?? "the cell is empty")
        }
    }

    private func with(_ spot: Spot, _ cell: String) -> Spot {
        var spot = spot
        spot.cell = cell
        return spot
    }
}
