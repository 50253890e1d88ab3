import Streams
import Workbooks

/// One SUMIFS, AVERAGEIFS or COUNTIFS of a formula, or a SUMPRODUCT of conditions and a column: its ranges, and what their cells must meet.
///
/// ECMA-376 part 1, 18.17.7.324 (SUMIFS), 18.17.7.17 (AVERAGEIFS) and 18.17.7.61 (COUNTIFS).
struct ConditionalSum: Hashable {
    /// Cells of one column of a sheet.
    struct Cells: Hashable {
        var sheet: String
        var column: Int
        var rows: ClosedRange<Int>
    }

    struct Condition: Hashable {
        var cells: Cells
        var criterion: Criterion
    }

    /// What is summed; nil counts rows.
    var summed: Cells?
    /// Whether the sum is divided by how many numbers went into it.
    var isAverage = false
    var conditions: [Condition]

    /// Whether it sums the cells that hold a number which the formula names.
    var picksItsNumbers: Bool {
        conditions.contains { condition in
            guard case .compares(.equal, let number, _) = condition.criterion else { return false }
            return number != 0 && condition.cells.column == summed?.column && condition.cells.sheet == summed?.sheet
        }
    }

    var ranges: [Cells] { [summed].compactMap { $0 } + conditions.map(\.cells) }
}

/// A formula, with its conditional sums taken out.
struct LiveFormula {
    /// The text between the sums, one piece more than there are places of sums.
    fileprivate(set) var pieces: [String] = []
    /// The sums at each place: one, or several for a list of criteria such as `{"UAE","KSA"}`.
    fileprivate(set) var places: [[ConditionalSum]] = []

    var sums: [ConditionalSum] { places.flatMap { $0 } }

    /// The formula with numbers in place of its sums.
    func text(with values: [Double]) -> String {
        var text = pieces[0]
        var rest = values[...]
        for (sums, piece) in zip(places, pieces.dropFirst()) {
            // An average of nothing.
            let numbers = rest.prefix(sums.count).map { $0.isNaN ? "#DIV/0!" : DecimalText.string($0) }
                .joined(separator: ",")
            rest = rest.dropFirst(sums.count)
            text += (sums.count == 1 ? "(\(numbers))" : "{\(numbers)}") + piece
        }
        return text
    }
}

/// Reads the formulas of a sheet. Thousands of them have the same sums, ranges and criteria, and each text is read once.
struct LiveFormulaReader {
    private let sheet: String
    private var calls: [String: [ConditionalSum]] = [:]
    private var ranges: [String: ConditionalSum.Cells] = [:]
    private var criteria: [String: ConditionalSum.Criterion] = [:]

    private enum Function: String, CaseIterable {
        case sumIfs = "SUMIFS"
        case countIfs = "COUNTIFS"
        case averageIfs = "AVERAGEIFS"
        case sumIf = "SUMIF"
        case countIf = "COUNTIF"
        case averageIf = "AVERAGEIF"
        case sumProduct = "SUMPRODUCT"

        static let ofSums: [Function] = [.sumIfs, .sumIf, .sumProduct]
        static let ofCounts: [Function] = [.countIfs, .countIf]
        static let ofAverages: [Function] = [.averageIfs, .averageIf]
    }

    /// - Parameter sheet: where the formulas are, for ranges that name no sheet.
    init(on sheet: String) { self.sheet = sheet }

    /// Conditional sums of other forms stay in the text.
    mutating func formula(_ text: String) -> LiveFormula {
        var text = text
        return text.withUTF8 { formula($0) }
    }

    private mutating func formula(_ bytes: UnsafeBufferPointer<UInt8>) -> LiveFormula {
        var formula = LiveFormula()
        var start = 0
        var index = 0
        var quote: UInt8?
        while index < bytes.count {
            let byte = bytes[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if let function = Self.function(at: index, in: bytes),
                let (arguments, end) = Self.arguments(after: index + function.rawValue.utf8.count, in: bytes),
                let sums = sums(function, text(bytes, index..<end), arguments.map { text(bytes, $0) })
            {
                formula.pieces.append(text(bytes, start..<index))
                formula.places.append(sums)
                index = end
                start = end
                continue
            }
            index += 1
        }
        formula.pieces.append(text(bytes, start..<bytes.count))
        return formula
    }

    private func text(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// The function whose name begins here, with its bracket behind it.
    private static func function(at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Function? {
        let functions: [Function]
        switch bytes[index] | 0x20 {
        case UInt8(ascii: "s"): functions = Function.ofSums
        case UInt8(ascii: "c"): functions = Function.ofCounts
        case UInt8(ascii: "a"): functions = Function.ofAverages
        default: return nil
        }
        guard index == 0 || !isOfName(bytes[index - 1]) else { return nil }
        return functions.first { function in
            let name = function.rawValue.utf8
            let end = index + name.count
            return end < bytes.count && bytes[end] == UInt8(ascii: "(")
                && zip(bytes[index..<end], name).allSatisfy({ $0 & 0xDF == $1 })
        }
    }

    /// Letters, digits and signs of names; bytes of characters outside ASCII are taken as letters.
    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xFF, UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// The arguments in the brackets that open at `index`, and the index behind them.
    private static func arguments(
        after index: Int, in bytes: UnsafeBufferPointer<UInt8>
    ) -> ([Range<Int>], end: Int)? {
        var arguments: [Range<Int>] = []
        var quote: UInt8?
        var isList = false
        var depth = 0
        var start = index + 1
        var next = start
        while next < bytes.count {
            let byte = bytes[next]
            next += 1
            if let open = quote {
                if byte == open { quote = nil }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")") where depth > 0: depth -= 1
            case UInt8(ascii: ")"): return (arguments + [start..<next - 1], next)
            case UInt8(ascii: "{"), UInt8(ascii: "}"): isList = byte == UInt8(ascii: "{")
            case UInt8(ascii: ",") where !isList && depth == 0:
                arguments.append(start..<next - 1)
                start = next
            default: break
            }
        }
        return nil
    }

    /// - Parameter call: the whole text of the sum.
    private mutating func sums(_ function: Function, _ call: String, _ arguments: [String]) -> [ConditionalSum]? {
        if let known = calls[call] { return known }
        let sums = sums(function, arguments)
        calls[call] = sums
        return sums
    }

    /// One sum, or one for each of a list of criteria.
    private mutating func sums(_ function: Function, _ arguments: [String]) -> [ConditionalSum]? {
        if function == .sumProduct { return SumProductForm(arguments, on: sheet).sum.map { [$0] } }
        let lists = arguments.indices.filter { arguments[$0].trimmed.utf8.first == UInt8(ascii: "{") }
        guard let place = lists.first else { return sum(function, arguments).map { [$0] } }
        guard lists.count == 1, let items = Self.items(arguments[place].trimmed) else { return nil }
        var found: [ConditionalSum] = []
        for item in items {
            var plain = arguments
            plain[place] = item
            guard let sum = sum(function, plain) else { return nil }
            found.append(sum)
        }
        return found
    }

    /// The texts of `{"UAE","KSA"}`, with their quotation marks.
    private static func items(_ list: String) -> [String]? {
        guard list.hasSuffix("}") else { return nil }
        var items = [""]
        var isQuoted = false
        for character in list.dropFirst().dropLast() {
            if character == "\"" { isQuoted.toggle() }
            if !isQuoted, character == "," {
                items.append("")
            } else {
                items[items.count - 1].append(character)
            }
        }
        return isQuoted ? nil : items
    }

    private mutating func sum(_ function: Function, _ arguments: [String]) -> ConditionalSum? {
        var rest = arguments[...]
        var sum = ConditionalSum(summed: nil, conditions: [])
        sum.isAverage = Function.ofAverages.contains(function)
        if [.sumIf, .countIf, .averageIf].contains(function) {
            // The column that is summed comes last; of cells of the formula's own sheet nothing is taken out.
            guard (function == .countIf ? 2...2 : 2...3).contains(arguments.count), arguments[0].contains("!") else {
                return nil
            }
            if function != .countIf {
                rest = [arguments.count == 3 ? arguments[2] : arguments[0]] + arguments.prefix(2)
            }
        }
        if !Function.ofCounts.contains(function) {
            guard let first = rest.popFirst(), let summed = range(first) else { return nil }
            sum.summed = summed
        }
        while let first = rest.popFirst() {
            guard let range = range(first), let second = rest.popFirst(), let criterion = criterion(second) else {
                return nil
            }
            sum.conditions.append(.init(cells: range, criterion: criterion))
        }
        guard let count = sum.conditions.first?.cells.rows.count else { return nil }
        return sum.ranges.allSatisfy { $0.rows.count == count } ? sum : nil
    }

    private mutating func range(_ text: String) -> ConditionalSum.Cells? {
        if let known = ranges[text] { return known }
        let range = Self.range(text, sheet)
        ranges[text] = range
        return range
    }

    private mutating func criterion(_ text: String) -> ConditionalSum.Criterion? {
        if let known = criteria[text] { return known }
        let criterion = Self.criterion(text)
        criteria[text] = criterion
        return criterion
    }

    /// `'Raw Data'!$T$2:$T$224`.
    static func range(_ text: String, _ sheet: String) -> ConditionalSum.Cells? {
        let text = text.trimmed
        let cut = text.lastIndex(of: "!")
        var name = cut.map { String(text[..<$0]) } ?? sheet
        if name.hasPrefix("'"), name.hasSuffix("'"), name.count > 1 {
            name = String(name.dropFirst().dropLast()).replacing("''", with: "'")
        }
        let place = text[(cut.map { text.index(after: $0) } ?? text.startIndex)...].filter { $0 != "$" }
        // A whole column.
        let ends = place.split(separator: ":", omittingEmptySubsequences: false)
        if ends.count == 2, ends[0].uppercased() == ends[1].uppercased(), let cell = CellReference(ends[0] + "1") {
            return .init(sheet: name.lowercased(), column: cell.column, rows: 1...CellReference.maximumRow)
        }
        guard let cells = CellRange(place), cells.columns.count == 1 else { return nil }
        return .init(sheet: name.lowercased(), column: cells.first.column, rows: cells.rows)
    }

    private static func criterion(_ text: String) -> ConditionalSum.Criterion? {
        let text = text.trimmed
        if let number = Double(text) { return .compares(.equal, number, text: text) }
        return SumProductForm.quoted(text).flatMap { ConditionalSum.Criterion($0) }
    }
}

extension String {
    /// Without blanks at its ends, which formulas hardly ever have.
    var trimmed: String {
        let isPlain = { (byte: UInt8?) in byte.map { 0x20 < $0 && $0 < 0x7F } ?? true }
        if isPlain(utf8.first), isPlain(utf8.last) { return self }
        let rest = drop { $0.isWhitespace }
        return rest.lastIndex { !$0.isWhitespace }.map { String(rest[...$0]) } ?? ""
    }
}
