import Streams

/// Lines on their way to an output. The first go out when a sheet turns out to be large, so that one whose rows are out of order can be
/// written once more.
struct PendingLines: ~Copyable {
    var lines = ByteBuffer(capacity: 1 << 18)
    private var hasWritten = false
    /// How much is held back before the first line goes out.
    private let firstCapacity: Int
    private static let fullBuffer = 1 << 17

    init(_ scanner: SheetScanner) {
        firstCapacity = scanner.position.total >= HeldLines.largePart ? HeldLines.largeCapacity : HeldLines.capacity
    }

    mutating func flushIfFull(to output: Output) throws {
        guard lines.count >= (hasWritten ? Self.fullBuffer : firstCapacity) else { return }
        try flush(to: output)
    }

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
}
