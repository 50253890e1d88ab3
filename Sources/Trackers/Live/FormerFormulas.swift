import Workbooks

/// What an earlier run wrote into a tracker that was filled before: formulas for figures, and target audiences. Those are made anew, and are
/// not the template's own.
///
/// Formulas are known by their shape; the sheets of raw data and of lineage tell them from a template's own formulas of the same shape.
struct FormerFormulas {
    /// The formula that the earlier run wrote, by sheet name and cell.
    private var written: [Place: String] = [:]
    /// Whether the cells are still where the lineage has them: people add rows and columns.
    private var isInPlace = false
    private let rawData: String?
    /// The target audiences that the earlier run wrote, each in one line.
    private var audiences: Set<String> = []

    private struct Place: Hashable {
        var sheet: String
        var cell: CellReference
    }

    /// - Parameters:
    ///   - own: the sheets of the earlier run.
    ///   - grids: the sheets that may hold figures.
    /// - Throws: what reading the sheet of lineage throws.
    init(in workbook: Workbook, own: [Int: OwnSheet], grids: [Int: SheetGrid]) throws {
        rawData = workbook.worksheets.first { own[$0.index] == .rawData }.map { "\(RawData.quoted($0.name))!" }
        guard let sheet = workbook.worksheets.first(where: { own[$0.index] == .lineage }) else { return }
        var written: [Place: String] = [:]
        var audiences: Set<String> = []
        try LineageReader.forEach(in: workbook, sheet) { texts in
            if texts[2].hasSuffix(" \(Lineage.audience)") { audiences.insert(LineageSheet.inOneLine(texts[3])) }
            guard let cell = CellReference(texts[1]), texts[4].hasPrefix("="), !texts[5].contains(Lineage.ownFormula)
            else { return }
            written[Place(sheet: texts[0], cell: cell)] = String(texts[4].dropFirst())
        }
        self.written = written
        self.audiences = audiences
        let names = Dictionary(workbook.sheets.map { ($0.name, $0.index) }, uniquingKeysWith: { first, _ in first })
        let found = written.count { place, formula in
            names[place.sheet].flatMap { grids[$0]?.cells[place.cell]?.formula } == formula
        }
        isInPlace = found * 2 > written.count
    }

    /// Whether the formula of a cell is one of them.
    func contains(_ formula: String, on sheet: String, at cell: CellReference) -> Bool {
        guard Self.hasShape(formula) else { return false }
        if let rawData, formula.contains(rawData) { return true }
        // What is left of one whose sheet of raw data was taken away.
        if formula.contains("#REF!") { return true }
        return !isInPlace || written[Place(sheet: sheet, cell: cell)] == formula
    }

    /// Whether a target audience is one of them, unchanged.
    func contains(audience: String) -> Bool { audiences.contains(LineageSheet.inOneLine(audience)) }

    static func hasShape(_ formula: String) -> Bool {
        let formula = formula.filter { $0 != " " && $0 != "\n" }
        func has(_ head: String, _ middle: String, _ tail: String) -> Bool {
            formula.hasPrefix(head) && formula.hasSuffix(tail) && formula.contains(middle)
        }
        // Sums and readings over the raw data, sums of markets, ratios.
        return has("IF(COUNTIFS(", ",\"-\",SUMIFS(", "))") || has("IF(COUNTIFS(", ",\"-\",AVERAGEIFS(", "))")
            || has("IF(COUNTIFS(", "=1,SUMIFS(", ",\"-\")") || has("IF(COUNT(", ")=0,\"-\",SUM(", "))")
            || has("IF(AND(ISNUMBER(", "<>0,", ",\"-\"),\"-\")")
    }
}
