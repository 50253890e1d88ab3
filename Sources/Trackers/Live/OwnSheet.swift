import MediaPlans
import Streams
import Workbooks

/// The sheets that a live tracker has over its template. A tracker that is filled again has them already; they are replaced where they are, or
/// go with the figures that stood on them, and no figure is looked for on them.
enum OwnSheet: String, CaseIterable {
    case insights = "Campaign Insights"
    case rawData = "Raw Data"
    case lineage = "Lineage"

    /// The title of the insights.
    static let insightsTitle = "CAMPAIGN INSIGHTS"
    /// What its first card is called.
    static let insightsCard = "PLANNED INVESTMENT"

    /// Cells that a sheet of the kind has. They are what the sheet is known by, whatever it is called: names are changed by people, and what a
    /// program does not know of a package is not kept by it.
    var marks: [CellReference: String] {
        switch self {
        case .insights:
            [CellReference(row: 2, column: 2): Self.insightsTitle, CellReference(row: 5, column: 2): Self.insightsCard]
        case .rawData:
            Self.header(RecordColumn.allCases.map(\.rawValue) + RawData.Key.allCases.map(\.rawValue))
        case .lineage: Self.header(LineageSheet.columns)
        }
    }

    private static func header(_ columns: [String]) -> [CellReference: String] {
        Dictionary(
            columns.enumerated().map { (CellReference(row: 1, column: $0 + 1), $1) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Those of a workbook, by sheet index: one of each kind. Where there are copies, the one that has the kind's own name, else the first.
    static func find(in workbook: Workbook) throws -> [Int: OwnSheet] {
        var found: [OwnSheet: Workbook.Sheet] = [:]
        for sheet in workbook.worksheets {
            guard let kind = try kind(of: sheet, in: workbook) else { continue }
            if found[kind] == nil || sheet.name == kind.rawValue { found[kind] = sheet }
        }
        return Dictionary(found.map { ($1.index, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private struct Enough: Error {}

    private static func kind(of sheet: Workbook.Sheet, in workbook: Workbook) throws -> OwnSheet? {
        guard workbook.package.contains(sheet.partName) else { return nil }
        let last = allCases.flatMap { $0.marks.keys.map(\.row) }.max() ?? 1
        var texts: [CellReference: String] = [:]
        do {
            try workbook.forEachRow(of: sheet) { row in
                guard row.number <= last else { throw Enough() }
                for cell in row.cells { if let text = cell.value.text { texts[cell.reference] = text } }
                // A sheet that begins otherwise is none; most end here.
                guard
                    allCases.contains(where: {
                        $0.marks.contains { $0.key.row <= row.number && texts[$0.key] == $0.value }
                    })
                else { throw Enough() }
            }
        } catch is Enough {}
        return allCases.first { $0.marks.allSatisfy { texts[$0.key] == $0.value } }
    }

    /// The sheet's name in a workbook: that of the one which is replaced, else its own, with a number where another sheet has that.
    func name(in workbook: Workbook, own: [Int: OwnSheet]) -> String {
        if let former = workbook.worksheets.first(where: { own[$0.index] == self }) { return former.name }
        let taken = Set(workbook.sheets.map { $0.name.lowercased() })
        var (name, number) = (rawValue, 2)
        while taken.contains(name.lowercased()) { (name, number) = ("\(rawValue) \(number)", number + 1) }
        return name
    }
}

/// Formulas that mp-map writes for figures, known by their shape: in a tracker that was filled before they are not the template's own.
enum FormerFormula {
    static func isOne(_ formula: String) -> Bool {
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
