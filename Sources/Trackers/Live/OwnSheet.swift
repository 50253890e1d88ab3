import MediaPlans
import Streams
import Workbooks

/// The sheets that a live tracker has over its template. A tracker that is filled again has them already; they are
/// replaced where they are, and no figure is looked for on them.
enum OwnSheet: String, CaseIterable {
    case insights = "Campaign Insights"
    case rawData = "Raw Data"
    case lineage = "Lineage"

    /// What the first cell with a value says.
    var mark: String {
        switch self {
        case .insights: "CAMPAIGN INSIGHTS"
        case .rawData: RecordColumn.sourceFile.rawValue
        case .lineage: LineageSheet.columns[0]
        }
    }

    /// Those of a workbook, by sheet index.
    static func find(in workbook: Workbook) throws -> [Int: OwnSheet] {
        var found: [Int: OwnSheet] = [:]
        for sheet in workbook.worksheets {
            guard let kind = allCases.first(where: { $0.rawValue == sheet.name }) else { continue }
            if try firstText(of: sheet, in: workbook) == kind.mark { found[sheet.index] = kind }
        }
        return found
    }

    private struct Enough: Error {}

    private static func firstText(of sheet: Workbook.Sheet, in workbook: Workbook) throws -> String? {
        var text: String?
        do {
            try workbook.forEachRow(of: sheet) { row in
                guard let cell = row.cells.first(where: { !$0.value.isEmpty }) else { return }
                text = cell.value.text
                throw Enough()
            }
        } catch is Enough {}
        return text
    }

    /// The sheet's name in a workbook: its own, or with a number where another sheet has that.
    func name(in workbook: Workbook, own: [Int: OwnSheet]) -> String {
        let taken = Set(workbook.sheets.filter { own[$0.index] != self }.map { $0.name.lowercased() })
        var (name, number) = (rawValue, 2)
        while taken.contains(name.lowercased()) { (name, number) = ("\(rawValue) \(number)", number + 1) }
        return name
    }
}
