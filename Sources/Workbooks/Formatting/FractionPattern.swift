/// A section with a fraction: `# ?/?`, `# ??/??`, `# ?/8`, `??/??` (ECMA-376 part 1, 18.8.31).
struct FractionPattern: FormatPattern {
    /// What stands before the numerator: nil for an improper fraction.
    private let whole: NumberPattern?
    private let wholePositions: [Placeholder]
    private let prefix: [UInt8]
    /// Between the whole number and the numerator.
    private let gap: [UInt8]
    private let numerator: [Placeholder]
    private let slash: [UInt8]
    private let denominator: Denominator
    private let suffix: [UInt8]

    private enum Denominator: Sendable {
        case digits([Placeholder])
        case fixed(UInt64, digits: [UInt8])

        var width: Int {
            switch self {
            case .digits(let positions): positions.count
            case .fixed(_, let digits): digits.count
            }
        }

        var hasBlank: Bool {
            if case .digits(let positions) = self { positions.contains(.blank) } else { false }
        }
    }

    /// LibreOffice takes the nearest fraction of so many digits, Excel the last of a continued fraction.
    var isReadDifferently: Bool { true }

    /// Nil when there is no numerator before the slash or no denominator behind it.
    init?(_ tokens: [FormatToken], slash index: Int) {
        guard let last = tokens[..<index].lastIndex(where: \.isDigit) else { return nil }
        let first = tokens[..<last].lastIndex { !$0.isDigit }.map { $0 + 1 } ?? 0
        numerator = tokens[first...last].compactMap(\.placeholder)
        let start = tokens[index...].firstIndex { $0.isDigit || $0.kind == .numeral } ?? tokens.endIndex
        guard start < tokens.endIndex else { return nil }
        let end: Int
        if tokens[start].kind == .numeral {
            end = tokens[start...].firstIndex { $0.kind != .numeral && $0.kind != .digit(.zero) } ?? tokens.endIndex
            let digits = tokens[start..<end].flatMap(\.bytes)
            guard let value = UInt64(String(decoding: digits, as: UTF8.self)), value < 1 << 32 else { return nil }
            denominator = .fixed(value, digits: digits)
        } else {
            end = tokens[start...].firstIndex { !$0.isDigit } ?? tokens.endIndex
            denominator = .digits(tokens[start..<end].compactMap(\.placeholder))
        }
        slash = tokens[(last + 1)..<start].flatMap(\.bytes)
        suffix = tokens[end...].flatMap { $0.placeholder.map { [$0.padding].compactMap(\.self) } ?? $0.bytes }

        let lead = tokens[..<first]
        wholePositions = lead.compactMap(\.placeholder)
        if let lastWhole = lead.lastIndex(where: \.isDigit) {
            whole = NumberPattern(Array(lead[...lastWhole]))
            gap = lead[(lastWhole + 1)...].flatMap(\.bytes)
            prefix = []
        } else {
            whole = nil
            gap = []
            prefix = lead.flatMap(\.bytes)
        }
    }

    func append(_ number: Double, isNegative: Bool, in system: DateSystem, to out: inout [UInt8]) -> Bool {
        let magnitude = number.magnitude
        // Beyond fifteen digits there is no fraction.
        guard magnitude < 1e15 else { return false }
        if isNegative { out.append(UInt8(ascii: "-")) }
        out.append(contentsOf: prefix)
        guard let whole else {
            appendFraction(fraction(nearest: magnitude), to: &out)
            out.append(contentsOf: suffix)
            return true
        }
        var integer = magnitude.rounded(.down)
        var part = fraction(nearest: magnitude - integer)
        if part.numerator == part.denominator {
            integer += 1
            part.numerator = 0
        }
        let showsFraction = part.numerator > 0 || numerator.contains(.zero)
        whole.appendRounded(SignificantDecimal(magnitudeOf: integer), to: &out)
        var showsWhole = integer > 0 || wholePositions.contains(.zero)
        if !showsWhole, part.numerator == 0, !showsFraction || wholePositions.last == .blank {
            if wholePositions.last == .blank { out.removeLast() }
            out.append(UInt8(ascii: "0"))
            showsWhole = true
        }
        if showsFraction {
            appendGap(showsWhole: showsWhole, to: &out)
            appendFraction(part, to: &out)
        } else if wholePositions.contains(.blank) || numerator.contains(.blank) || denominator.hasBlank {
            let width = gap.count + numerator.count + slash.count + denominator.width
            out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: width))
        }
        out.append(contentsOf: suffix)
        return true
    }

    /// What stands between whole number and fraction is blank where there is no whole number, or goes with it.
    private func appendGap(showsWhole: Bool, to out: inout [UInt8]) {
        if showsWhole {
            out.append(contentsOf: gap)
        } else if numerator.contains(.blank) || wholePositions.contains(.blank) {
            out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: gap.count))
        }
    }

    private func appendFraction(_ part: (numerator: UInt64, denominator: UInt64), to out: inout [UInt8]) {
        append(part.numerator, rightAlignedIn: numerator, to: &out)
        out.append(contentsOf: slash)
        switch denominator {
        case .fixed(_, let digits): out.append(contentsOf: digits)
        case .digits(let positions) where positions.contains(.zero):
            append(part.denominator, rightAlignedIn: positions, to: &out)
        case .digits(let positions):
            let text = String(part.denominator).utf8
            out.append(contentsOf: text)
            guard text.count < positions.count else { return }
            out.append(contentsOf: positions[text.count...].compactMap(\.padding))
        }
    }

    private func append(_ number: UInt64, rightAlignedIn positions: [Placeholder], to out: inout [UInt8]) {
        let text = String(number).utf8
        if positions.count > text.count { out.append(contentsOf: positions.dropLast(text.count).compactMap(\.padding)) }
        out.append(contentsOf: text)
    }

    private func fraction(nearest value: Double) -> (numerator: UInt64, denominator: UInt64) {
        switch denominator {
        case .fixed(let fixed, _): (Self.whole((value * Double(fixed)).rounded()), fixed)
        case .digits(let positions): Self.convergent(of: value, limit: Self.limit(positions.count))
        }
    }

    /// The largest denominator of so many digits; Excel looks no further than seven.
    private static func limit(_ digits: Int) -> Double {
        (0..<min(digits, 7)).reduce(1) { power, _ in power * 10 } - 1
    }

    private static func whole(_ value: Double) -> UInt64 { value < 1e18 ? UInt64(value) : 0 }

    /// The last convergent of the continued fraction whose denominator has no more digits than the pattern. Excel takes
    /// these and no fraction between them: 0.456 is 1/2 under `?/?`, not the nearer 4/9.
    private static func convergent(of value: Double, limit: Double) -> (numerator: UInt64, denominator: UInt64) {
        var (before, current) = ((1.0, 0.0), (value.rounded(.down), 1.0))
        var rest = value - current.0
        while rest > 5e-8 {
            let inverse = 1 / rest
            let term = inverse.rounded(.down)
            let next = (term * current.0 + before.0, term * current.1 + before.1)
            guard next.1 <= limit else { break }
            (before, current) = (current, next)
            rest = inverse - term
        }
        return (whole(current.0), whole(current.1))
    }
}
