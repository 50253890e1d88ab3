import Workbooks

/// Gives lines what stands in cells that are merged over several of them.
///
/// A merged cell says for every row that it spans who the market is, which stage, or when; only the first row stores
/// it. A number belongs to that first line alone: a budget over three lines would else count three times.
struct MergedLines {
    private let merges: RowMerges
    /// The columns that may be merged, in order.
    private let columns: [Int]
    /// Those of numbers.
    private let numbers: [Int]
    /// Whether there is nothing to give; nil until a cell is met that may be merged.
    private var isIdle: Bool?
    /// The last cell with something in it, of each column.
    private var above: [Int: Cell] = [:]
    private var last: SheetRow?

    init(_ plan: ColumnPlan, _ merges: RowMerges) {
        numbers = plan.columns.filter { column in
            switch plan.role(of: column) {
            case .column(let target), .period(_, let target): LineSums.measures.contains(target)
            case .extra, .unnamed, .rowTotal: false
            }
        }
        self.merges = merges
        isIdle = merges.isKnownEmpty ? true : nil
        columns = plan.columns.filter { column in
            switch plan.role(of: column) {
            case .column(let target): ![.number, .percent].contains(target.kind)
            case .extra: true
            case .unnamed, .period, .rowTotal: false
            }
        }
    }

    /// The row with the cells that it shares with rows above, and those cells.
    mutating func filled(_ row: SheetRow) throws -> (row: SheetRow, shared: [CellReference]) {
        if isIdle == true { return (row, []) }
        let missing = missingColumns(row)
        if isIdle == nil {
            guard !missing.isEmpty else {
                last = row
                return (row, [])
            }
            isIdle = try merges.isEmpty()
            if isIdle == true { return (row, []) }
            if let last { note(last) }
            last = nil
        }
        note(row)
        var shared: [Cell] = []
        for column in missing {
            guard let rows = try merges.rows(in: column, covering: row.number), let cell = above[column],
                cell.reference.row == rows.lowerBound, rows.lowerBound < row.number, cell.value.number == nil
            else { continue }
            shared.append(Cell(CellReference(row: row.number, column: column), cell.value, style: cell.style))
        }
        guard !shared.isEmpty else { return (row, []) }
        var filled = row
        filled.cells = (row.cells + shared).sorted { $0.reference.column < $1.reference.column }
        return (filled, shared.map(\.reference))
    }

    /// Whether any cells of the sheet may be merged.
    var mayShare: Bool { isIdle != true }

    /// The cells of a row that belong to a number above, each with the row of that.
    func numbers(sharedBy row: SheetRow) throws -> [(cell: CellReference, above: Int)] {
        guard isIdle != true, !numbers.isEmpty else { return [] }
        return try missing(numbers, row).compactMap { column in
            guard let rows = try merges.rows(in: column, covering: row.number), rows.lowerBound < row.number else {
                return nil
            }
            return (CellReference(row: row.number, column: column), rows.lowerBound)
        }
    }

    private func missingColumns(_ row: SheetRow) -> [Int] { missing(columns, row) }

    private func missing(_ columns: [Int], _ row: SheetRow) -> [Int] {
        var missing: [Int] = []
        var index = 0
        for column in columns {
            while index < row.cells.count, row.cells[index].reference.column < column { index += 1 }
            if index == row.cells.count || row.cells[index].reference.column != column { missing.append(column) }
        }
        return missing
    }

    private mutating func note(_ row: SheetRow) {
        for cell in row.cells where !cell.value.isEmpty { above[cell.reference.column] = cell }
    }
}
