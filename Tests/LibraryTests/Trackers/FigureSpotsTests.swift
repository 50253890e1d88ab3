import Testing

@testable import Trackers
@testable import Workbooks

@Suite("Cells that show one figure") struct FigureSpotsTests {
    @Test("the nearest one is the one that a look at all of them gives", arguments: 0..<20 as Range<UInt64>)
    func nearest(seed: UInt64) throws {
        let sheets = (1...3).map { number in
            Workbook.Sheet(index: number, name: "S\(number)", state: .visible, kind: .worksheet, partName: "")
        }
        var generator = SeededGenerator(state: seed)
        func cell() -> CellReference {
            CellReference(row: .random(in: 1...4, using: &generator), column: .random(in: 1...40, using: &generator))
        }
        var spots = FigureSpots()
        var all: [(sheet: Workbook.Sheet, cell: CellReference)] = []
        for _ in 0..<30 {
            let place = (sheet: sheets[.random(in: 0..<3, using: &generator)], cell: cell())
            spots.add(place.cell, of: place.sheet)
            all.append(place)
        }
        for _ in 0..<60 {
            let here = FigureSpots.Spot(sheet: sheets[.random(in: 0..<3, using: &generator)], cell: cell())
            func distance(_ sheet: Workbook.Sheet, _ cell: CellReference) -> [Int] {
                [
                    abs(sheet.index - here.sheet.index),
                    abs(cell.row - here.cell.row) + abs(cell.column - here.cell.column),
                ]
            }
            let others = all.filter { $0.cell != here.cell || $0.sheet.index != here.sheet.index }
            let least = others.map { distance($0.sheet, $0.cell) }.min { $0.lexicographicallyPrecedes($1) }
            #expect(spots.nearest(to: here).map { distance($0.sheet, $0.cell) } == least)
        }
    }
}
