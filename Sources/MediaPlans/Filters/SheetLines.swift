import Streams
import Workbooks

/// Finds lines of one plan that are on two of its sheets: versions of it, or a copy, which would be added up.
///
/// Two lines are the same when all their names and dates are. Memory: 16 bytes for each line, up to a number of lines.
struct SheetLines {
    /// Where a line was met first.
    private struct Place {
        var sheet: Int
        var row: Int
        /// Which of the sheet's tables.
        var table: Int
    }

    /// What a sheet has in common with an earlier one of its file.
    struct Common {
        var sheet: String
        /// Lines that are on both, the first by its row there and here.
        var lines = 0
        var rows: (there: Int, here: Int) = (0, 0)
    }

    private var sheets: [(file: String, name: String, month: UInt64)] = []
    private var lines: [UInt64: Place] = [:]
    /// The sheet that has lines of a platform, market and stage.
    private var parts: [UInt64: Int] = [:]
    private var twice: [Int: Common] = [:]
    /// The sheets of lines by all that they hold, numbers included.
    private var wholes: [UInt64: Int32] = [:]
    /// How many lines of the sheet are on an earlier one to the last number, and how many it has.
    private var copies: [Int: Common] = [:]
    private var count = 0
    /// How many lines each table of the sheet has, and how many of them an earlier one has, too.
    private var tables: [Int: (lines: Int, repeated: Int)] = [:]
    /// Lines of a table of the sheet that an earlier one of its tables has, too.
    private(set) var repeated: Common?
    private var shared: Int?
    private var sums = SheetSums()
    /// A hash of the month that the sheet's name says, which parts lines that have no days.
    private var month: UInt64 = 0
    private static let most = 200_000

    mutating func begin(_ sheet: SourceSheet) {
        if sheets.last?.file != sheet.file { (lines, parts, wholes, sums) = ([:], [:], [:], SheetSums()) }
        month = Self.month(ofSheet: sheet.name)
        sheets.append((sheet.file, sheet.name, month))
        sums.begin(sheet.name)
        (twice, shared, repeated) = ([:], nil, nil)
        (copies, count, tables) = ([:], 0, [:])
    }

    /// - Parameter table: which of the sheet's tables the record is of.
    mutating func add(_ record: Record, table: Int) {
        let sheet = sheets.count - 1
        guard sheet >= 0 else { return }
        let part = RecordKey.part(record)
        if let other = parts[part] {
            // Sheets of two months have the same markets and stages, and different lines.
            let areOfOtherMonths = month != 0 && sheets[other].month != 0 && sheets[other].month != month
            if other != sheet, !areOfOtherMonths { shared = other }
        } else if parts.count < Self.most {
            parts[part] = sheet
        }
        guard record.sourceType != .deliveredReachAndFrequency else { return }
        sums.add(record)
        let row = record[.sourceRow].number.flatMap { Int(exactly: $0) } ?? 0
        note(copy: record, row: row, of: sheet)
        tables[table, default: (0, 0)].lines += 1
        let key = RecordKey.names(record) ^ (record.days == nil ? month : 0)
        guard let place = lines[key] else {
            if lines.count < Self.most { lines[key] = Place(sheet: sheet, row: row, table: table) }
            return
        }
        guard place.sheet != sheet else {
            if place.table != table {
                repeated = repeated ?? Common(sheet: sheets[sheet].name, rows: (place.row, row))
                repeated?.lines += 1
                tables[table, default: (0, 0)].repeated += 1
            }
            return
        }
        twice[place.sheet, default: Common(sheet: sheets[place.sheet].name, rows: (place.row, row))].lines += 1
    }

    private mutating func note(copy record: Record, row: Int, of sheet: Int) {
        count += 1
        guard let key = RecordKey.whole(record) else { return }
        if let other = wholes[key], Int(other) != sheet {
            let name = sheets[Int(other)].name
            copies[Int(other), default: Common(sheet: name, rows: (0, row))].lines += 1
        } else if wholes.count < Self.most {
            wholes[key] = Int32(sheet)  // fits: sheets of a workbook
        }
    }

    /// The earlier sheet that has every line of this one to the last number.
    var copied: Common? { copies.values.first { $0.lines == count && count >= Self.fewest } }

    /// Whether every line of one of the sheet's tables has the names and days of lines above it.
    var repeatsTable: Bool { tables.values.contains { $0.lines >= Self.fewest && $0.lines == $0.repeated } }

    /// Fewer lines may be alike by chance.
    private static let fewest = 2

    /// The month or other period that words of a sheet's name say: `META_Apr`, `May 2026`. 0 where none does.
    private static func month(ofSheet name: String) -> UInt64 {
        let words = normalised(name).split(separator: " ").map(String.init)
        for start in words.indices {
            for count in [2, 1] where start + count <= words.count {
                guard let period = Period(normalised: Array(words[start..<start + count])) else { continue }
                let days = period.first.map { $0.daysSince1970 } ?? period.month.map { -$0 }
                if let days { return UInt64(bitPattern: Int64(days)) &* 0x9E37_79B9_7F4A_7C15 }
            }
        }
        return 0
    }

    /// The sheet that is the sum of the others so far, once.
    mutating func takeSum() -> (sheet: String, others: [String])? { sums.take() }

    /// The earlier sheet that has most lines of this one.
    var common: Common? { twice.values.max { $0.lines < $1.lines } }

    /// An earlier sheet that has lines of a platform, market and stage of this one.
    var neighbour: String? { shared.map { sheets[$0].name } }
}

/// Keys of records: hashes over what names a line.
enum RecordKey {
    /// A hash over fields with their places.
    private struct Hash {
        private var hash = WordHash()

        var value: UInt64 { hash.value }

        mutating func mix(_ word: UInt64) { hash.mix(word) }

        mutating func mix(_ text: String) { hash.mix(text, foldsCase: false) }

        mutating func mix(_ field: FieldValue, _ index: Int) {
            mix(UInt64(truncatingIfNeeded: index))
            switch field {
            case .text(let text): mix(text)
            case .date(let date): mix(UInt64(truncatingIfNeeded: date.daysSince1970))
            case .number, .unknown: break
            }
        }
    }

    private static func hash(_ record: Record) -> Hash {
        var hash = Hash()
        hash.mix(record.sheetPlatform)
        for index in record.values.indices where index > RecordColumn.sourceType.index {
            hash.mix(record.values[index], index)
        }
        return hash
    }

    /// The record columns that hold texts and dates.
    static func names(_ record: Record) -> UInt64 { hash(record).value }

    /// All that a line holds but its dates, which copies may have others of; nil where it has less than three numbers.
    static func whole(_ record: Record) -> UInt64? {
        var hash = Hash()
        hash.mix(record.sheetPlatform)
        var numbers = 0
        for index in record.values.indices where index > RecordColumn.sourceType.index {
            switch record.values[index] {
            case .text: hash.mix(record.values[index], index)
            case .number(let number):
                if number != 0 { numbers += 1 }
                hash.mix(UInt64(truncatingIfNeeded: index))
                hash.mix(number.bitPattern)
            case .date, .unknown: break
            }
        }
        return numbers >= 3 ? hash.value : nil
    }

    /// The kind of table, platform, market and stage.
    static func part(_ record: Record) -> UInt64 {
        var hash = Hash()
        hash.mix(record.sourceType.rawValue)
        hash.mix(record.sheetPlatform)
        for column in [RecordColumn.market, .cejObjectives] { hash.mix(record[column], column.index) }
        return hash.value
    }
}
