import Testing
import Workbooks

/// Looks figures up in a tracker by walking its labels: heading, TOTAL, market, stage and row. It knows the
/// anatomy of the samples and fixtures only, and shares nothing with the code that fills them.
struct TrackerWalk {
    let grid: SheetGrid
    private let lastRow: Int
    private let lastColumn: Int
    private var blocks: [(name: String, row: Int, column: Int)] = []

    init(path: String) throws {
        let workbook = try Workbook(path: path)
        grid = try workbook.grid(of: workbook.sheets[0])
        let used = try #require(grid.usedRange)
        (lastRow, lastColumn) = (used.last.row, used.last.column)
        for (cell, _) in grid.cells.sorted(by: { $0.key < $1.key }) {
            let text = Self.letters(grid[cell].displayText)
            if text.hasSuffix("mediametrics") { blocks.append((text, cell.row, cell.column)) }
        }
    }

    private static func letters(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0 == "%" } }

    private func text(_ row: Int, _ column: Int) -> String {
        Self.letters(grid[CellReference(row: row, column: column)].displayText)
    }

    /// `CAMPAIGN` and so on of the head, or of the block of a platform.
    func head(_ label: String, of platform: String? = nil) -> CellValue? {
        let block = platform.flatMap(self.block)
        let (first, last) = block.map { ($0.row, $0.end) } ?? (1, blocks[0].row)
        let column = block?.column ?? blocks[0].column
        guard let row = (first..<last).first(where: { text($0, column) == Self.letters(label) }) else { return nil }
        return grid[CellReference(row: row, column: column + 1)]
    }

    private func block(_ platform: String) -> (row: Int, column: Int, end: Int)? {
        let name = platform == "DV360" ? "google" : Self.letters(platform)
        guard let index = blocks.firstIndex(where: { $0.name.hasPrefix(name) }) else { return nil }
        let end = index + 1 < blocks.count ? blocks[index + 1].row : lastRow + 1
        return (blocks[index].row, blocks[index].column, end)
    }

    /// The cell of a figure; nil when the tracker has no such row, and for the planned side of a merged pair.
    func cell(_ platform: String, _ stage: String, _ label: String, _ market: String, isActual: Bool) -> CellReference?
    {
        guard let block = block(platform) else { return nil }
        var header: CellReference?
        for row in block.row..<block.end where header == nil {
            header = (block.column...lastColumn).first { text(row, $0).hasSuffix("total") }.map {
                CellReference(row: row, column: $0)
            }
        }
        guard let header else { return nil }
        var column = header.column
        if market != "TOTAL" {
            guard
                let found = stride(from: header.column + 2, through: lastColumn, by: 2).first(where: {
                    grid[CellReference(row: header.row, column: $0)].text == market
                })
            else { return nil }
            column = found
        }
        var level = ""
        for row in header.row + 1..<block.end {
            let name = text(row, block.column)
            if !name.isEmpty { level = name }
            guard level == Self.letters(stage), text(row, block.column + 1) == Self.letters(label) else { continue }
            let isMerged = grid.merges.contains {
                $0.first == CellReference(row: row, column: column) && $0.last.column == column + 1
            }
            if isMerged { return isActual ? CellReference(row: row, column: column) : nil }
            return CellReference(row: row, column: isActual ? column + 1 : column)
        }
        return nil
    }

    func value(_ platform: String, _ stage: String, _ label: String, _ market: String, isActual: Bool) -> CellValue? {
        cell(platform, stage, label, market, isActual: isActual).map { grid[$0] }
    }
}
