/// Shows stored values as Excel displays them under a number format code, in a column that is wide enough, with English
/// names and signs (ECMA-376 part 1, 18.8.30 and 18.8.31). Compiled once, used for every cell of the format.
///
/// Where Excel knows better or the standard is silent:
/// - Numbers are taken at fifteen significant decimal digits and rounded half away from zero: 1.005 under `0.00` is 1.01.
/// - Colours are dropped, a blank of a sign's width (`_)`) is one blank, a fill (`* `) is nothing.
/// - A minus sign before digits that are all zero is not shown, except by a section for negative numbers.
/// - Where Excel fills the cell with `#` because the number is no date or no section admits it, the number is shown as
///   General, so that it is not lost. An elapsed time (`[h]:mm`) may be negative, and so may dates of the 1904 system.
/// - Booleans, errors and, without a section for it, text show as they are.
public struct DisplayFormat: Sendable {
    /// A section with the numbers that it is for.
    private struct Rule: Sendable {
        /// Nil admits every number that an earlier rule did not.
        var condition: FormatCondition?
        /// Whether a negative number keeps its sign.
        var isSigned: Bool
        var section: FormatSection
    }

    private let first: Rule
    /// Asked in order when the first does not admit a number.
    private let others: [Rule]
    /// What a text cell shows, text and the places of the cell's own (nil); nil for the cell's text alone.
    private let textPieces: [[UInt8]?]?

    /// The format of cells without one.
    public static let general = DisplayFormat(code: "General")

    /// The bytes of the 255 characters that Excel allows a code at most.
    private static let maximumLength = 255 * 4

    /// Compiles a format code. A code that Excel would refuse is read as far as it has a meaning, the rest is text; one
    /// that is longer than any of Excel's is General, lest a file of a few bytes fill a disk.
    public init(code: String) {
        let isUsable = !code.isEmpty && code.utf8.count <= Self.maximumLength
        var sections = Array(FormatLexer.sections(of: isUsable ? code : "General").prefix(4))
        let text: FormatSectionText?
        if sections.count == 4 {
            text = sections.removeLast()
        } else if let index = sections.lastIndex(where: \.isText) {
            text = sections.remove(at: index)
        } else {
            text = nil
        }
        textPieces = text.map { $0.tokens.map { $0.kind == .text || $0.kind == .general ? nil : $0.bytes } }
        var rules = sections.contains { $0.condition != nil } ? Self.conditional(sections) : Self.bySign(sections)
        first = rules.removeFirst()
        others = rules
    }

    /// The built-in format of an identifier below 164 that the styles part does not define itself
    /// (ECMA-376 part 1, 18.8.30, as an English Excel shows them); General for one that there is not.
    public init(builtIn id: Int) {
        self.init(code: BuiltInFormats.code(of: id) ?? "General")
    }

    /// One section is for all numbers; the second is for negative ones, the third for zero.
    private static func bySign(_ sections: [FormatSectionText]) -> [Rule] {
        let compiled = sections.map { FormatSection($0) }
        switch compiled.count {
        case 0: return [Rule(condition: nil, isSigned: true, section: .general)]
        case 1: return [Rule(condition: nil, isSigned: true, section: compiled[0])]
        default:
            let negative = Rule(condition: FormatCondition(.less, 0), isSigned: false, section: compiled[1])
            let positive = FormatCondition(compiled.count == 2 ? .greaterOrEqual : .greater, 0)
            let rules = [Rule(condition: positive, isSigned: true, section: compiled[0]), negative]
            return compiled.count == 2 ? rules : rules + [Rule(condition: nil, isSigned: true, section: compiled[2])]
        }
    }

    /// Sections with conditions of their own. A section that means negative numbers alone shows them without a sign. So
    /// does the second section, or the General that stands for it, when the first has a condition that is not about
    /// numbers above a limit of zero or more.
    private static func conditional(_ sections: [FormatSectionText]) -> [Rule] {
        var rules = sections.map {
            Rule(
                condition: $0.condition, isSigned: !($0.condition?.meansNegatives ?? false), section: FormatSection($0))
        }
        let first = rules[0].condition ?? FormatCondition(.greater, 0)
        rules[0].condition = first
        if rules.count > 2, rules[1].condition == nil {
            rules[1].condition = FormatCondition(.less, 0)
            rules[1].isSigned = false
        }
        guard rules.count < 3 else { return rules }
        if rules.count == 1 { rules.append(Rule(condition: nil, isSigned: true, section: .general)) }
        if rules[1].condition == nil {
            let isAbove = first.comparison == .greater || first.comparison == .greaterOrEqual
            rules[1].isSigned = first.comparison == .equal || (isAbove && first.limit >= 0)
        }
        return rules
    }

    // MARK: - Showing

    /// The text of a value. A date is shown by its serial in its own date system.
    public func text(for value: CellValue, dateSystem: DateSystem = .from1900) -> String {
        switch value {
        case .empty: ""
        case .number(let number): text(for: number, dateSystem: dateSystem)
        case .date(let date): text(for: date.serial, dateSystem: date.system)
        case .text(let string): text(for: string)
        case .boolean(let flag): text(for: flag)
        case .error(let code): code
        }
    }

    /// The text of a number, or of a date by its serial.
    public func text(for number: Double, dateSystem: DateSystem = .from1900) -> String {
        var out: [UInt8] = []
        append(number, dateSystem: dateSystem, to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    /// What the function `TEXT` makes of a number; nil where programs differ: fractions, and dates before the first day.
    func agreedText(for number: Double, dateSystem: DateSystem) -> String? {
        guard number.isFinite, let index = section(for: number) else { return nil }
        let rule = index == 0 ? first : others[index - 1]
        return rule.section.agreedText(number, isSigned: rule.isSigned, in: dateSystem)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// Which section shows a number, from 0; nil when none does.
    func section(for number: Double) -> Int? {
        if first.condition?.admits(number) ?? true { return 0 }
        return others.firstIndex { $0.condition?.admits(number) ?? true }.map { $0 + 1 }
    }

    /// The text of a text cell; an empty one shows nothing.
    public func text(for string: String) -> String {
        guard let textPieces, !string.isEmpty else { return string }
        return textPieces.map { $0.map { String(decoding: $0, as: UTF8.self) } ?? string }.joined()
    }

    /// `TRUE` or `FALSE`, whatever the format.
    public func text(for flag: Bool) -> String { flag ? "TRUE" : "FALSE" }

    /// Appends the text of a number, in UTF-8, to what `out` holds.
    public func append(_ number: Double, dateSystem: DateSystem = .from1900, to out: inout [UInt8]) {
        guard number.isFinite else { return out.append(contentsOf: number.description.utf8) }
        if first.condition?.admits(number) ?? true {
            return first.section.append(number, isSigned: first.isSigned, in: dateSystem, to: &out)
        }
        for rule in others where rule.condition?.admits(number) ?? true {
            return rule.section.append(number, isSigned: rule.isSigned, in: dateSystem, to: &out)
        }
        GeneralNumber.append(number, isNegative: number < 0, to: &out)
    }

    /// Whether text cells show more or other than their own text, so that a caller may otherwise copy it as it is.
    public var changesText: Bool { textPieces.map { $0.count != 1 || $0[0] != nil } ?? false }
}
