import Streams

/// Lines of a table whose width is not known yet, held back until it is.
///
/// A sheet's declared dimension may lie, so the first lines wait: a sheet whose text stays below `capacity` is as
/// wide as its last column that holds a value. A larger one is at least as wide as it declares, and goes out
/// as it is read.
struct HeldLines {
    /// Enough to hold nearly every sheet whole, little enough that the first line of a large one is out at once.
    static let capacity = 1 << 20

    private(set) var bytes: [UInt8] = []
    /// For each line, where it ends in `bytes` and how many fields it has; no line ends are stored.
    private var lines: [(end: Int, fields: Int)] = []

    var isFull: Bool { bytes.count >= Self.capacity || lines.count >= Self.capacity / 16 }
    var widest: Int { lines.reduce(0) { max($0, $1.fields) } }

    /// Takes a line over from a buffer that holds nothing else.
    mutating func append(_ line: [UInt8], fields: Int) {
        bytes.append(contentsOf: line)
        lines.append((bytes.count, fields))
    }

    /// Writes all lines, each filled up to `width` fields.
    mutating func release(to output: Output, width: Int, filler: LineFiller) throws {
        var start = 0
        try bytes.withUnsafeBytes { all in
            for line in lines {
                try output.write(UnsafeRawBufferPointer(rebasing: all[start..<line.end]))
                try output.write(filler.bytes(after: line.fields, of: width))
                start = line.end
            }
        }
        bytes = []
        lines = []
    }
}

/// What completes a line: separators for the fields it lacks, and its end.
struct LineFiller {
    private let separators: [UInt8]
    static let separator = UInt8(ascii: "\t")

    init(width: Int) { separators = Array(repeating: Self.separator, count: max(width, 1)) + [0x0A] }

    /// The separators behind `fields` fields of a line that is to have `width`, and the line's end.
    func bytes(after fields: Int, of width: Int) -> [UInt8] {
        // A line of no fields is the first field, empty, and the separators of the others.
        let missing = max(0, max(width, 1) - max(fields, 1))
        return Array(separators.suffix(missing + 1))
    }
}
