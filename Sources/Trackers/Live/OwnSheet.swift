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
    /// What its cards are called, from the left.
    static let insightsCards = [
        "PLANNED INVESTMENT", "ACTUAL INVESTMENT", "IMPRESSIONS DELIVERED", "CPM DELIVERED", "MARKETS DELIVERED",
        "DURATION",
    ]

    /// Cells that a sheet of the kind has. They are what the sheet is known by, whatever it is called: names are changed by people, and what a
    /// program does not know of a package is not kept by it. Some of them may be changed, too.
    var marks: [CellReference: String] {
        switch self {
        case .insights:
            Self.insightsCards.enumerated().reduce(into: [CellReference(row: 2, column: 2): Self.insightsTitle]) {
                $0[CellReference(row: 5, column: 2 + 2 * $1.offset)] = $1.element
            }
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
    static func find(in workbook: Workbook) throws -> [Int: OwnSheet] { try findAll(in: workbook).own }

    /// As `find(in:)`, and the other copies of them, which people keep.
    static func findAll(in workbook: Workbook) throws -> (own: [Int: OwnSheet], copies: [Int: OwnSheet]) {
        var found: [OwnSheet: Workbook.Sheet] = [:]
        var all: [Int: OwnSheet] = [:]
        for sheet in workbook.worksheets {
            guard let kind = try kind(of: sheet, in: workbook) else { continue }
            all[sheet.index] = kind
            if found[kind] == nil || sheet.name == kind.rawValue { found[kind] = sheet }
        }
        let own = Dictionary(found.map { ($1.index, $0) }, uniquingKeysWith: { first, _ in first })
        return (own, all.filter { own[$0.key] == nil })
    }

    private struct Enough: Error {}

    /// People put rows above what we wrote, so many at most.
    private static let mostRowsAbove = 8

    /// The texts at the top of a sheet.
    static func top(of sheet: Workbook.Sheet, in workbook: Workbook) throws -> [CellReference: String] {
        let last = (allCases.flatMap { $0.marks.keys.map(\.row) }.max() ?? 1) + mostRowsAbove
        var texts: [CellReference: String] = [:]
        do {
            try workbook.forEachRow(of: sheet) { row in
                guard row.number <= last else { throw Enough() }
                for cell in row.cells { if let text = cell.value.text { texts[cell.reference] = text } }
            }
        } catch is Enough {}
        return texts
    }

    private static func kind(of sheet: Workbook.Sheet, in workbook: Workbook) throws -> OwnSheet? {
        guard workbook.package.contains(sheet.partName) else { return nil }
        let texts = try top(of: sheet, in: workbook)
        guard !texts.isEmpty else { return nil }
        return allCases.first { $0.isKnown(by: texts) }
    }

    /// Whether most of the marks are there: in their places, or moved by rows and columns that people put in or took out.
    private func isKnown(by texts: [CellReference: String]) -> Bool {
        let marks = marks
        func isEnough(_ found: Int) -> Bool { found * 3 >= marks.count * 2 }
        if isEnough(marks.count { texts[$0.key] == $0.value }) { return true }
        let wanted = Set(marks.values)
        let found = texts.filter { wanted.contains($0.value) }
        guard self != .insights else { return isEnough(Set(found.values).count) }
        return Dictionary(grouping: found, by: \.key.row).values.contains { isEnough(Set($0.map(\.value)).count) }
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
