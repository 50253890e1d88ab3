import MediaPlans
import Streams
import Workbooks

/// Flights of planned lines, grouped by platform and dates. Memory: the different flights, up to a number.
struct Flights: Sendable {
    struct Key: Hashable, Sendable {
        var platform: String
        var start: CivilDate
        var end: CivilDate
    }

    struct Group: Sendable {
        var count = 0
        var first: Spot
        var lastRow: Int?
    }

    private(set) var groups: [Key: Group] = [:]
    private static let capacity = 10_000

    mutating func add(_ record: Record, _ platform: Platform, _ start: CivilDate, _ end: CivilDate) {
        let key = Key(platform: platform.code, start: start, end: end)
        if groups[key] == nil {
            guard groups.count < Self.capacity else { return }
            groups[key] = Group(first: Spot(record, .startDate))
        }
        groups[key]!.count += 1
        groups[key]!.lastRow = record[.sourceRow].number.flatMap { Int(exactly: $0) }
    }

    /// The dates that most lines have; nil without any.
    var usual: ClosedRange<CivilDate>? {
        var starts: [CivilDate: Int] = [:]
        var ends: [CivilDate: Int] = [:]
        for (key, group) in groups {
            starts[key.start, default: 0] += group.count
            ends[key.end, default: 0] += group.count
        }
        func most(_ counts: [CivilDate: Int]) -> CivilDate? {
            counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        }
        guard let start = most(starts), let end = most(ends), start <= end else { return nil }
        return start...end
    }
}

extension RecordChecker {
    func noteFlight(_ record: Record, _ platform: Platform, _ start: CivilDate, _ end: CivilDate) {
        flights.add(record, platform, start, end)
    }
}

/// How the percentages of each source are written. Memory: sources × columns.
struct Percentages: Sendable {
    struct Count: Sendable {
        var file: String
        var column: RecordColumn
        var fractions = 0
        var above = 0
        var firstAbove: Spot?
    }

    /// As many in a row as there are columns belong to one file.
    private(set) var counts: [Count] = []
    /// Where each file's begin.
    private var starts: [String: Int] = [:]
    private static let mostFiles = 300
    private static let columns: [RecordColumn] = [.ctrPercent, .vtrPercent, .percentUniques]

    mutating func add(_ record: Record) {
        var start: Int?
        for (offset, column) in Self.columns.enumerated() {
            guard let number = record[column].number, number > 0 else { continue }
            guard let first = start ?? self.start(of: record[.sourceFile].text ?? "") else { return }
            start = first
            if number > 1 {
                counts[first + offset].above += 1
                if counts[first + offset].firstAbove == nil { counts[first + offset].firstAbove = Spot(record, column) }
            } else {
                counts[first + offset].fractions += 1
            }
        }
    }

    private mutating func start(of file: String) -> Int? {
        if let start = starts[file] { return start }
        guard starts.count < Self.mostFiles else { return nil }
        starts[file] = counts.count
        counts += Self.columns.map { Count(file: file, column: $0) }
        return starts[file]
    }
}

/// Which columns hold values, and of how many kinds. For the coverage.
struct ColumnUse: Sendable {
    private var counts = Array(repeating: 0, count: RecordColumn.allCases.count)
    private(set) var extras: [String: Int] = [:]
    private static let mostExtras = 1000

    mutating func count(_ record: Record) {
        for (index, value) in record.values.enumerated() {
            if case .unknown = value { continue }
            counts[index] += 1
        }
        for extra in record.extras {
            guard extras[extra.name] != nil || extras.count < Self.mostExtras else { continue }
            extras[extra.name, default: 0] += extra.value.isUnknown ? 0 : 1
        }
    }

    subscript(column: RecordColumn) -> Int { counts[column.index] }
    /// All columns, used or not.
    var width: Int { counts.count + extras.count }
}

/// Knows lines by a hash of all their columns but file and row. Memory: 16 bytes a line up to a number of lines.
struct DuplicateFilter: Sendable {
    /// After so many lines new ones are no longer remembered.
    let capacity: Int
    private var seen: [UInt64: UInt64] = [:]
    private var sheets: [String] = []
    private var sheetIndex: [String: Int] = [:]
    private var passed = 0

    init(capacity: Int = 4_000_000) { self.capacity = capacity }

    /// How many records were not compared; nil when all were.
    var unseen: Int? { passed > 0 ? passed : nil }

    /// Where an equal record stood, in words; nil for a new one, which is remembered.
    mutating func earlier(_ record: Record) -> String? {
        let key = Self.hash(record, leavingOut: RecordColumn.sourceFile.index, RecordColumn.sourceRow.index)
        if let place = seen[key] { return "\(sheets[Int(place >> 32)]) row \(place & 0xFFFF_FFFF)" }
        guard seen.count < capacity else {
            passed += 1
            return nil
        }
        let name = record[.sourceSheet].text ?? ""
        let sheet =
            sheetIndex[name]
            ?? {
                sheets.append(name)
                sheetIndex[name] = sheets.count - 1
                return sheets.count - 1
            }()
        let row = record[.sourceRow].number.flatMap { UInt32(exactly: $0) } ?? 0
        seen[key] = UInt64(sheet) << 32 | UInt64(row)
        return nil
    }

    /// A hash of all columns but those left out.
    static func hash(_ record: Record, leavingOut first: Int?, _ second: Int?) -> UInt64 {
        var state: UInt64 = 0xCBF2_9CE4_8422_2325
        for (index, value) in record.values.enumerated() where index != first && index != second {
            mix(value, UInt64(index), &state)
        }
        for extra in record.extras where extra.value != .unknown {
            mix(extra.name, &state)
            mix(extra.value, 0, &state)
        }
        return state
    }

    private static func mix(_ value: FieldValue, _ index: UInt64, _ state: inout UInt64) {
        switch value {
        case .unknown: return
        case .number(let number): fold(number.bitPattern ^ index, &state)
        case .date(let date): fold(UInt64(bitPattern: Int64(date.daysSince1970)) &+ index << 40, &state)
        case .text(let text):
            fold(index &+ 0x9E37, &state)
            mix(text, &state)
        }
    }

    private static func mix(_ text: String, _ state: inout UInt64) {
        var text = text
        text.withUTF8 { bytes in
            let raw = UnsafeRawBufferPointer(bytes)
            var offset = 0
            while offset + 8 <= raw.count {
                fold(raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self), &state)
                offset += 8
            }
            var rest = UInt64(raw.count) << 56
            while offset < raw.count {
                rest = rest << 8 | UInt64(raw[offset])
                offset += 1
            }
            fold(rest, &state)
        }
    }

    /// One step of a multiply-and-fold hash: 64 by 64 to 128 bits, folded.
    private static func fold(_ word: UInt64, _ state: inout UInt64) {
        let product = (state ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        state = product.high ^ product.low ^ (state &<< 23)
    }
}
