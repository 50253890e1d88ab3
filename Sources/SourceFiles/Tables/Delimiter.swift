/// What parts the fields of a table of text, told from its first bytes.
struct Delimiter: Equatable {
    var byte: UInt8
    /// Whether the first line is `sep=;`, Excel's own way to say it.
    var isDeclared = false
    /// Whether it parts any line.
    var isFound = true

    private static let candidates: [UInt8] = [0x2C, 0x3B, 0x09, 0x7C]

    /// The candidate that parts most lines into the same number of fields, more fields winning.
    ///
    /// - Parameter isWhole: whether `head` is all there is, so that its last line is whole.
    init(head: [UInt8], isWhole: Bool) {
        if let declared = Self.declared(in: head) {
            (byte, isDeclared) = (declared, true)
            return
        }
        let found = Self.candidates.compactMap { Candidate($0, head, isWhole: isWhole) }
        guard var best = found.first else {
            (byte, isFound) = (Self.candidates[0], false)
            return
        }
        for other in found.dropFirst() where (other.rows, other.width) > (best.rows, best.width) { best = other }
        // A few lines under notes: commas in sentences part no table that is twice as wide.
        for other in found where other.parts(theOneFieldOf: best) { best = other }
        (byte, isFound) = (best.byte, true)
    }

    /// What a candidate makes of the first lines.
    private struct Candidate {
        var byte: UInt8
        /// Of the widths that occur, the one that most lines have, and how many these are.
        var width: Int
        var rows: Int
        /// The number of fields of each line, with the place of its first byte.
        var lines: [(start: Int, width: Int)]

        /// Nil for one that parts no line.
        init?(_ byte: UInt8, _ head: [UInt8], isWhole: Bool) {
            self.byte = byte
            lines = Delimiter.lines(of: head, delimiter: byte, isWhole: isWhole)
            let counts = Dictionary(grouping: lines.lazy.map(\.width).filter { $0 > 1 }) { $0 }.mapValues(\.count)
            guard let mode = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { return nil }
            (width, rows) = (mode.key, mode.value)
        }

        /// Whether its table is at least twice as wide as another candidate's, which leaves the first line of it in one piece: that line is the header.
        func parts(theOneFieldOf other: Candidate) -> Bool {
            guard rows >= 2, width >= 4, width >= other.width * 2,
                let header = lines.first(where: { $0.width == width })
            else { return false }
            return other.lines.first { $0.start == header.start }?.width == 1
        }
    }

    /// The delimiter that `sep=` names on the first line.
    private static func declared(in head: [UInt8]) -> UInt8? {
        let line = head.prefix { $0 != 0x0A && $0 != 0x0D }
        let text = line.filter { $0 != UInt8(ascii: "\"") }
        guard text.count == 5, text.prefix(4).map({ $0 | 0x20 }).elementsEqual("sep\u{3D}".utf8.map { $0 | 0x20 }),
            let byte = text.last
        else { return nil }
        return byte
    }

    /// How many fields each line has, with quotes obeyed.
    private static func lines(of head: [UInt8], delimiter: UInt8, isWhole: Bool) -> [(start: Int, width: Int)] {
        var scan = RecordScan(delimiter: delimiter)
        var lines: [(start: Int, width: Int)] = []
        head.withUnsafeBufferPointer { bytes in
            var start = 0
            while start < bytes.count, lines.count < 200,
                let end = scan.record(in: bytes, from: start, isAtEnd: isWhole)
            {
                lines.append((start, scan.fields.count))
                start = end
            }
        }
        return lines
    }
}
