/// How names of campaigns, ad sets or line items are put together: `{BRAND}_{CAMPAIGN}_{MARKET}_{CEJ_OBJECTIVES}[_{FORMAT_TYPE}]`.
///
/// `{COLUMN}` is a part that goes to a record column, `{*}` is any text, brackets hold a part that may be missing, and all else stands for itself.
/// A part holds no character that the pattern uses as a separator; `{*}` may.
public struct NameConvention: Sendable, Equatable {
    /// As it is written.
    public let text: String
    private let variants: [[Piece]]
    private let separators: Set<Character>

    enum Piece: Sendable, Equatable {
        case literal(String)
        case part(RecordColumn)
        case any
    }

    /// A mistake in a pattern, in words.
    public struct Mistake: Error { public var text: String }

    /// - Throws: `Mistake` for a column that there is not, and for braces or brackets that are not closed.
    public init(_ text: String) throws(Mistake) {
        self.text = text
        var variants: [[Piece]] = [[]]
        var rest = text[...]
        var isInBrackets = false
        var optional: [Piece] = []
        func add(_ piece: Piece) {
            if isInBrackets {
                optional.append(piece)
            } else {
                for index in variants.indices { variants[index].append(piece) }
            }
        }
        while let character = rest.first {
            rest.removeFirst()
            switch character {
            case "{":
                guard let end = rest.firstIndex(of: "}") else { throw Mistake(text: "has a \"{\" without \"}\"") }
                add(try Self.part(String(rest[..<end])))
                rest = rest[rest.index(after: end)...]
            case "[":
                guard !isInBrackets else { throw Mistake(text: "has brackets inside brackets") }
                isInBrackets = true
                optional = []
            case "]":
                guard isInBrackets else { throw Mistake(text: "has a \"]\" without \"[\"") }
                isInBrackets = false
                guard variants.count <= 8 else { throw Mistake(text: "has more than four optional parts") }
                // With the part first, so that as much as possible is read.
                variants = variants.map { $0 + optional } + variants
            default: add(.literal(String(character)))
            }
        }
        guard !isInBrackets else { throw Mistake(text: "has a \"[\" without \"]\"") }
        guard variants.contains(where: { $0.contains { if case .part = $0 { true } else { false } } }) else {
            throw Mistake(text: "names no record column, such as {MARKET}")
        }
        self.variants = variants
        let literals = Set(
            variants.flatMap { $0 }.flatMap { piece -> [Character] in
                if case .literal(let text) = piece {
                    text.filter { !$0.isLetter && !$0.isNumber }.map(\.self)
                } else {
                    []
                }
            })
        // Where signs part names, blanks around them do not.
        let signs = literals.filter { !$0.isWhitespace }
        separators = signs.isEmpty ? literals : signs
    }

    private static func part(_ name: String) throws(Mistake) -> Piece {
        if name == "*" { return .any }
        guard let column = RecordColumn(rawValue: name), !column.isSource else {
            throw Mistake(text: "names no record column: {\(name)}")
        }
        return .part(column)
    }

    /// The columns that the pattern may give.
    public var columns: Set<RecordColumn> {
        Set(variants.flatMap { $0 }.compactMap { if case .part(let column) = $0 { column } else { nil } })
    }

    /// Whether the pattern lets any text pass.
    var hasAny: Bool { variants.joined().contains(.any) }

    /// The columns that each name of this kind gives: those outside of brackets.
    var required: Set<RecordColumn> {
        Set((variants.last ?? []).compactMap { if case .part(let column) = $0 { column } else { nil } })
    }

    /// The parts of a name; nil when it is not put together so.
    ///
    /// - Parameter accepts: whether a text may stand in a column, as a known market does.
    func parts(of name: String, accepts: (RecordColumn, String) -> Bool) -> [RecordColumn: String]? {
        let characters = Array(name.trimmed())
        // A name is short; the work is bounded all the same.
        guard characters.count <= 500 else { return nil }
        for variant in variants {
            var steps = 20_000
            if let found = match(variant[...], characters[...], accepts, &steps) { return found }
        }
        return nil
    }

    private func match(
        _ pieces: ArraySlice<Piece>, _ text: ArraySlice<Character>, _ accepts: (RecordColumn, String) -> Bool,
        _ steps: inout Int
    ) -> [RecordColumn: String]? {
        steps -= 1
        guard steps > 0 else { return nil }
        guard let piece = pieces.first else { return text.isEmpty ? [:] : nil }
        let rest = pieces.dropFirst()
        switch piece {
        case .literal(let literal):
            guard text.first.map({ String($0) == literal }) ?? false else { return nil }
            return match(rest, text.dropFirst(), accepts, &steps)
        case .any:
            for count in 0...text.count {
                if let found = match(rest, text.dropFirst(count), accepts, &steps) { return found }
            }
            return nil
        case .part(let column):
            let longest = text.firstIndex { separators.contains($0) }.map { $0 - text.startIndex } ?? text.count
            guard longest > 0 else { return nil }
            // The longest first: a part ends at a separator or at the end.
            for count in stride(from: longest, through: 1, by: -1) {
                guard var found = match(rest, text.dropFirst(count), accepts, &steps) else { continue }
                let part = String(text.prefix(count)).trimmed()
                guard !part.isEmpty, accepts(column, part) else { continue }
                found[column] = part
                return found
            }
            return nil
        }
    }
}

/// Which record columns are read from the name in another.
public struct NameRule: Sendable, Equatable {
    /// The columns that hold names; the first that gives something decides.
    public var from: [RecordColumn]
    /// Ways in which names are put together, the preferred first.
    public var patterns: [NameConvention]
    /// Columns for which any word of the name that is known is taken, where all that are known mean the same.
    public var words: [RecordColumn]

    /// The columns that the rule may fill.
    public var columns: Set<RecordColumn> { patterns.reduce(into: Set(words)) { $0.formUnion($1.columns) } }
}

extension NameRule {
    /// The columns that a name must tell; others may be left out of it.
    var required: Set<RecordColumn> { patterns.reduce(into: Set(words)) { $0.formUnion($1.required) } }
}

extension Vocabulary {
    /// What a name's words say of a column, where they say one thing only: of `SUN26_AE_AWA_Reels` that the market is UAE.
    func word(of name: String, for column: RecordColumn) -> String? {
        let found = meanings(of: name, for: column)
        return found.count == 1 ? found.first : nil
    }

    /// All that a name's words say of a column.
    ///
    /// Up to three words one after the other are looked at together. Words of two and three letters are codes, and not those of a sentence (`You can win`).
    func meanings(of name: String, for column: RecordColumn) -> Set<String> {
        let words = name.split { !$0.isLetter && !$0.isNumber }
        var found: Set<String> = []
        var taken = -1
        for start in words.indices where start > taken {
            for count in stride(from: min(3, words.count - start), through: 1, by: -1) {
                let text = words[start..<start + count].joined(separator: " ")
                guard count > 1 || !isWordOfSentence(words[start], in: name),
                    let meaning = meaning(of: text, for: column)
                else { continue }
                found.insert(meaning)
                taken = start + count - 1
                break
            }
        }
        return found
    }

    /// Whether a short word reads like one of a sentence: in small letters with blanks around it, or a usual word of that kind.
    private func isWordOfSentence(_ word: Substring, in name: String) -> Bool {
        guard word.count <= 3, word.allSatisfy(\.isLetter), word.utf8.count == word.count else { return false }
        func isBlank(_ character: Character?) -> Bool { character?.isWhitespace ?? false }
        let before = word.startIndex > name.startIndex ? name[name.index(before: word.startIndex)] : nil
        let behind = word.endIndex < name.endIndex ? name[word.endIndex] : nil
        // ` | KW | `: the sign is behind the blank.
        func isPart(_ character: Character?, _ rest: Substring?) -> Bool {
            guard isBlank(character) else { return true }
            let sign = rest?.first { !$0.isWhitespace }
            return sign.map { !$0.isLetter && !$0.isNumber && $0 != "'" && $0 != "," && $0 != "&" } ?? true
        }
        let left = isPart(before, name[..<word.startIndex].reversedText)
        let right = isPart(behind, name[word.endIndex...])
        if left, right { return Self.shortWords.contains(word.lowercased()) && word != word.uppercased() }
        return word != word.uppercased() || Self.shortWords.contains(word.lowercased())
    }

    /// Words of many sentences that are codes of countries or stages, too.
    private static let shortWords: Set<String> = [
        "us", "in", "it", "is", "me", "my", "no", "so", "to", "be", "by", "do", "at", "as", "am", "an", "are", "can",
        "per", "and", "la",
        "de", "et", "es", "le", "al", "ad", "ai", "id", "ma", "pa", "tv", "va", "all", "ago", "mar", "one", "bad",
        "sun", "jam", "tan", "mac", "men", "nor",
        "ton", "cub", "cod", "gin", "gum", "lie", "lux", "nic", "pan", "pry", "tom", "van",
    ]

    private func meaning(of text: String, for column: RecordColumn) -> String? {
        switch column.kind {
        case .market: market(named: text)?.displayName
        case .stage: stage(named: text)?.displayName
        case .platform: platform(named: text)?.code
        default: nil
        }
    }
}

extension Substring {
    /// The text backwards, to look at what stands before it.
    fileprivate var reversedText: Substring { Substring(String(reversed())) }
}
