/// A formula cut into signs that give it its shape, references and the words between them.
struct FormulaPieces {
    enum Piece: Equatable {
        /// The function before a parenthesis, upper case and without prefix; empty for none, `{` for a list of constants.
        case open(String)
        case close
        case comma
        /// `+` or `-` between two values.
        case sum(Character)
        case concatenate
        case comparison
        case reference(FormulaTokens.Reference)
        /// Spaces alone.
        case space
        /// Numbers, texts, names, and other operators.
        case word
    }

    private(set) var pieces: [(piece: Piece, text: String)] = []

    init(_ formula: String) {
        for token in FormulaTokens(formula).tokens {
            switch token {
            case .text(let text): cut(Array(text))
            case .reference(let reference): pieces.append((.reference(reference), reference.description))
            }
        }
    }

    private mutating func cut(_ signs: [Character]) {
        var index = 0
        while index < signs.count {
            let start = index
            let piece = piece(signs, &index)
            let text = String(signs[start..<index])
            if piece == .word, case (.word, let before)? = pieces.last {
                pieces[pieces.count - 1].text = before + text
            } else {
                pieces.append((piece, text))
            }
        }
    }

    private mutating func piece(_ signs: [Character], _ index: inout Int) -> Piece {
        let sign = signs[index]
        defer { index += 1 }
        switch sign {
        case "(":
            // The word before it is a function's name.
            guard case (.word, let word)? = pieces.last else { return .open("") }
            let name = word.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" }.reversed()
            return .open(FormulaFunctions.plainName(String(name)))
        case "{": return .open("{")
        case ")", "}": return .close
        case ",": return .comma
        case "&": return .concatenate
        case "=", "<", ">": return .comparison
        case "+", "-": return endsWithValue ? .sum(sign) : .word
        case "\"", "'":
            while index + 1 < signs.count, signs[index + 1] != sign { index += 1 }
            index = min(index + 1, signs.count - 1)
            return .word
        case "[":
            var depth = 1
            while index + 1 < signs.count, depth > 0 {
                index += 1
                depth += signs[index] == "[" ? 1 : signs[index] == "]" ? -1 : 0
            }
            return .word
        case _ where sign.isWhitespace: return .space
        default: return .word
        }
    }

    /// Whether what was read so far ends with a value, behind which a sign stands between two.
    private var endsWithValue: Bool {
        guard let last = pieces.last(where: { $0.piece != .space }) else { return false }
        switch last.piece {
        case .reference, .close: return true
        case .word:
            // `1E-5` is one number.
            let end = last.text.suffix(2)
            if end.count == 2, end.first!.isNumber || end.first == ".", end.last!.lowercased() == "e" { return false }
            return last.text.last.map { !"*/^-+".contains($0) } ?? false
        default: return false
        }
    }

    // MARK: Parts

    /// A range of pieces cut at the outermost pieces of a kind, with the place of the one before each part.
    func split(_ range: Range<Int>, _ isCut: (Piece) -> Bool) -> [(range: Range<Int>, cut: Int?)] {
        var parts: [(range: Range<Int>, cut: Int?)] = []
        var (start, depth) = (range.lowerBound, 0)
        var cut: Int?
        for index in range {
            switch pieces[index].piece {
            case .open: depth += 1
            case .close: depth -= 1
            case let piece where depth == 0 && isCut(piece):
                parts.append((start..<index, cut))
                (start, cut) = (index + 1, index)
            default: break
            }
        }
        return parts + [(start..<range.upperBound, cut)]
    }

    /// Without spaces at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var range = range
        while let first = range.first, pieces[first].piece == .space { range = range.dropFirst() }
        while let last = range.last, pieces[last].piece == .space { range = range.dropLast() }
        return range
    }

    /// The function and what is between its parentheses, where a range is nothing else.
    func inside(_ range: Range<Int>) -> (function: String, range: Range<Int>)? {
        var range = trimmed(range)
        if let first = range.first, pieces[first].piece == .word, first + 1 < range.upperBound,
            case .open(let name) = pieces[first + 1].piece, !name.isEmpty,
            FormulaFunctions.plainName(pieces[first].text) == name
        {
            range = range.dropFirst()
        }
        guard range.count >= 2, let first = range.first, case .open(let function) = pieces[first].piece,
            end(of: first) == range.upperBound - 1
        else { return nil }
        return (function, first + 1..<range.upperBound - 1)
    }

    /// The outermost parentheses in a range.
    func groups(in range: Range<Int>) -> [(function: String, range: Range<Int>)] {
        var found: [(function: String, range: Range<Int>)] = []
        var index = range.lowerBound
        while index < range.upperBound {
            if case .open(let function) = pieces[index].piece {
                let end = min(end(of: index), range.upperBound)
                found.append((function, index + 1..<max(index + 1, end)))
                index = end
            }
            index += 1
        }
        return found
    }

    private func end(of open: Int) -> Int {
        var depth = 0
        for index in open..<pieces.count {
            switch pieces[index].piece {
            case .open: depth += 1
            case .close:
                depth -= 1
                if depth == 0 { return index }
            default: break
            }
        }
        return pieces.count
    }
}
