/// The patterns of nearly all cells, written in one go: optional digits, then needed ones, a point, needed decimals, then
/// optional ones, with text only before and behind: `"$"#,##0.00`.
struct PlainNumberPattern: FormatPattern {
    private let pattern: NumberPattern
    private var prefix: [UInt8] = []
    private var suffix: [UInt8] = []
    private var neededWhole = 0
    private var neededDecimals = 0
    private var hasPoint = false
    private let isGrouped: Bool
    private let decimals: Int

    /// The longest text that is written this way; a number's digits are far fewer.
    private static let room = 96

    /// Nil for a pattern of another make.
    init?(_ pattern: NumberPattern) {
        self.pattern = pattern
        isGrouped = pattern.isGrouped
        decimals = pattern.decimals
        var pieces = pattern.pieces[...]
        if case .literal(let bytes) = pieces.first {
            prefix = bytes
            pieces = pieces.dropFirst()
        }
        if case .literal(let bytes) = pieces.last {
            suffix = bytes
            pieces = pieces.dropLast()
        }
        var sawOptionalDecimal = false
        for piece in pieces {
            switch piece {
            case .whole(.zero, _): neededWhole += 1
            case .whole(.nothing, _) where neededWhole == 0: break
            case .point: hasPoint = true
            case .decimal(.zero) where !sawOptionalDecimal: neededDecimals += 1
            case .decimal(.nothing): sawOptionalDecimal = true
            default: return nil
            }
        }
    }

    func append(_ number: Double, isNegative: Bool, in system: DateSystem, to out: inout [UInt8]) -> Bool {
        let rounded = pattern.rounded(number)
        if isNegative, rounded.coefficient > 0 { out.append(UInt8(ascii: "-")) }
        if !append(rounded, to: &out) { pattern.appendRounded(rounded, to: &out) }
        return true
    }

    /// False, with nothing appended, where the text has no room.
    private func append(_ number: SignificantDecimal, to out: inout [UInt8]) -> Bool {
        guard let parts = number.parts(decimals: decimals) else { return false }
        var shown = decimals
        var fraction = parts.decimals
        while shown > neededDecimals, fraction % 10 == 0 {
            fraction /= 10
            shown -= 1
        }
        let digits = max(neededWhole, SignificantDecimal.digitCount(parts.whole))
        guard prefix.count + digits / 3 * 4 + shown + suffix.count < Self.room - 8 else { return false }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.room) { buffer in
            var text = BackwardText(buffer)
            text.add(suffix)
            text.add(fraction, digits: shown, isGrouped: false)
            if hasPoint { text.add(UInt8(ascii: ".")) }
            text.add(parts.whole, digits: digits, isGrouped: isGrouped)
            text.add(prefix)
            out.append(contentsOf: text.written)
        }
        return true
    }
}

/// Text written from its end, which is how the digits of a number come.
struct BackwardText {
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private var start: Int

    /// Takes memory with room for all that is going to be added.
    init(_ buffer: UnsafeMutableBufferPointer<UInt8>) {
        self.buffer = buffer
        start = buffer.count
    }

    var written: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: buffer[start...]) }

    @inline(__always)
    mutating func add(_ byte: UInt8) {
        start -= 1
        buffer[start] = byte
    }

    @inline(__always)
    mutating func add(_ bytes: [UInt8]) {
        for index in bytes.indices.reversed() { add(bytes[index]) }
    }

    /// Adds a number's last digits, with commas between groups of three.
    @inline(__always)
    mutating func add(_ number: UInt64, digits: Int, isGrouped: Bool) {
        var rest = number
        var group = 0
        for _ in 0..<digits {
            if isGrouped {
                if group == 3 {
                    add(UInt8(ascii: ","))
                    group = 0
                }
                group += 1
            }
            add(48 + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        }
    }
}
