import Testing
import Workbooks

func grids(of path: String) throws -> [String: SheetGrid] {
    let workbook = try Workbook(path: path)
    return try Dictionary(uniqueKeysWithValues: workbook.worksheets.map { ($0.name, try workbook.grid(of: $0)) })
}

/// A copy of a workbook whose formulas have no values.
private func removeCachedValues(of path: String, to copy: String) throws -> Int {
    let workbook = try Workbook(path: path)
    var rewrite = PackageRewrite(of: workbook.package)
    var removed = 0
    for sheet in workbook.worksheets {
        let edits = try workbook.grid(of: sheet).cells.values.filter { $0.formula != nil }
            .map { ($0.reference, CellEdit.cachedValue(.empty)) }
        removed += edits.count
        let editor = WorksheetEditor(part: try workbook.package.data(of: sheet.partName))
        rewrite.replace(sheet.partName, with: try editor.applying(Dictionary(uniqueKeysWithValues: edits)).part)
    }
    try rewrite.write(to: copy)
    return removed
}

/// Formula cells whose value a recalculation does not arrive at.
func recalculationDifferences(in folder: String) async throws -> (formulas: Int, differences: [String]) {
    let removed = try removeCachedValues(of: "\(folder)/tracker.xlsx", to: "\(folder)/bare.xlsx")
    let run = try await runTool(
        "/usr/bin/soffice",
        [
            "-env:UserInstallation=file://\(folder)/profile", "--headless", "--convert-to",
            "xlsx:Calc MS Excel 2007 XML", "--outdir",
            "\(folder)/recalculated", "\(folder)/bare.xlsx",
        ])
    #expect(run.status == 0, "\(run)")
    let (before, after) = (
        try grids(of: "\(folder)/tracker.xlsx"), try grids(of: "\(folder)/recalculated/bare.xlsx")
    )
    var found: [String] = []
    for (sheet, grid) in before {
        for cell in grid.cells.values where cell.formula != nil {
            let other = after[sheet]?[cell.reference] ?? .empty
            if let x = cell.value.number, let y = other.number,
                (x - y).magnitude <= 1e-9 * max(x.magnitude, y.magnitude)
            {
                continue
            }
            if cell.value.number == nil, cell.value == other { continue }
            found.append("\(sheet)!\(cell.reference): \(cell.value) and \(other) of =\(cell.formula!)")
        }
    }
    return (removed, found)
}
