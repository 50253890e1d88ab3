import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// Sheets held in memory, to be changed before they are read.
private struct HeldSheets: SheetSource {
    var name: String
    var sheets: [(sheet: SourceSheet, rows: [SheetRow])]

    init(workbook path: String) throws {
        let workbook = try Workbook(path: path)
        name = path
        sheets = try workbook.worksheets.map { sheet in
            var rows: [SheetRow] = []
            try workbook.forEachRow(of: sheet) { rows.append($0) }
            return (SourceSheet(file: path, name: sheet.name, state: sheet.state), rows)
        }
    }

    func walk(_ visitor: some SheetVisitor) throws {
        for (sheet, rows) in sheets {
            if try visitor.begin(sheet) {
                for row in rows where !row.cells.isEmpty { guard try visitor.row(row) else { break } }
            }
            try visitor.end()
        }
    }

    /// With each cell changed or taken away.
    func mapCells(_ change: (Cell) -> Cell?) -> HeldSheets {
        var copy = self
        for sheet in copy.sheets.indices {
            for row in copy.sheets[sheet].rows.indices {
                copy.sheets[sheet].rows[row].cells = copy.sheets[sheet].rows[row].cells.compactMap(change)
            }
        }
        return copy
    }
}

/// Whatever happens to fences and headers that leaves the lines what they are must leave the records so, too.
@Suite struct RegionPropertyTests {
    private static let inputs: [(path: String, kind: InputKind)] = [
        (PackagePath.samplePlanned, .planned), (PackagePath.sampleDelivered, .delivered),
    ]

    @Test(arguments: [0, 1], 1...12 as ClosedRange<UInt64>) func markersMayBeMissingAtRandom(input: Int, seed: UInt64)
        throws
    {
        var random = SeededGenerator(state: seed)
        let (path, kind) = Self.inputs[input]
        let held = try HeldSheets(workbook: path)
        let expected = try extract(held, as: kind)
        for share in [0.1, 0.3, 0.6, 0.9] {
            let gaps = held.mapCells {
                $0.value.marker != nil && Double.random(in: 0..<1, using: &random) < share ? nil : $0
            }
            let result = try extract(gaps, as: kind)
            #expect(result.records == expected.records, "seed \(seed), \(share) of the markers missing")
            #expect(result.regions.count == expected.regions.count)
            #expect(share < 0.3 || !result.messages(.fenceGap).isEmpty)
        }
    }

    /// Every combination of whole sides missing, but for all four.
    @Test(arguments: [0, 1], 0..<15) func wholeSidesOfFencesMayBeMissing(input: Int, sides: Int) throws {
        let (path, kind) = Self.inputs[input]
        let held = try HeldSheets(workbook: path)
        let expected = try extract(held, as: kind)
        let columns = Dictionary(grouping: expected.regions, by: \.sheet.name).mapValues { $0.map(\.range) }
        var gaps = held
        for sheet in gaps.sheets.indices {
            let ranges = columns[gaps.sheets[sheet].sheet.name] ?? []
            for row in gaps.sheets[sheet].rows.indices {
                gaps.sheets[sheet].rows[row].cells.removeAll { cell in
                    guard let marker = cell.value.marker else { return false }
                    let isBeside = ranges.contains {
                        $0.rows.contains(cell.reference.row) && !$0.columns.contains(cell.reference.column)
                    }
                    let side = (marker == .start ? 0 : 2) + (isBeside ? 1 : 0)
                    return sides & (1 << side) != 0
                }
            }
        }
        let result = try extract(gaps, as: kind)
        #expect(result.records == expected.records)
    }

    @Test(arguments: [0, 1]) func regionsMayStandAnywhere(input: Int) throws {
        let (path, kind) = Self.inputs[input]
        let held = try HeldSheets(workbook: path)
        let expected = try extract(held, as: kind)
        for (rows, columns) in [(1, 0), (0, 1), (997, 0), (0, 60), (13, 7)] {
            var moved = held.mapCells { cell in
                var cell = cell
                cell.reference = CellReference(row: cell.reference.row + rows, column: cell.reference.column + columns)
                return cell
            }
            for sheet in moved.sheets.indices {
                for row in moved.sheets[sheet].rows.indices {
                    moved.sheets[sheet].rows[row].number += rows
                    // The number formats of a row's columns move with its cells.
                    let formats = moved.sheets[sheet].rows[row].formats
                    moved.sheets[sheet].rows[row].formats = Dictionary(
                        uniqueKeysWithValues: formats.map { ($0 + columns, $1) })
                }
            }
            let back = try extract(moved, as: kind).records.map { record in
                var record = record
                record[.sourceRow] = .number((record[.sourceRow].number ?? 0) - Double(rows))
                return record
            }
            #expect(back == expected.records, "moved by \(rows) rows and \(columns) columns")
        }
    }

    /// Case, blanks, line breaks and markers' case do not matter.
    @Test(arguments: [0, 1]) func headersMayBeWrittenOtherwise(input: Int) throws {
        let (path, kind) = Self.inputs[input]
        let held = try HeldSheets(workbook: path)
        let expected = try extract(held, as: kind)
        let headers = Set(expected.regions.map { "\($0.sheet.name) \($0.headerRow)" })
        var changed = held
        for sheet in changed.sheets.indices {
            for row in changed.sheets[sheet].rows.indices {
                let isHeader = headers.contains(
                    "\(changed.sheets[sheet].sheet.name) \(changed.sheets[sheet].rows[row].number)")
                for cell in changed.sheets[sheet].rows[row].cells.indices {
                    guard case .text(let text) = changed.sheets[sheet].rows[row].cells[cell].value else { continue }
                    if isHeader || text == "START" || text == "END" {
                        let spread = text.split(separator: " ").joined(separator: " \n\u{A0} ")
                        changed.sheets[sheet].rows[row].cells[cell].value = .text(" \(spread.lowercased())\t")
                    }
                }
            }
        }
        let result = try extract(changed, as: kind)
        #expect(result.records == expected.records)
    }
}
