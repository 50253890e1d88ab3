import Workbooks

/// What repeats cells elsewhere: linked text boxes, charts, pivot tables.
extension TrackerPlanner {
    /// Brings the texts and caches of drawings and charts up to date. Looks must be known: a text shows a number as its cell does.
    mutating func renewCopies(_ recalculation: WorkbookRecalculation) throws {
        let workbook = template.workbook
        var left: Set<String> = []
        for sheet in workbook.worksheets where template.ownSheets[sheet.index] != nil {
            left.formUnion(try workbook.partsOnly(of: sheet))
        }
        let looks = plan.looks
        var formats: [Int: SheetLooks] = [:]
        let renewed = try recalculation.renewedParts(of: workbook, besides: left) { position, value in
            let changed = looks.cells[position.sheet]?.first { $0.cell == position.cell }?.change.numberFormat
            let sheet = workbook.sheets[position.sheet - 1]
            let there = formats[position.sheet] ?? (try? workbook.looks(of: sheet)) ?? SheetLooks()
            formats[position.sheet] = there
            let format = DisplayFormat(code: changed ?? workbook.formatCode(ofStyle: there.style(of: position.cell)))
            return format.text(for: value, dateSystem: workbook.dateSystem)
        }
        plan.parts.merge(renewed.parts) { _, new in new }
        if renewed.pictures > 0 {
            say(
                .warning, .copyRemoved,
                "\(renewed.pictures == 1 ? "a linked picture shows" : "\(renewed.pictures) linked pictures show") cells that change, and "
                    + "\(renewed.pictures == 1 ? "stays as it is" : "stay as they are") until Excel opens the tracker",
                hint: "open the tracker in Excel and save it before it is sent out or printed elsewhere")
        }
        guard renewed.removed > 0 else { return }
        let subject =
            renewed.removed == 1
            ? "a chart, linked text box or property of the document shows cells that change; its"
            : "charts, linked text boxes or properties of the document show cells that change; \(renewed.removed) of their"
        say(
            .note, .copyRemoved,
            "\(subject) saved \(renewed.removed == 1 ? "copy is" : "copies are") removed until a spreadsheet program opens the tracker"
        )
    }

    /// Takes the numbers out of pivot tables that are built on figures, and asks for their refreshing.
    mutating func refreshPivotTables(_ recalculation: WorkbookRecalculation) throws {
        let pivots = recalculation.pivotTables
        guard let first = pivots.first else { return }
        for pivot in pivots {
            let sheet = template.workbook.sheets[pivot.sheetIndex - 1]
            for cell in recalculation.numbers(of: pivot)
            where !plan.writes.contains(where: { $0.sheet.index == sheet.index && $0.cell == cell }) {
                plan.writes.append(
                    PlannedWrite(
                        sheet: sheet, cell: cell, name: "a pivot table's number, to be refreshed", edit: .clear))
            }
            guard plan.parts[pivot.cachePart] == nil else { continue }
            plan.parts[pivot.cachePart] = try template.workbook.refreshing(pivotCache: pivot.cachePart)
        }
        say(
            .note, .pivotToRefresh, sheet: template.workbook.sheets[first.sheetIndex - 1], cell: first.range.first,
            "\(pivots.count == 1 ? "a pivot table is" : "\(pivots.count) pivot tables are") built on cells that change: "
                + "\(pivots.count == 1 ? "its" : "their") numbers are removed until a spreadsheet program opens the tracker, "
                + "which refreshes \(pivots.count == 1 ? "it" : "them")")
    }
}
