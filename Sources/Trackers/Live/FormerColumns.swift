import MediaPlans
import Workbooks

/// The columns of an earlier run's raw data, and where each is in the sheet that is made anew.
struct FormerColumns {
    /// Columns that the new sheet does not have, with their headings.
    private(set) var gone: [(column: Int, heading: String)] = []
    /// Where the others are.
    private(set) var places = SheetReferences.ColumnPlaces()
    /// The row of the headings; nil where there is none.
    private(set) var row: Int?

    /// - Parameter columns: the headings of the new sheet.
    /// - Throws: what reading the sheet throws.
    init(of sheet: Workbook.Sheet, in workbook: Workbook, new columns: [String]) throws {
        let texts = try OwnSheet.top(of: sheet, in: workbook)
        let ours = Set(OwnSheet.rawData.marks.values)
        let rows = Dictionary(grouping: texts.filter { ours.contains($0.value) }.keys, by: \.row)
        guard let row = rows.max(by: { $0.value.count < $1.value.count })?.key else { return }
        self.row = row
        let headings = texts.filter { $0.key.row == row }.map { (column: $0.key.column, heading: $0.value) }
            .sorted { $0.column < $1.column }
        var new: [String: Int] = [:]
        for (index, name) in columns.enumerated() { new[name.lowercased()] = index + 1 }
        let found = Set(headings.map { $0.heading.lowercased() })
        var offset = 0
        for (column, heading) in headings {
            if let place = new[heading.lowercased()] {
                offset = place - column
                if place != column { places.moved[column] = place }
                continue
            }
            // A heading of ours that somebody changed is where its neighbours say.
            let place = column + offset
            if (1...OwnSheet.rawData.marks.count).contains(place), !found.contains(columns[place - 1].lowercased()) {
                if place != column { places.moved[column] = place }
            } else {
                places.moved[column] = .some(nil)
                gone.append((column, heading))
            }
        }
        places.names = Set(new.keys)
        places.former = Dictionary(
            headings.map { ($0.heading.lowercased(), $0.column) }, uniquingKeysWith: { first, _ in first })
    }
}
