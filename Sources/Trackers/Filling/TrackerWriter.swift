import Streams
import Workbooks

/// Carries a plan out: edits the worksheet parts and copies everything else of the package.
public struct TrackerWriter {
    let template: Template

    public init(template: Template) { self.template = template }

    /// Writes the filled template, and opens it again. The output is the caller's to finish.
    ///
    /// - Returns: a path by which it can be read; nil when it is no file.
    /// - Throws: `Failure` naming the cell that cannot be changed safely; those of writing.
    func write(_ plan: TrackerPlan, adding growth: WorkbookGrowth? = nil, to output: Output) throws -> String? {
        let package = template.workbook.package
        var rewrite = PackageRewrite(of: package)
        var changesFormulas = false
        var growth = growth
        var styles = try growth?.styles ?? WorkbookStyles(of: template.workbook)
        let writes = Dictionary(grouping: plan.writes, by: \.sheet.index)
        for sheet in template.workbook.worksheets {
            let restyling = try Self.restyling(of: sheet, plan, &styles)
            let edits = Self.edits(writes[sheet.index] ?? [])
            guard !edits.isEmpty || !restyling.isEmpty else { continue }
            let result = try editor(of: sheet).applying(edits, restyling: restyling)
            rewrite.replace(sheet.partName, with: result.part)
            changesFormulas = changesFormulas || result.changesFormulas
        }
        for (part, bytes) in plan.parts.sorted(by: { $0.key < $1.key }) { rewrite.replace(part, with: bytes) }
        if plan.hasFormulas || changesFormulas {
            try CalculationRequest.add(to: &rewrite, of: package, endsManual: plan.takesValuesAway)
        }
        if let styles {
            growth?.styles = styles
            if growth == nil { styles.apply(to: &rewrite) }
        }
        if changesFormulas, let chain = try CalculationChain(of: package) { try chain.remove(from: &rewrite) }
        try growth?.apply(to: &rewrite)
        try rewrite.write(to: output)
        let path = try output.sync()
        if let path { try rewrite.verify(path, name: output.name) }
        return path
    }

    private static func restyling(
        of sheet: Workbook.Sheet, _ plan: TrackerPlan, _ styles: inout WorkbookStyles?
    ) throws -> SheetRestyling {
        guard var grown = styles else { return SheetRestyling() }
        defer { styles = grown }
        return try plan.looks.restyling(of: sheet.index, &grown)
    }

    func editor(of sheet: Workbook.Sheet) throws -> WorksheetEditor {
        let package = template.workbook.package
        return WorksheetEditor(
            part: try package.text(of: sheet.partName), place: Place(file: package.path, sheet: sheet.name))
    }

    static func edits(_ writes: [PlannedWrite]) -> [CellReference: CellEdit] {
        Dictionary(writes.map { ($0.cell, $0.edit) }, uniquingKeysWith: { _, last in last })
    }
}
