import MediaPlans
import Streams
import Workbooks

/// Where lines stand: their rows as ranges, by file and sheet. Memory: a few ranges; lines beyond them are counted.
struct LineRows: Sendable {
    private struct Sheet: Sendable {
        var file: String?
        var name: String?
        var ranges: [ClosedRange<Int>]
    }

    private var sheets: [Sheet] = []
    /// All lines, in a range or not.
    private(set) var count = 0
    private var beyond = 0
    private static let mostRanges = 24

    mutating func add(_ record: Record) {
        count += 1
        guard beyond == 0, let row = record[.sourceRow].number.flatMap({ Int(exactly: $0) }) else {
            beyond += 1
            return
        }
        add(row...row, record[.sourceFile].text, record[.sourceSheet].text, most: Self.mostRanges)
    }

    /// Takes another's rows in. Several together are cut when they are told, not here, so that neighbours can join.
    mutating func add(_ other: LineRows) {
        for sheet in other.sheets { for range in sheet.ranges { add(range, sheet.file, sheet.name, most: .max) } }
        count += other.count
        beyond += other.beyond
    }

    private mutating func add(_ range: ClosedRange<Int>, _ file: String?, _ name: String?, most: Int) {
        let place = sheets.lastIndex { $0.name == name && $0.file == file }
        if let place, let last = sheets[place].ranges.last, last.upperBound + 1 == range.lowerBound {
            sheets[place].ranges[sheets[place].ranges.count - 1] = last.lowerBound...range.upperBound
        } else if most != .max, sheets.reduce(0, { $0 + $1.ranges.count }) >= most {
            beyond += range.count
        } else if let place {
            sheets[place].ranges.append(range)
        } else {
            sheets.append(Sheet(file: file, name: name, ranges: [range]))
        }
    }

    /// The cells of a column, `PLANNED.xlsx!DV360!T21:T45, T47 (26 lines)`, or the rows where the column's letter is not known.
    func cells(of column: RecordColumn, _ locator: CellLocator) -> String? {
        guard !sheets.isEmpty else { return nil }
        var left = Self.mostRanges
        var untold = beyond
        let places = sheets.compactMap { sheet -> String? in
            let joined = Self.joined(sheet.ranges)
            untold += joined.dropFirst(left).reduce(0) { $0 + $1.count }
            let told = joined.prefix(left)
            left -= told.count
            guard let first = told.first else { return nil }
            let region = locator.region(of: sheet.file, sheet.name, row: first.lowerBound)
            let words: String
            if let letter = region?.columns[column].map(CellReference.letters(ofColumn:)) {
                words = told.map {
                    $0.count == 1 ? "\(letter)\($0.lowerBound)" : "\(letter)\($0.lowerBound):\(letter)\($0.upperBound)"
                }.joined(separator: ", ")
            } else {
                words =
                    (told.count == 1 && first.count == 1 ? "row " : "rows ")
                    + told.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(
                        separator: ", ")
            }
            return Place(file: region?.sheet.file ?? sheet.file, sheet: region?.sheet.name ?? sheet.name, cell: words)
                .description
        }
        let rest = untold > 0 ? ", \(untold) of them not listed" : ""
        return "\(places.joined(separator: "; ")) (\(counted(count, "line"))\(rest))"
    }

    private static func joined(_ ranges: [ClosedRange<Int>]) -> [ClosedRange<Int>] {
        ranges.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { joined, range in
            if let last = joined.last, range.lowerBound <= last.upperBound + 1 {
                joined[joined.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
    }
}
