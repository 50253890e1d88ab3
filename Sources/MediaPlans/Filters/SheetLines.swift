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

    private var sheets: [(file: String, name: String)] = []
    private var lines: [UInt64: Place] = [:]
    /// The sheet that has lines of a platform, market and stage.
    private var parts: [UInt64: Int] = [:]
    private var twice: [Int: Common] = [:]
    /// Lines of a table of the sheet that an earlier one of its tables has, too.
    private(set) var repeated: Common?
    private var shared: Int?
    private static let most = 200_000

    mutating func begin(_ sheet: SourceSheet) {
        if sheets.last?.file != sheet.file { (lines, parts) = ([:], [:]) }
        sheets.append((sheet.file, sheet.name))
        (twice, shared, repeated) = ([:], nil, nil)
    }

    /// - Parameter table: which of the sheet's tables the record is of.
    mutating func add(_ record: Record, table: Int) {
        let sheet = sheets.count - 1
        guard sheet >= 0 else { return }
        let part = RecordKey.part(record)
        if let other = parts[part] {
            if other != sheet { shared = other }
        } else if parts.count < Self.most {
            parts[part] = sheet
        }
        guard record.sourceType != .deliveredReachAndFrequency else { return }
        let row = record[.sourceRow].number.flatMap { Int(exactly: $0) } ?? 0
        let key = RecordKey.names(record)
        guard let place = lines[key] else {
            if lines.count < Self.most { lines[key] = Place(sheet: sheet, row: row, table: table) }
            return
        }
        guard place.sheet != sheet else {
            if place.table != table {
                repeated = repeated ?? Common(sheet: sheets[sheet].name, rows: (place.row, row))
                repeated?.lines += 1
            }
            return
        }
        twice[place.sheet, default: Common(sheet: sheets[place.sheet].name, rows: (place.row, row))].lines += 1
    }

    /// The earlier sheet that has most lines of this one.
    var common: Common? { twice.values.max { $0.lines < $1.lines } }

    /// An earlier sheet that has lines of a platform, market and stage of this one.
    var neighbour: String? { shared.map { sheets[$0].name } }
}

/// Keys of records: FNV-1a over what names a line.
enum RecordKey {
    private struct Hash {
        private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

        mutating func mix(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }

        mutating func mix(_ text: String) { for byte in text.utf8 { mix(byte) } }

        mutating func mix(_ field: FieldValue, _ index: Int) {
            mix(UInt8(truncatingIfNeeded: index))
            switch field {
            case .text(let text): mix(text)
            case .date(let date): withUnsafeBytes(of: date.daysSince1970) { for byte in $0 { mix(byte) } }
            case .number, .unknown: break
            }
        }
    }

    private static func hash(_ record: Record) -> Hash {
        var hash = Hash()
        hash.mix(record.sheetPlatform)
        for (index, value) in record.values.enumerated() where index > RecordColumn.sourceType.index {
            hash.mix(value, index)
        }
        return hash
    }

    /// The record columns that hold texts and dates.
    static func names(_ record: Record) -> UInt64 { hash(record).value }

    /// The kind of table, platform, market and stage.
    static func part(_ record: Record) -> UInt64 {
        var hash = Hash()
        hash.mix(record.sourceType.rawValue)
        hash.mix(record.sheetPlatform)
        for column in [RecordColumn.market, .cejObjectives] { hash.mix(record[column], column.index) }
        return hash.value
    }
}
