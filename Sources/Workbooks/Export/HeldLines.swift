import Streams

/// Lines of a table whose width is not known yet, held back until it is.
///
/// A sheet's declared dimension may lie, so the first lines wait: a sheet whose text stays below `capacity` is as
/// wide as its last column that holds a value. A larger one is at least as wide as it declares, and goes out
/// as it is read.
struct HeldLines: ~Copyable {
    /// Enough to hold nearly every sheet whole.
    static let capacity = 1 << 20
    /// What waits of a sheet of at least `largePart` compressed bytes whose first `sample` bytes of lines are as wide as it declares. Such
    /// a sheet's text exceeds `capacity` anyway, so that a wider row could come too late all the same, and its first line is awaited.
    static let largeCapacity = 1 << 18
    static let largePart = 4 << 20
    private static let sample = 1 << 14

    /// The lines without their ends.
    var bytes = ByteBuffer()
    /// For each line, where it ends in `bytes` and how many fields it has.
    private var lines: ContiguousArray<(end: Int, fields: Int)> = []
    private(set) var widest = 0

    /// When the lines so far may be believed to be as wide as all: where the sheet declares the same.
    var isSample: Bool { bytes.count >= Self.sample }

    var isFull: Bool { bytes.count >= Self.capacity || lines.count >= Self.capacity / 16 }

    /// The bytes behind the last line are a line of that many fields.
    mutating func endLine(fields: Int) {
        lines.append((bytes.count, fields))
        widest = max(widest, fields)
    }

    /// Moves all lines to `out`, each filled up to `width` fields.
    mutating func release(to out: inout ByteBuffer, width: Int, _ style: LineStyle) {
        var start = 0
        for line in lines {
            out.append(UnsafePointer(bytes.base) + start, line.end - start)
            out.endLine(after: line.fields, of: width, style)
            start = line.end
        }
        bytes.removeAll()
        lines.removeAll()
    }
}
