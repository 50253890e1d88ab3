import Streams

/// Lines on their way to an output. The first go out when a sheet turns out to be large, so that one whose rows are out of order can be
/// written once more.
struct PendingLines: ~Copyable {
    var lines = ByteBuffer(capacity: 1 << 18)
    private var hasWritten = false
    /// How much is held back before the first line goes out.
    private let firstCapacity: Int
    private static let fullBuffer = 1 << 17

    /// - Parameter capacity: how much is held back; nil for as much as tables hold.
    init(_ scanner: SheetScanner, holding capacity: Int? = nil) {
        let isLarge = scanner.position.total >= HeldLines.largePart
        firstCapacity = capacity ?? (isLarge ? HeldLines.largeCapacity : HeldLines.capacity)
    }

    var isFull: Bool { lines.count >= (hasWritten ? Self.fullBuffer : firstCapacity) }

    mutating func flushIfFull(to output: Output) throws { if isFull { try flush(to: output) } }

    /// Takes lines that are whole.
    mutating func append(_ bytes: UnsafeRawBufferPointer, to output: Output) throws {
        guard hasWritten || lines.count + bytes.count >= firstCapacity else { return lines.append(bytes) }
        try flush(to: output)
        try output.write(bytes)
    }

    mutating func flush(to output: Output) throws {
        hasWritten = true
        try output.write(lines.bytes)
        lines.removeAll()
    }

    /// Lets all go out, with a text between the bytes before and behind a place.
    mutating func flush(to output: Output, with text: String, at place: Int) throws {
        try output.write(UnsafeRawBufferPointer(rebasing: lines.bytes[..<place]))
        try output.write(Array(text.utf8))
        try output.write(UnsafeRawBufferPointer(rebasing: lines.bytes[place...]))
        hasWritten = true
        lines.removeAll()
    }
}
