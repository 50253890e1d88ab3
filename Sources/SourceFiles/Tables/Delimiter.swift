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
        var best: (byte: UInt8, rows: Int, width: Int) = (Self.candidates[0], 0, 0)
        for candidate in Self.candidates {
            let widths = Self.widths(of: head, delimiter: candidate, isWhole: isWhole).filter { $0 > 1 }
            // Of the widths that occur, the one that most lines have.
            let counts = Dictionary(grouping: widths) { $0 }.mapValues(\.count)
            guard let mode = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { continue }
            if (mode.value, mode.key) > (best.rows, best.width) { best = (candidate, mode.value, mode.key) }
        }
        (byte, isFound) = (best.byte, best.rows > 0)
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
    private static func widths(of head: [UInt8], delimiter: UInt8, isWhole: Bool) -> [Int] {
        var scan = RecordScan(delimiter: delimiter)
        var widths: [Int] = []
        head.withUnsafeBufferPointer { bytes in
            var start = 0
            while start < bytes.count, widths.count < 200,
                let end = scan.record(in: bytes, from: start, isAtEnd: isWhole)
            {
                widths.append(scan.fields.count)
                start = end
            }
        }
        return widths
    }
}
