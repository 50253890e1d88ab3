import Streams
import Workbooks

/// Cells counted: all that are not blank, and those with a number.
public struct CellCount: Sendable, Equatable {
    public var cells = 0
    public var numbers = 0
    /// The columns of the numbers.
    var columns: ClosedRange<Int>?

    init() {}

    public init(cells: Int, numbers: Int) {
        self.cells = cells
        self.numbers = numbers
    }

    /// The cells of a row, markers of a fence left out.
    init(_ row: SheetRow, where isMeant: (Int) -> Bool = { _ in true }) {
        for cell in row.cells where isMeant(cell.reference.column) { add(cell) }
    }

    mutating func add(_ cell: Cell) {
        guard cell.isCounted else { return }
        add(cell.reference.column, isNumber: cell.isNumeric)
    }

    mutating func add(_ column: Int, isNumber: Bool) {
        cells += 1
        guard isNumber else { return }
        numbers += 1
        columns = columns.map { min($0.lowerBound, column)...max($0.upperBound, column) } ?? column...column
    }

    static func += (count: inout CellCount, other: CellCount) {
        count.cells += other.cells
        count.numbers += other.numbers
        if let columns = other.columns {
            count.columns =
                count.columns.map {
                    min($0.lowerBound, columns.lowerBound)...max($0.upperBound, columns.upperBound)
                } ?? columns
        }
    }
}

extension Cell {
    /// Whether the cell counts: it holds something, and is not a marker of a fence.
    var isCounted: Bool { isData && value.marker == nil }

    /// Whether the cell holds something, be it a marker.
    var isData: Bool { value.isEmpty ? formula != nil : !value.isBlank }

    /// Whether the cell holds a number, also one written as text. A formula without its value may be one.
    var isNumeric: Bool {
        switch value {
        case .number: true
        case .text(let text): text.utf8.contains { $0 &- 48 < 10 } && NumberText(text.trimmed()) != .unclear
        case .empty: formula != nil
        case .boolean, .date, .error: false
        }
    }
}

/// Where cells are: rectangles that grow with the rows. Memory is bounded whatever their number.
struct AreaTally: Equatable {
    private(set) var count = CellCount()
    private var areas: [(columns: ClosedRange<Int>, rows: ClosedRange<Int>)] = []
    private var rest = 0
    private static let kept = 6
    /// Rows without such a cell between two of an area.
    private static let mostGap = 2

    static func == (a: AreaTally, b: AreaTally) -> Bool { a.count == b.count && a.text == b.text }

    mutating func add(_ found: CellCount, row: Int) {
        count += found
        guard let columns = found.columns else { return }
        let last = areas.indices.last { areas[$0].rows.upperBound + 1 + Self.mostGap >= row }
        if let last, rest == 0 {
            let area = areas[last]
            areas[last] = (
                min(area.columns.lowerBound, columns.lowerBound)...max(area.columns.upperBound, columns.upperBound),
                min(area.rows.lowerBound, row)...max(area.rows.upperBound, row)
            )
        } else if areas.count < Self.kept {
            areas.append((columns, row...row))
        } else {
            rest += found.numbers
        }
    }

    /// `B60:H72, K80 and 5 more numbers`
    var text: String {
        let listed = areas.map {
            CellRange(
                CellReference(row: $0.rows.lowerBound, column: $0.columns.lowerBound),
                CellReference(row: $0.rows.upperBound, column: $0.columns.upperBound)
            ).description
        }
        return listed.joined(separator: ", ") + (rest > 0 ? " and \(counted(rest, "more number"))" : "")
    }
}
