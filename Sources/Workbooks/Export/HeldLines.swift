import Streams

/// Lines of a table whose width is not known yet, held back until it is.
///
/// A sheet's declared dimension may lie, so the first lines wait: a sheet whose text stays below `capacity` is as
/// wide as its last column that holds a value. A larger one is at least as wide as it declares, and goes out
/// as it is read.
struct HeldLines: ~Copyable {
    /// Enough to hold nearly every sheet whole, little enough that the first line of a large one is out at once.
    static let capacity = 1 << 20

    /// The lines without their ends.
    var bytes = ByteBuffer()
    /// For each line, where it ends in `bytes` and how many fields it has.
    private var lines: ContiguousArray<(end: Int, fields: Int)> = []
    private(set) var widest = 0

    /// When the lines so far may be believed to be as wide as all: where the sheet declares the same.
    var isSample: Bool { bytes.count >= 1 << 16 }

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
