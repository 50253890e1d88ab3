/// Finds the values of options in command lines, as text, as arrays of JSON and as lists of YAML.
struct CommandLines {
    let programs: Pattern
    private let rules: [String: [CommandRule]]

    init() {
        do throws(Pattern.Mistake) {
            programs = try CommandRule.pattern()
        } catch {
            fatalError("the programs' names are no pattern: \(error.text)")
        }
        var rules: [String: [CommandRule]] = [:]
        for rule in CommandRule.all { for program in rule.programs { rules[program, default: []].append(rule) } }
        self.rules = rules
    }

    func find(in text: Text, _ report: (Range<Int>) -> Void) throws(Pattern.TooCostly) {
        var offset = 0
        while offset < text.count, let match = try programs.firstMatch(in: text.bytes, from: offset) {
            offset = max(match.whole.upperBound, offset + 1)
            guard let rules = rules[text.string(match.secret)] else { continue }
            let words = Self.words(behind: match.whole.upperBound, in: text)
            for rule in rules { apply(rule, words, in: text, report) }
        }
    }

    private func apply(_ rule: CommandRule, _ words: [Range<Int>], in text: Text, _ report: (Range<Int>) -> Void) {
        if case .positional(let number) = rule.form {
            guard let begin = rule.options.first else { return positional(number, words, in: text, report) }
            guard words.first.map({ text.string($0) }) == begin else { return }
            return positional(number, Array(words.dropFirst()), in: text, report)
        }
        for (index, word) in words.enumerated() {
            for option in rule.options {
                let bytes = Array(option.utf8)
                guard text.hasPrefix(bytes, at: word.lowerBound), word.count >= bytes.count else { continue }
                let rest = (word.lowerBound + bytes.count)..<word.upperBound
                if rest.isEmpty {
                    if case .attached = rule.form { continue }
                    guard index + 1 < words.count,
                        text[words[index + 1].lowerBound] != UInt8(ascii: "-") || words[index + 1].count > 2
                    else { continue }
                    report(words[index + 1])
                } else if text[rest.lowerBound] == UInt8(ascii: "=") {
                    report((rest.lowerBound + 1)..<rest.upperBound)
                } else if !option.hasPrefix("--"), rule.isAttaching {
                    // `--header` is no `-h` with a value.
                    guard text[word.lowerBound + 1] != UInt8(ascii: "-") else { continue }
                    report(rest)
                }
            }
        }
    }

    private func positional(_ number: Int, _ words: [Range<Int>], in text: Text, _ report: (Range<Int>) -> Void) {
        let values = words.filter { text[$0.lowerBound] != UInt8(ascii: "-") }
        guard values.count >= number, values.count <= number + 1 else { return }
        report(values[number - 1])
    }

    // MARK: Words

    private static let most = 200

    /// The words behind a program's name, up to where the command ends.
    static func words(behind start: Int, in text: Text) -> [Range<Int>] {
        if Text.isQuote(text[start]), text[text.skipWhitespace(start + 1)] == UInt8(ascii: ",") {
            return strings(from: start + 1, in: text)
        }
        if text[text.skipBlanks(start)] == 0x0A || text[start] == 0x0D
            || Text.isQuote(text[start]) && text[start + 1] == 0x0A
        {
            return items(from: start, in: text)
        }
        let reader = ValueReader(text: text)
        var words: [Range<Int>] = []
        var index = text.skipBlanks(start)
        while index < text.count, words.count < most {
            let byte = text[index]
            if byte == UInt8(ascii: "\\"), text[index + 1] == 0x0A || text[index + 1] == 0x0D {
                index = text.skipWhitespace(index + 1)
                continue
            }
            if byte == 0x0A || byte == 0x0D || [UInt8]("|;)}]".utf8).contains(byte) || byte == UInt8(ascii: "&") {
                break
            }
            if Text.isQuote(byte), let value = reader.joined(at: index) {
                words.append(value.content)
                index = value.end
            } else {
                var end = index
                while end < text.count, !Text.isWhitespace(text[end]) {
                    if Text.isQuote(text[end]), let value = reader.quoted(at: end), value.end > end {
                        end = value.end
                    } else {
                        end += 1
                    }
                }
                // A quote that closes the string in which the command stands is no part of it.
                var stop = min(end, text.count)
                while stop > index, [UInt8](",;".utf8).contains(text[stop - 1]) { stop -= 1 }
                words.append(index..<stop)
                index = max(end, index + 1)
            }
            index = text.skipBlanks(index)
        }
        return words
    }

    /// The strings of an array.
    private static func strings(from start: Int, in text: Text) -> [Range<Int>] {
        let reader = ValueReader(text: text)
        var words: [Range<Int>] = []
        var index = text.skipWhitespace(start)
        while text[index] == UInt8(ascii: ","), words.count < most {
            index = text.skipWhitespace(index + 1)
            guard let value = reader.quoted(at: index) else { break }
            words.append(value.content)
            index = text.skipWhitespace(value.end)
        }
        return words
    }

    /// The items of a list of YAML, one a line.
    private static func items(from start: Int, in text: Text) -> [Range<Int>] {
        let reader = ValueReader(text: text)
        var words: [Range<Int>] = []
        var line = text.nextLine(after: start)
        while line < text.count, words.count < most {
            let first = text.skipBlanks(line)
            guard text[first] == UInt8(ascii: "-"), text[first + 1] == 0x20 else { break }
            let value = text.skipBlanks(first + 1)
            words.append(reader.quoted(at: value)?.content ?? value..<text.lineEnd(of: value))
            line = text.nextLine(after: value)
        }
        return words
    }
}

extension CommandRule {
    fileprivate var isAttaching: Bool {
        switch form {
        case .value, .attached: true
        case .next, .positional: false
        }
    }
}
