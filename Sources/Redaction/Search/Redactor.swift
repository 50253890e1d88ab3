import Streams

/// Hides secrets in a text that comes in pieces of any size.
///
/// Memory: a window of 320 KiB, and up to 1 MiB where a single secret is that long; of one that is longer, all up to
/// the next blank or quote is hidden. A list, an object, a block, an element or a string under a secret's name is hidden to its
/// end, however long it is. A secret is found whatever pieces it came in: what stands before the end of the window
/// by less than 64 KiB waits for more.
public final class Redactor {
    private let detector: Detector
    private let placeholders: Placeholders
    private let sink: ([UInt8]) throws -> Void
    private var buffer: [UInt8] = []
    /// Where in the buffer that begins which was not handed on yet; what is before is seen by patterns only.
    private var start = 0
    /// How many bytes of the text are still to be passed over; a secret that reaches beyond them is handed on hidden.
    private var passOver: Int
    /// Inside of a secret that is longer than the window.
    private var isSwallowing = false
    /// The value of a secret's name that goes on at `start`, and whether something of it was dropped.
    private var hiding: HiddenValue?
    /// A table whose rows go on at `start`.
    private var table: SecretColumns?

    private static let window = 1 << 18
    private static let lookahead = 1 << 16
    private static let context = 1 << 12
    private static let longestSecret = 1 << 20

    /// - Parameters:
    ///   - passOver: bytes at the begin that are read, for what they say of those behind, and not handed on.
    ///   - sink: gets the text without its secrets.
    public init(
        _ book: RedactionRuleBook, _ placeholders: Placeholders, passOver: Int = 0,
        to sink: @escaping ([UInt8]) throws -> Void
    ) {
        detector = Detector(book)
        self.placeholders = placeholders
        self.passOver = passOver
        self.sink = sink
    }

    /// A whole text without its secrets.
    public static func redacted(_ text: [UInt8], _ book: RedactionRuleBook, _ placeholders: Placeholders) throws
        -> [UInt8]
    {
        var out: [UInt8] = []
        let redactor = Redactor(book, placeholders) { out += $0 }
        try redactor.write(text[...])
        try redactor.finish()
        return out
    }

    public func write(_ bytes: ArraySlice<UInt8>) throws {
        var rest = bytes
        while !rest.isEmpty {
            let piece = rest.prefix(Self.window)
            buffer.append(contentsOf: piece)
            rest = rest.dropFirst(piece.count)
            if buffer.count - start >= Self.window + Self.lookahead { try process(isLast: false) }
        }
    }

    /// Hands on the rest.
    public func finish() throws {
        try process(isLast: true)
    }

    private func process(isLast: Bool) throws {
        if hiding != nil, try !passHidden(isLast: isLast) { return }
        if isSwallowing { swallow() }
        var tables: [Detector.OpenTable] = []
        let open = OpenValues()
        var findings = try buffer.withUnsafeBufferPointer { bytes in
            try detector.findings(
                in: bytes, table: table.map { ($0, start) }, tables: { tables.append($0) }, open: open)
        }.filter { $0.range.upperBound > start }
        let hidden = hide(open.values, in: &findings, isLast: isLast)
        guard let cut = hidden ?? cut(findings, isLast: isLast), cut > start else { return }
        table = tables.last { $0.rows.lowerBound <= cut && cut < $0.rows.upperBound }?.columns
        var piece: [UInt8] = []
        piece.reserveCapacity(cut - start)
        var offset = start
        for finding in findings where finding.range.lowerBound < cut {
            try append(offset..<max(offset, finding.range.lowerBound), to: &piece)
            hide(finding, to: &piece)
            offset = finding.range.upperBound
        }
        if offset < cut { try append(offset..<cut, to: &piece) }
        try sink(try settled(piece, had: findings))
        start = max(cut, offset)
        if start > Self.context {
            buffer.removeSubrange(..<(start - Self.context))
            start = Self.context
        }
    }

    /// Up to where the text can be handed on; nil when more of it has to come first.
    private func cut(_ findings: [Detector.Finding], isLast: Bool) -> Int? {
        if isLast { return buffer.count }
        var end = buffer.count - Self.lookahead
        guard end > start else { return nil }
        // At a line's begin where there is one, so that lines are seen whole.
        if let line = buffer[start..<end].lastIndex(of: 0x0A), line + 1 > start { end = line + 1 }
        guard let across = findings.first(where: { $0.range.lowerBound < end && end < $0.range.upperBound }) else {
            return end
        }
        if across.range.lowerBound > start { return across.range.lowerBound }
        guard across.range.upperBound == buffer.count else { return across.range.upperBound }
        guard buffer.count - start >= Self.longestSecret else { return nil }
        isSwallowing = true
        return buffer.count
    }

    // MARK: Values without a bound

    /// Hides the rest of values of which only the begin was read.
    ///
    /// - Returns: up to where the text is hidden, when one of them does not end in the buffer.
    private func hide(_ values: [HiddenValue], in findings: inout [Detector.Finding], isLast: Bool) -> Int? {
        let limit = isLast ? buffer.count : buffer.count - Self.lookahead
        var done = start
        for var value in values.sorted(by: { $0.start < $1.start }) where done <= value.start && value.start < limit {
            let (index, end) = buffer.withUnsafeBufferPointer {
                value.read(Text($0), from: value.start, isLast: isLast)
            }
            // The line end belongs to what follows.
            let upper = end == .line ? index - 1 : index
            guard upper > max(value.stop, start) else { continue }
            done = index
            var range = max(value.stop, start)..<upper
            for finding in findings where finding.range.overlaps(range) {
                range =
                    min(range.lowerBound, finding.range.lowerBound)..<max(range.upperBound, finding.range.upperBound)
            }
            if end == nil { range = range.lowerBound..<index }
            findings.removeAll { $0.range.overlaps(range) || end == nil && $0.range.lowerBound >= index }
            findings.append(Detector.Finding(range: range, rule: detector.named, secret: Array(buffer[range])))
            findings.sort { $0.range.lowerBound < $1.range.lowerBound }
            guard end == nil else { continue }
            hiding = value
            return index
        }
        return nil
    }

    /// Drops what still belongs to a value that goes on.
    ///
    /// - Returns: whether it has ended.
    private func passHidden(isLast: Bool) throws -> Bool {
        guard var value = hiding else { return true }
        let (index, end) = buffer.withUnsafeBufferPointer { value.read(Text($0), from: start, isLast: isLast) }
        let dropped = index - start
        let isPassedOver = passOver >= dropped
        passOver -= min(passOver, dropped)
        buffer.removeSubrange(..<index)
        start = 0
        hiding = end == nil ? value : nil
        if end == .line, !isPassedOver { try sink([0x0A]) }
        return end != nil
    }

    private func append(_ range: Range<Int>, to piece: inout [UInt8]) throws {
        let passed = min(passOver, range.count)
        passOver -= passed
        piece += buffer[(range.lowerBound + passed)..<range.upperBound]
    }

    private func hide(_ finding: Detector.Finding, to piece: inout [UInt8]) {
        let length = finding.range.count
        let isPassedOver = passOver >= length
        passOver -= min(passOver, length)
        if !isPassedOver { piece += placeholders.text(for: finding.secret, detector.rules[finding.rule]) }
    }

    /// The piece when nothing is found in it any more: hiding one thing may bring another to light.
    private func settled(_ piece: [UInt8], had findings: [Detector.Finding]) throws -> [UInt8] {
        var piece = piece
        guard !findings.isEmpty else { return piece }
        for _ in 0..<4 {
            let more = try piece.withUnsafeBufferPointer { try detector.findings(in: $0) }
            if more.isEmpty { break }
            for finding in more.reversed() {
                piece.replaceSubrange(
                    finding.range, with: placeholders.text(for: finding.secret, detector.rules[finding.rule]))
            }
        }
        return piece
    }

    /// Drops what still belongs to a secret that was longer than the window.
    private func swallow() {
        let rest = buffer[start...]
        let end = rest.firstIndex {
            $0 <= 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "<")
        }
        if end != nil { isSwallowing = false }
        passOver -= min(passOver, (end ?? buffer.count) - start)
        buffer.removeSubrange(start..<(end ?? buffer.count))
    }
}
