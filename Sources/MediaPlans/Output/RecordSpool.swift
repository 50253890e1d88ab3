import Streams
import Workbooks

/// Records put aside until all extra columns are known, to be read any number of times. Memory does not grow
/// with records (see `Spool`).
public final class RecordSpool {
    public private(set) var count = 0
    private var columns = ExtraColumns()
    /// For each record column, the bytes of its longest text; 10 for a date.
    public private(set) var longestTexts = [Int](repeating: 0, count: RecordColumn.allCases.count)
    /// The same for each of the extra columns.
    public private(set) var longestExtras: [Int] = []
    private let spool = Spool()

    /// The extra columns of all records, in the order in which they were first met.
    public var extras: [String] { columns.names }

    public init() {}

    public func write(_ record: Record) throws {
        count += 1
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1024)
        bytes.append(UInt8(SourceType.allCases.firstIndex(of: record.sourceType)!))
        Self.append(text: record.sheetPlatform, to: &bytes)
        for (index, value) in record.values.enumerated() {
            Self.append(value, to: &bytes)
            let length = Self.length(of: value)
            if length > longestTexts[index] { longestTexts[index] = length }
        }
        Self.append(integer: Int32(record.extras.count), to: &bytes)
        for (position, (name, value)) in record.extras.enumerated() {
            let index = columns.index(of: name, at: position)
            Self.append(integer: Int32(index), to: &bytes)
            Self.append(value, to: &bytes)
            if index == longestExtras.count { longestExtras.append(0) }
            longestExtras[index] = max(longestExtras[index], Self.length(of: value))
        }
        try spool.write(bytes)
    }

    private static func length(of value: FieldValue) -> Int {
        switch value {
        case .text(let text): text.utf8.count
        case .date: 10
        case .unknown, .number: 0
        }
    }

    private static func append(_ value: FieldValue, to bytes: inout [UInt8]) {
        switch value {
        case .unknown: bytes.append(0)
        case .number(let number):
            bytes.append(1)
            withUnsafeBytes(of: number.bitPattern) { bytes.append(contentsOf: $0) }
        case .date(let date):
            bytes.append(2)
            for part in [date.year, date.month, date.day] { append(integer: Int32(part), to: &bytes) }
        case .text(let text):
            bytes.append(3)
            append(text: text, to: &bytes)
        }
    }

    private static func append(integer: Int32, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: integer) { bytes.append(contentsOf: $0) }
    }

    private static func append(text: String, to bytes: inout [UInt8]) {
        append(integer: Int32(text.utf8.count), to: &bytes)
        bytes.append(contentsOf: text.utf8)
    }

    /// Hands on all records, in the order in which they were written.
    public func forEach(_ body: (Record) throws -> Void) throws {
        var reader = SpoolReader(spool, extras: extras)
        for _ in 0..<count { try body(try reader.record()) }
    }
}

/// Reads a spool from its begin.
private struct SpoolReader {
    private let spool: Spool
    private let extras: [String]
    private var window: [UInt8] = []
    private var position = 0
    private var offset = 0

    init(_ spool: Spool, extras: [String]) {
        self.spool = spool
        self.extras = extras
    }

    mutating func record() throws -> Record {
        let type = SourceType.allCases[Int(try byte())]
        var record = Record(sourceType: type, sheetPlatform: try text())
        for column in RecordColumn.allCases { record[column] = try value() }
        let count = Int(try integer())
        for _ in 0..<count { record.extras.append((extras[Int(try integer())], try value())) }
        return record
    }

    private mutating func value() throws -> FieldValue {
        switch try byte() {
        case 1:
            try need(8)
            defer { position += 8 }
            let bits = window.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: UInt64.self) }
            return .number(Double(bitPattern: bits))
        case 2:
            return .date(CivilDate(year: Int(try integer()), month: Int(try integer()), day: Int(try integer())))
        case 3: return .text(try text())
        default: return .unknown
        }
    }

    private mutating func byte() throws -> UInt8 {
        try need(1)
        defer { position += 1 }
        return window[position]
    }

    private mutating func integer() throws -> Int32 {
        try need(4)
        defer { position += 4 }
        return window.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: Int32.self) }
    }

    private mutating func text() throws -> String {
        let count = Int(try integer())
        try need(count)
        defer { position += count }
        return String(decoding: window[position..<position + count], as: UTF8.self)
    }

    /// Sees that so many bytes stand in the window.
    private mutating func need(_ count: Int) throws {
        while window.count - position < count {
            let chunk = try spool.bytes(at: offset)
            guard !chunk.isEmpty else {
                throw Failure(.internalError, .internalError, at: Place(file: "temporary file"), "ends too early")
            }
            offset += chunk.count
            window = Array(window[position...]) + chunk
            position = 0
        }
    }
}
