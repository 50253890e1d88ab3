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
        switch rule.form {
        case .pairs: return pairs(rule.options, words, in: text, report)
        case .behind(let number):
            guard let rest = self.words(behind: rule.options, in: words, of: text), rest.count >= number else { return }
            return report(rest[number - 1])
        default: break
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

    /// The words behind the first subcommand that the command has, without options.
    private func words(behind subcommands: [String], in words: [Range<Int>], of text: Text) -> [Range<Int>]? {
        let plain = words.filter { text[$0.lowerBound] != UInt8(ascii: "-") }
        for command in subcommands {
            let names = command.split(separator: " ").map(String.init)
            // Options with values in words of their own may come first.
            for start in 0..<min(4, max(0, plain.count - names.count))
            where zip(names, plain[start...]).allSatisfy({ text.string($1) == $0 }) {
                return Array(plain[(start + names.count)...])
            }
        }
        return nil
    }

    /// The values of `NAME=VALUE`, but not files to be read: `NAME=@FILE`.
    private func pairs(
        _ subcommands: [String], _ words: [Range<Int>], in text: Text, _ report: (Range<Int>) -> Void
    ) {
        let reader = ValueReader(text: text)
        for word in self.words(behind: subcommands, in: words, of: text) ?? [] {
            guard let equals = text.bytes[word].firstIndex(of: UInt8(ascii: "=")), equals > word.lowerBound,
                text[equals + 1] != UInt8(ascii: "@")
            else { continue }
            var value = (equals + 1)..<word.upperBound
            if let quoted = reader.joined(at: value.lowerBound) { value = quoted.content }
            if !value.isEmpty, !reader.isHarmless(value, .secret) { report(value) }
        }
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
        case .next, .positional, .pairs, .behind: false
        }
    }
}
