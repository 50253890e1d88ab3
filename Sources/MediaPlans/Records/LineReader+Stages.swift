import Streams
import Workbooks

/// The stage of a line.
extension LineReader {
    private func stage(_ text: String) -> Stage? {
        if let known = stages[text] { return known }
        let stage = vocabulary.stage(named: text)
        if stages.count < 10_000 { stages[text] = .some(stage) }
        return stage
    }

    /// Writes the stage's display name, or reports the line with the likely repair.
    func resolveStage(_ row: SheetRow, _ record: inout Record) {
        let written = record[.cejObjectives].text
        if let written, let stage = stage(written) {
            record[.cejObjectives] = .text(stage.displayName)
            return
        }
        guard let stageColumn, !vocabulary.stages.isEmpty else { return }
        let code = written == nil ? MessageCode.stageMissing : .stageUnknown
        let reference = CellReference(row: row.number, column: stageColumn)
        guard let repair = repair(row, reference) else {
            return note(code, written.map(foldedBlanks) ?? "", row.number, stageColumn)
        }
        var place = sheet
        place.cell = reference.description
        let what = written.map { "reads \"\(foldedBlanks($0))\", which is no stage" } ?? "the line names no stage"
        cells.findings.add(
            line: Message(.warning, code, at: place, "\(what): it counts at campaign level only", hint: repair),
            row: row.number)
    }

    /// What was probably meant: another cell of the line that is a stage, or that speaks of one; nil when none does.
    private func repair(_ row: SheetRow, _ target: CellReference) -> String? {
        var mention: String?
        for cell in row.cells
        where cell.reference.column != target.column && plan.columns.contains(cell.reference.column) {
            guard let text = cell.value.text else { continue }
            let header = plan.header(of: cell.reference.column)
            // A format or a KPI may be called like a stage without the cells having slipped.
            if let stage = vocabulary.stage(named: text), plan.role(of: cell.reference.column) != .column(.formatType) {
                return
                    "\(header) (\(cell.reference)) reads \"\(text.trimmed())\", so the cells may have slipped; if so, write \(stage.displayName) into \(target)"
            }
            let words = normalised(text).split(separator: " ")
            if mention == nil, let stage = vocabulary.stage(amongWords: words) {
                mention =
                    "\(header) (\(cell.reference)) speaks of \(stage.displayName); if the line is meant for it, write \(stage.displayName) into \(target)"
            }
        }
        return mention
    }
}
