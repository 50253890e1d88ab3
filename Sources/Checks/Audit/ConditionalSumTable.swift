import MediaPlans
import Workbooks

/// Calculates conditional sums over the columns of a workbook's sheets.
///
/// Each sheet is read once, and only the columns that are summed or compared are kept: 16 bytes a cell. What rows meet a criterion is
/// kept as a bit a row for each pair of column and criterion.
final class ConditionalSumTable {
    private struct Key: Hashable {
        var sheet: String
        var column: Int
    }

    /// One column: numbers as they are, texts by an index into `texts`.
    private enum Field {
        case empty
        case number(Double)
        case text(Int32)
        case other
    }

    private var columns: [Key: [Field]] = [:]
    private var texts: [String: Int32] = [:]
    /// The last row with a cell of each sheet that was read.
    private(set) var lastRows: [String: Int] = [:]
    private var matches: [ConditionalSum.Condition: [UInt64]] = [:]

    /// Sums over a sheet with more rows are not calculated.
    private static let mostRows = 1_000_000

    /// Which numbers are summed: those of the cells, or others, by which it shows whether two sums are of the same cells.
    enum Numbers { case own, other }

    /// Reads what the sums need.
    ///
    /// - Parameter further: further columns to read, by the sheet's name in lower case.
    init(_ sums: [ConditionalSum], and further: [String: Set<Int>] = [:], of workbook: Workbook) throws {
        var wanted = further
        for cells in sums.flatMap(\.ranges) { wanted[cells.sheet, default: []].insert(cells.column) }
        for sheet in workbook.worksheets {
            if let columns = wanted[sheet.name.lowercased()] { try read(sheet, columns, of: workbook) }
        }
    }

    private struct Enough: Error {}

    private func read(_ sheet: Workbook.Sheet, _ wanted: Set<Int>, of workbook: Workbook) throws {
        let name = sheet.name.lowercased()
        var fields: [Int: [Field]] = [:]
        for column in wanted { fields[column] = [] }
        do {
            try workbook.forEachRow(of: sheet) { row in
                guard row.number <= Self.mostRows else { throw Enough() }
                if !row.cells.isEmpty { lastRows[name] = row.number }
                for cell in row.cells where wanted.contains(cell.reference.column) {
                    let column = cell.reference.column
                    let gap = row.number - 1 - (fields[column]?.count ?? 0)
                    if gap > 0 { fields[column]?.append(contentsOf: repeatElement(.empty, count: gap)) }
                    fields[column]?.append(field(cell.value))
                }
            }
        } catch is Enough {
            // What is cut off could not be summed.
            return
        }
        for (column, values) in fields { columns[Key(sheet: name, column: column)] = values }
    }

    private func field(_ value: CellValue) -> Field {
        switch value {
        case .empty: return .empty
        case .number(let number): return .number(number)
        case .date(let date): return .number(date.serial)
        case .text(let text):
            let key = text.lowercased()
            if let known = texts[key] { return .text(known) }
            let index = Int32(clamping: texts.count)
            texts[key] = index
            return .text(index)
        case .boolean, .error: return .other
        }
    }

    /// A sum's value, NaN for an average of nothing; nil where its cells could not be read, or one that is summed holds an error.
    func value(of sum: ConditionalSum, _ numbers: Numbers = .own) -> Double? {
        guard sum.summed != nil else { return rows(of: sum).map { Double($0.reduce(0) { $0 + $1.nonzeroBitCount }) } }
        guard let total = volume(of: sum, numbers) else { return nil }
        guard sum.isAverage else { return total.value ?? 0 }
        return total.value.map { $0 / Double(total.known) } ?? .nan
    }

    /// A bit for each row of the ranges, set where all conditions are met; nil where cells could not be read.
    private func rows(of sum: ConditionalSum) -> [UInt64]? {
        guard let first = sum.conditions.first else { return nil }
        var rows = match(first)
        for condition in sum.conditions.dropFirst() {
            guard let all = rows, let other = match(condition), all.count == other.count else { return nil }
            rows = zip(all, other).map { $0 & $1 }
        }
        return rows
    }

    /// What a sum adds up; nil where its cells could not be read, or one holds an error.
    func volume(of sum: ConditionalSum, _ numbers: Numbers = .own) -> Volume? {
        guard let rows = rows(of: sum), let summed = sum.summed else { return nil }
        // A sum of the cells that hold a number is that number, written in another way.
        if numbers == .other, sum.picksItsNumbers { return Volume() }
        guard let fields = columns[Key(sheet: summed.sheet, column: summed.column)] else { return nil }
        var total = Volume()
        for (word, bits) in rows.enumerated() {
            var bits = bits
            while bits != 0 {
                let row = summed.rows.lowerBound + word * 64 + bits.trailingZeroBitCount
                bits &= bits - 1
                guard row <= fields.count else { continue }
                switch fields[row - 1] {
                case .number(let number):
                    total.add(numbers == .own ? number : Self.otherNumber(row: row, column: summed.column))
                case .other: return nil
                case .empty, .text: break
                }
            }
        }
        return total
    }

    /// A number from 1 to 1000 that a cell gets in place of its own: no two are equal, and no two sums of them.
    static func otherNumber(row: Int, column: Int) -> Double {
        // SplitMix64 (Steele, Lea, Flood 2014).
        var bits = UInt64(truncatingIfNeeded: row &* 16_384 &+ column) &* 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return 1 + Double((bits ^ (bits >> 31)) >> 11) / 9_007_199_254_740_992 * 999
    }

    private func test(_ criterion: ConditionalSum.Criterion) -> (Field) -> Bool {
        func isText(_ wanted: Int32) -> (Field) -> Bool {
            { field in if case .text(let text) = field { text == wanted } else { false } }
        }
        switch criterion {
        case .equals(let text): return isText(texts[text] ?? -1)
        case .isFilled: return { if case .empty = $0 { false } else { true } }
        case .isEmpty: return { if case .empty = $0 { true } else { false } }
        case .differs(let text):
            let isWanted = isText(texts[text] ?? -1)
            return { !isWanted($0) }
        case .like(let pattern, let isEqual):
            let wanted = Set(texts.filter { ConditionalSum.Criterion.matches($0.key, pattern) }.values)
            return { field in
                if case .text(let text) = field { wanted.contains(text) == isEqual } else { !isEqual }
            }
        case .compares(let sign, let number, let text):
            let isWritten = isText(texts[text] ?? -1)
            return { field in
                if case .number(let own) = field { return sign.holds(own, number) }
                return sign == .unequal ? !isWritten(field) : sign == .equal && isWritten(field)
            }
        }
    }

    /// A bit for each row of the range, set where its cell meets the criterion.
    private func match(_ condition: ConditionalSum.Condition) -> [UInt64]? {
        if let known = matches[condition] { return known }
        let cells = condition.cells
        guard let fields = columns[Key(sheet: cells.sheet, column: cells.column)] else { return nil }
        var bits = [UInt64](repeating: 0, count: (cells.rows.count + 63) / 64)
        let isMet = test(condition.criterion)
        let rest = isMet(.empty)
        for (index, row) in cells.rows.enumerated() {
            guard row <= fields.count else {
                guard rest else { break }
                bits[index >> 6] |= 1 << UInt64(index & 63)
                continue
            }
            if isMet(fields[row - 1]) { bits[index >> 6] |= 1 << UInt64(index & 63) }
        }
        matches[condition] = bits
        return bits
    }
}
