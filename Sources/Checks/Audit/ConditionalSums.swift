import Streams
import Workbooks

/// One SUMIFS, AVERAGEIFS or COUNTIFS of a formula: its ranges, and the texts that their cells must equal.
///
/// ECMA-376 part 1, 18.17.7.324 (SUMIFS), 18.17.7.17 (AVERAGEIFS) and 18.17.7.61 (COUNTIFS). Criteria are those that live figures use: a text, which equals
/// without regard to case, and `<>`, which any cell that is not empty meets.
struct ConditionalSum: Hashable {
    /// Cells of one column of a sheet.
    struct Cells: Hashable {
        var sheet: String
        var column: Int
        var rows: ClosedRange<Int>
    }

    enum Criterion: Hashable {
        case equals(String)
        case isFilled
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

    var ranges: [Cells] { [summed].compactMap { $0 } + conditions.map(\.cells) }
}

/// A formula, with its conditional sums taken out.
struct LiveFormula {
    /// The text between the sums, one piece more than there are places of sums.
    private(set) var pieces: [String] = []
    /// The sums at each place: one, or several for a list of criteria such as `{"UAE","KSA"}`.
    private(set) var places: [[ConditionalSum]] = []

    var sums: [ConditionalSum] { places.flatMap { $0 } }

    /// - Parameter sheet: where the formula is, for ranges that name no sheet.
    /// - Returns: nil when the formula has a conditional sum of another form.
    init?(_ formula: String, on sheet: String) {
        let characters = Array(formula)
        var piece = ""
        var index = 0
        var quote: Character?
        while index < characters.count {
            let character = characters[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if let name = Self.name(at: index, in: characters) {
                guard let (arguments, end) = Self.arguments(after: index + name.count, in: characters),
                    let sums = Self.sums(name, arguments, sheet)
                else { return nil }
                pieces.append(piece)
                places.append(sums)
                piece = ""
                index = end
                continue
            }
            piece.append(character)
            index += 1
        }
        pieces.append(piece)
    }

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

    /// `SUMIFS`, `COUNTIFS` or `AVERAGEIFS`, where one begins with its bracket behind it.
    private static func name(at index: Int, in characters: [Character]) -> String? {
        if index > 0,
            characters[index - 1].isLetter || characters[index - 1].isNumber || "_.".contains(characters[index - 1])
        {
            return nil
        }
        return ["SUMIFS", "COUNTIFS", "AVERAGEIFS"].first { name in
            let end = index + name.count
            return end < characters.count && characters[end] == "("
                && String(characters[index..<end]).uppercased() == name
        }
    }

    /// The arguments in the brackets that open at `index`, and the index behind them.
    private static func arguments(after index: Int, in characters: [Character]) -> ([String], end: Int)? {
        var arguments = [""]
        var quote: Character?
        var isList = false
        var next = index + 1
        while next < characters.count {
            let character = characters[next]
            next += 1
            if let open = quote {
                if character == open { quote = nil }
            } else {
                switch character {
                case "\"", "'": quote = character
                case "(": return nil
                case ")": return (arguments, next)
                case "{", "}": isList = character == "{"
                case "," where !isList:
                    arguments.append("")
                    continue
                default: break
                }
            }
            arguments[arguments.count - 1].append(character)
        }
        return nil
    }

    /// One sum, or one for each of a list of criteria.
    private static func sums(_ name: String, _ arguments: [String], _ sheet: String) -> [ConditionalSum]? {
        let lists = arguments.indices.filter { arguments[$0].trimmed.hasPrefix("{") }
        guard let place = lists.first else { return sum(name, arguments, sheet).map { [$0] } }
        guard lists.count == 1, let items = items(arguments[place].trimmed) else { return nil }
        let found = items.compactMap { item in
            var plain = arguments
            plain[place] = item
            return sum(name, plain, sheet)
        }
        return found.count == items.count ? found : nil
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

    private static func sum(_ name: String, _ arguments: [String], _ sheet: String) -> ConditionalSum? {
        var rest = arguments[...]
        var sum = ConditionalSum(summed: nil, conditions: [])
        sum.isAverage = name == "AVERAGEIFS"
        if name != "COUNTIFS" {
            guard let summed = rest.popFirst().flatMap({ range($0, sheet) }) else { return nil }
            sum.summed = summed
        }
        while let first = rest.popFirst() {
            guard let range = range(first, sheet), let criterion = rest.popFirst().flatMap(criterion) else {
                return nil
            }
            sum.conditions.append(.init(cells: range, criterion: criterion))
        }
        let lengths = Set(sum.ranges.map(\.rows.count))
        return sum.conditions.isEmpty || lengths.count != 1 ? nil : sum
    }

    /// `'Raw Data'!$T$2:$T$224`.
    private static func range(_ text: String, _ sheet: String) -> ConditionalSum.Cells? {
        let text = text.trimmed
        let cut = text.lastIndex(of: "!")
        var name = cut.map { String(text[..<$0]) } ?? sheet
        if name.hasPrefix("'"), name.hasSuffix("'"), name.count > 1 {
            name = String(name.dropFirst().dropLast()).replacing("''", with: "'")
        }
        guard
            let cells = CellRange(text[(cut.map { text.index(after: $0) } ?? text.startIndex)...].filter { $0 != "$" }),
            cells.columns.count == 1
        else { return nil }
        return .init(sheet: name.lowercased(), column: cells.first.column, rows: cells.rows)
    }

    private static func criterion(_ text: String) -> ConditionalSum.Criterion? {
        let text = text.trimmed
        guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return nil }
        let words = text.dropFirst().dropLast().replacing("\"\"", with: "\"")
        if words == "<>" { return .isFilled }
        // Wildcards and comparisons are left alone, but for characters that `~` makes plain.
        guard let first = words.first, !"<>=".contains(first) else { return nil }
        var plain = ""
        var isEscaped = false
        for character in words {
            if !isEscaped, character == "~" {
                isEscaped = true
                continue
            }
            guard isEscaped || !"*?".contains(character) else { return nil }
            plain.append(character)
            isEscaped = false
        }
        // A number would equal cells that hold the number, too.
        return Double(plain) == nil ? .equals(plain.lowercased()) : nil
    }
}

extension String {
    /// Without blanks at its ends, which formulas hardly ever have.
    fileprivate var trimmed: String {
        let isPlain = { (byte: UInt8?) in byte.map { 0x20 < $0 && $0 < 0x7F } ?? true }
        if isPlain(utf8.first), isPlain(utf8.last) { return self }
        let rest = drop { $0.isWhitespace }
        return rest.lastIndex { !$0.isWhitespace }.map { String(rest[...$0]) } ?? ""
    }
}
