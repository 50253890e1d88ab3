import Glibc
import Streams
import Workbooks

/// Records put aside until all extra columns are known, to be written any number of times.
///
/// What exceeds a few MiB stands in a file of TMPDIR (default /tmp) that has no name, so that nothing stays
/// behind however the process ends. Memory does not grow with records.
public final class RecordSpool {
    /// The extra columns of all records, in the order in which they were first met.
    public private(set) var extras: [String] = []
    public private(set) var count = 0
    private var extraIndex: [String: Int] = [:]
    private var lastNames: [(name: String, index: Int)] = []
    private var buffer: [UInt8] = []
    private var descriptor: Int32 = -1
    private static let capacity = 1 << 22

    public init() {}

    deinit { if descriptor >= 0 { close(descriptor) } }

    public func write(_ record: Record) throws {
        count += 1
        buffer.append(UInt8(SourceType.allCases.firstIndex(of: record.sourceType)!))
        append(text: record.sheetPlatform)
        for value in record.values { append(value) }
        append(integer: Int32(record.extras.count))
        for (position, (name, value)) in record.extras.enumerated() {
            append(integer: Int32(index(of: name, at: position)))
            append(value)
        }
        if buffer.count >= Self.capacity { try flush() }
    }

    /// The extra's place; records of one region have the same names at the same places.
    private func index(of name: String, at position: Int) -> Int {
        if position < lastNames.count, lastNames[position].name == name { return lastNames[position].index }
        let index =
            extraIndex[name]
            ?? {
                extras.append(name)
                extraIndex[name] = extras.count - 1
                return extras.count - 1
            }()
        if position < lastNames.count { lastNames[position] = (name, index) } else { lastNames.append((name, index)) }
        return index
    }

    private func append(_ value: FieldValue) {
        switch value {
        case .unknown: buffer.append(0)
        case .number(let number):
            buffer.append(1)
            withUnsafeBytes(of: number.bitPattern) { buffer.append(contentsOf: $0) }
        case .date(let date):
            buffer.append(2)
            for part in [date.year, date.month, date.day] { append(integer: Int32(part)) }
        case .text(let text):
            buffer.append(3)
            append(text: text)
        }
    }

    private func append(integer: Int32) { withUnsafeBytes(of: integer) { buffer.append(contentsOf: $0) } }

    private func append(text: String) {
        append(integer: Int32(text.utf8.count))
        buffer.append(contentsOf: text.utf8)
    }

    private func flush() throws {
        if descriptor < 0 { descriptor = try Self.namelessFile() }
        let output = Output(descriptor: descriptor, name: "temporary file")
        try buffer.withUnsafeBytes { try output.write($0) }
        try output.flush()
        buffer.removeAll(keepingCapacity: true)
    }

    private static func namelessFile() throws -> Int32 {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/records.XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else {
            throw Failure(
                .writing(errno: errno), .cannotWrite, at: Place(file: folder),
                "cannot make a temporary file: \(systemMessage(errno))", hint: "set TMPDIR to a folder with room")
        }
        unlink(template)
        return descriptor
    }

    /// Hands on all records, in the order in which they were written.
    public func forEach(_ body: (Record) throws -> Void) throws {
        var reader = SpoolReader(descriptor: descriptor, tail: buffer, extras: extras)
        for _ in 0..<count { try body(try reader.record()) }
    }
}

/// Reads a spool from its begin.
private struct SpoolReader {
    private let descriptor: Int32
    private let tail: [UInt8]
    private let extras: [String]
    private var window: [UInt8] = []
    private var position = 0
    private var offset = 0
    private var isTail = false

    init(descriptor: Int32, tail: [UInt8], extras: [String]) {
        self.descriptor = descriptor
        self.tail = tail
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

    /// Sees that so many bytes stand in the window; the file's come first, then those still in memory.
    private mutating func need(_ count: Int) throws {
        while window.count - position < count {
            window.removeSubrange(..<position)
            position = 0
            let filled = window.count
            let chunk = 1 << 20
            var received = 0
            if descriptor >= 0, !isTail {
                window.append(contentsOf: repeatElement(0, count: chunk))
                repeat {
                    received = window.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress! + filled, chunk, offset) }
                } while received < 0 && errno == EINTR
                window.removeLast(chunk - max(received, 0))
                guard received >= 0 else {
                    throw Failure(.io, .cannotRead, at: Place(file: "temporary file"), "cannot read: \(systemMessage(errno))")
                }
                offset += received
            }
            if received == 0 {
                guard !isTail else {
                    throw Failure(.internalError, .internalError, at: Place(file: "temporary file"), "ends too early")
                }
                isTail = true
                window.append(contentsOf: tail)
            }
        }
    }
}
