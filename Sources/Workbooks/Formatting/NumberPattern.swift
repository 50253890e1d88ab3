/// A section of digit positions around at most one point: `#,##0.00`, `000-00-0000`, `0.0,,"M"`, `0%`
/// (ECMA-376 part 1, 18.8.31). Digits that the positions do not provide for go to the first of them.
struct NumberPattern: FormatPattern {
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
    private(set) var isGrouped = false

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
    }

    private mutating func addLiteral(_ bytes: [UInt8]) {
        guard case .literal(let before) = pieces.last else { return pieces.append(.literal(bytes)) }
        pieces[pieces.count - 1] = .literal(before + bytes)
    }

    /// A minus sign stands before all, unless only zeros are shown.
    func append(_ number: Double, isNegative: Bool, in system: DateSystem, to out: inout [UInt8]) -> Bool {
        let rounded = rounded(number)
        if isNegative, rounded.coefficient > 0 { out.append(UInt8(ascii: "-")) }
        appendRounded(rounded, to: &out)
        return true
    }

    /// The digits that the pattern shows of a number.
    func rounded(_ number: Double) -> SignificantDecimal {
        SignificantDecimal(magnitudeOf: number).shifted(by: power).rounded(toPlace: -decimals)
    }

    /// Appends a number that has no more decimals than the pattern. So many digits before the point show even as zeros;
    /// `lead` stands before the first position.
    func appendRounded(
        _ number: SignificantDecimal, wholeDigits: Int = 0, lead: [UInt8] = [], to out: inout [UInt8]
    ) {
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
