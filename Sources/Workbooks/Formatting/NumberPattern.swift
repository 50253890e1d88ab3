/// A section of digit positions around at most one point: `#,##0.00`, `000-00-0000`, `0.0,,"M"`, `0%`
/// (ECMA-376 part 1, 18.8.31). Digits that the positions do not provide for go to the first of them.
struct NumberPattern: Sendable {
    enum Piece: Sendable, Equatable {
        case literal([UInt8])
        /// A position before the point, by its power of ten.
        case whole(Placeholder, place: Int)
        case point
        case decimal(Placeholder)
    }

    private(set) var pieces: [Piece] = []
    private(set) var wholePositions = 0
    private(set) var decimals = 0
    /// The power of ten that percent signs and scaling commas multiply by.
    private(set) var power = 0
    private var isGrouped = false
    private var plain: PlainNumberPattern?

    init(_ tokens: [FormatToken]) {
        let firstDigit = tokens.firstIndex(where: \.isDigit) ?? tokens.endIndex
        let lastDigit = tokens.lastIndex(where: \.isDigit) ?? tokens.startIndex
        let point = tokens.firstIndex { $0.kind == .point } ?? tokens.endIndex
        let lastWhole = tokens[..<point].lastIndex(where: \.isDigit) ?? tokens.startIndex
        wholePositions = tokens[..<point].count(where: \.isDigit)
        var place = wholePositions
        for (index, token) in tokens.enumerated() {
            switch token.kind {
            case .digit(let placeholder) where index < point:
                place -= 1
                pieces.append(.whole(placeholder, place: place))
            case .digit(let placeholder):
                decimals += 1
                pieces.append(.decimal(placeholder))
            case .point where index == point: pieces.append(.point)
            case .comma where index > firstDigit:
                if index < lastWhole { isGrouped = true }
                // Between the last digit before the point and the point, or behind the last digit of all.
                if index > lastDigit || (index > lastWhole && index < point) { power -= 3 }
            case .percent:
                power += 2
                addLiteral(token.bytes)
            default: addLiteral(token.bytes)
            }
        }
        plain = PlainNumberPattern(pieces, isGrouped: isGrouped)
    }

    private mutating func addLiteral(_ bytes: [UInt8]) {
        if case .literal(let before) = pieces.last {
            pieces[pieces.count - 1] = .literal(before + bytes)
        } else {
            pieces.append(.literal(bytes))
        }
    }

    /// Appends a magnitude; with `isNegative` a minus sign stands before all, unless only zeros are shown.
    func append(_ magnitude: SignificantDecimal, isNegative: Bool, to out: inout [UInt8]) {
        let number = magnitude.shifted(by: power).rounded(toPlace: -decimals)
        if isNegative, number.coefficient > 0 { out.append(UInt8(ascii: "-")) }
        appendRounded(number, to: &out)
    }

    /// Appends a number that has no more decimals than the pattern. So many digits before the point show even as zeros;
    /// `lead` stands before the first position.
    func appendRounded(
        _ number: SignificantDecimal, wholeDigits: Int = 0, lead: [UInt8] = [], to out: inout [UInt8]
    ) {
        if wholeDigits == 0, lead.isEmpty, let plain, plain.append(number, decimals: decimals, to: &out) { return }
        let wholeDigits = max(wholeDigits, number.wholeDigits)
        let lastDecimal = number.coefficient == 0 ? 0 : number.trimmed.exponent
        var place = -1
        var needsOverflow = true
        for piece in pieces {
            switch piece {
            case .literal(let bytes): out.append(contentsOf: bytes)
            case .whole(let placeholder, let place):
                if needsOverflow {
                    out.append(contentsOf: lead)
                    appendOverflow(of: number, to: &out)
                }
                needsOverflow = false
                appendWhole(placeholder, place: place, of: number, isDigit: place < wholeDigits, to: &out)
            case .point:
                if needsOverflow { appendOverflow(of: number, to: &out) }
                needsOverflow = false
                out.append(UInt8(ascii: "."))
            case .decimal(let placeholder):
                if place >= lastDecimal {
                    out.append(48 + number.digit(at: place))
                } else if let padding = placeholder.padding {
                    out.append(padding)
                }
                place -= 1
            }
        }
    }

    private func appendOverflow(of number: SignificantDecimal, to out: inout [UInt8]) {
        let digits = number.wholeDigits
        guard digits > wholePositions else { return }
        for place in (wholePositions..<digits).reversed() {
            out.append(48 + number.digit(at: place))
            if isGrouped, place > 0, place % 3 == 0 { out.append(UInt8(ascii: ",")) }
        }
    }

    private func appendWhole(
        _ placeholder: Placeholder, place: Int, of number: SignificantDecimal, isDigit: Bool, to out: inout [UInt8]
    ) {
        if isDigit {
            out.append(48 + number.digit(at: place))
        } else if let padding = placeholder.padding {
            out.append(padding)
        }
        guard isGrouped, place > 0, place % 3 == 0 else { return }
        if isDigit || placeholder == .zero {
            out.append(UInt8(ascii: ","))
        } else if placeholder == .blank {
            out.append(UInt8(ascii: " "))
        }
    }
}

/// The patterns of nearly all cells, written in one go: optional digits, then needed ones, a point, needed decimals, then
/// optional ones, with text only before and behind: `"$"#,##0.00`.
struct PlainNumberPattern: Sendable {
    private var prefix: [UInt8] = []
    private var suffix: [UInt8] = []
    private var neededWhole = 0
    private var neededDecimals = 0
    private var hasPoint = false
    private let isGrouped: Bool

    /// Nil for a pattern of another make.
    init?(_ pieces: [NumberPattern.Piece], isGrouped: Bool) {
        self.isGrouped = isGrouped
        var pieces = pieces[...]
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

    /// False where the number has more digits than a machine word.
    func append(_ number: SignificantDecimal, decimals: Int, to out: inout [UInt8]) -> Bool {
        guard let parts = number.parts(decimals: decimals) else { return false }
        if !prefix.isEmpty { out.append(contentsOf: prefix) }
        let digits = max(neededWhole, SignificantDecimal.digitCount(parts.whole))
        Self.append(parts.whole, digits: digits, isGrouped: isGrouped, to: &out)
        if hasPoint { out.append(UInt8(ascii: ".")) }
        var shown = decimals
        var fraction = parts.decimals
        while shown > neededDecimals, fraction % 10 == 0 {
            fraction /= 10
            shown -= 1
        }
        Self.append(fraction, digits: shown, isGrouped: false, to: &out)
        if !suffix.isEmpty { out.append(contentsOf: suffix) }
        return true
    }

    /// Appends a number's last digits, with commas between groups of three.
    static func append(_ number: UInt64, digits: Int, isGrouped: Bool, to out: inout [UInt8]) {
        guard digits > 0 else { return }
        let start = out.count
        let length = digits + (isGrouped ? (digits - 1) / 3 : 0)
        out.append(contentsOf: repeatElement(UInt8(ascii: ","), count: length))
        out.withUnsafeMutableBufferPointer { bytes in
            var rest = number
            var index = start + length
            for place in 0..<digits {
                if isGrouped, place > 0, place % 3 == 0 { index -= 1 }
                index -= 1
                bytes[index] = 48 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
        }
    }
}
