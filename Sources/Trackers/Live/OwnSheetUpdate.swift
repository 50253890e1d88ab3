import MediaPlans
import Streams
import Workbooks

/// Prepares a tracker that was filled before for being filled again: what people built on the sheets of the earlier run is extended to the new
/// rows, or named; the sheets themselves go when the new figures are values.
struct OwnSheetUpdate {
    let template: Template
    let report: (Message) -> Void

    /// - Parameters:
    ///   - records: how many the new sheet of raw data holds; nil when there will be none.
    ///   - columns: the headings of the new raw data.
    func applied(records: Int?, columns: [String]) throws -> Template {
        let workbook = template.workbook
        let own = workbook.worksheets.filter { template.ownSheets[$0.index] != nil }
        guard !own.isEmpty else { return template }
        let tables = try workbook.tables()
        for sheet in own { try OwnSheetAdditions(of: sheet, template).tell(report) }
        let references = try own.map { sheet in
            let mine = tables.filter { $0.sheetIndex == sheet.index }
            var change = records == nil ? SheetReferences.Change.removed : .remade
            if template.ownSheets[sheet.index] == .rawData {
                let former = try FormerColumns(of: sheet, in: workbook, new: columns)
                tell(former.gone, on: sheet)
                // Below rows that people put above the headings, a cell of the new sheet is another than it was.
                if let records, former.row == 1 {
                    change = .rows(from: try lastRow(of: sheet, mine), to: records + 1, columns: former.places)
                }
            }
            return SheetReferences(sheet: sheet.name, tables: mine.map(\.name), change: change)
        }
        var left = Set(own.map(\.partName))
        for sheet in own { left.formUnion(try workbook.partsOnly(of: sheet)) }
        let blocks = Set(template.layout.sheets.map(\.name))
        let found = try workbook.following(references, besides: left)
        tell(found, blocks, isLive: records != nil)
        guard records == nil || !found.parts.isEmpty else { return template }
        return try template.replacing(found.parts, removing: records == nil ? own : [])
    }

    /// The last row of the raw data: of its table, else of its cells.
    private func lastRow(of sheet: Workbook.Sheet, _ tables: [SheetTable]) throws -> Int {
        if let table = tables.first(where: { $0.range.first.row == 1 }) { return table.range.last.row }
        var last = 1
        try template.workbook.forEachRow(of: sheet) { row in
            if row.cells.contains(where: { !$0.value.isEmpty }) { last = row.number }
        }
        return last
    }

    private func tell(_ gone: [(column: Int, heading: String)], on sheet: Workbook.Sheet) {
        guard !gone.isEmpty else { return }
        let shown = gone.prefix(5).map { "\(CellReference.letters(ofColumn: $0.column)) \"\(printable($0.heading))\"" }
        let more = gone.count > 5 ? " and \(gone.count - 5) more" : ""
        report(
            Message(
                .warning, .ownSheetAdditions, at: Place(file: template.workbook.path, sheet: sheet.name),
                "\(gone.count == 1 ? "a column is" : "\(gone.count) columns are") not in this run's records and not kept (\(shown.joined(separator: ", "))\(more)): people added it, or earlier records had it",
                hint: "copy what is still needed from the template to a sheet of its own"))
    }

    private func tell(_ found: Workbook.Referring, _ blocks: Set<String>, isLive: Bool) {
        let file = template.workbook.path
        // Figures of the earlier run name the raw data, and are written anew.
        for (sheet, places) in found.lost.sorted(by: { $0.key < $1.key }) where !blocks.contains(sheet) {
            let place = Place(file: file, sheet: sheet.isEmpty ? nil : sheet)
            let subject = "\(Self.formulas(places)) \(places.count == 1 ? "is" : "are")"
            if isLive {
                report(
                    Message(
                        .warning, .builtOnOwnSheet, at: place,
                        "\(subject) built on single cells of the sheets that mp-map makes anew, or on columns that are gone, or reach them by text or offset: the cells may be others now",
                        hint: "check what they show, or build them on whole columns of the raw data"))
            } else {
                report(
                    Message(
                        .warning, .builtOnOwnSheet, at: place,
                        "\(subject) built on sheets of the earlier run, which are taken away because figures are values; their references become #REF!",
                        hint: "fill with --figures live to keep them"))
            }
        }
        for (sheet, places) in found.regrouped.sorted(by: { $0.key < $1.key }) where !blocks.contains(sheet) {
            let verb = places.count == 1 ? "names" : "name"
            report(
                Message(
                    .warning, .builtOnOwnSheet, at: Place(file: file, sheet: sheet.isEmpty ? nil : sheet),
                    "\(Self.formulas(places)) \(verb) several columns of the raw data, among which columns came or went: a column that is taken by its number may be another now, and a sum may hold more or less",
                    hint: "check what they show, or take columns by their headings (RawData[BUDGET_LOCAL], or MATCH)"))
        }
        if isLive, found.pivots > 0 {
            report(
                Message(
                    .note, .builtOnOwnSheet, at: Place(file: file),
                    "\(found.pivots == 1 ? "a pivot table shows" : "\(found.pivots) pivot tables show") the earlier raw data until the workbook is opened, which refreshes them"
                ))
        }
    }

    private static func formulas(_ places: [String]) -> String {
        let more = places.count > 5 ? " and \(places.count - 5) more" : ""
        let shown = places.prefix(5).joined(separator: ", ") + more
        return places.count == 1 ? "a formula (\(shown))" : "\(places.count) formulas (\(shown))"
    }
}
