import Streams

/// Finds what is to be hidden in a piece of text: by patterns, by published forms, by names and places, by columns, by randomness;
/// as it stands, in escapes, and in base64.
struct Detector {
    let rules: [RedactionRule]
    private let book: RedactionRuleBook
    private let placeholderNames: Set<[UInt8]>
    private let tokens: TokenFinder
    private let names = NameFinder()
    private let commands = CommandLines()
    /// The rule of what is found by names.
    let named: Int
    private let random: Int

    init(_ book: RedactionRuleBook) {
        self.book = book
        rules = book.rules
        placeholderNames = Set(rules.map { Array($0.name.utf8) })
        tokens = TokenFinder(TokenFormat.all, index: book.index)
        named = book.index(of: RedactionRuleBook.named)
        random = book.index(of: RedactionRuleBook.random)
    }

    /// A part of the text that is to be hidden.
    struct Finding {
        var range: Range<Int>
        /// Index of the rule; a lower one wins.
        var rule: Int
        /// The secret itself, decoded.
        var secret: [UInt8]
    }

    /// A table whose rows go on behind a place.
    struct OpenTable {
        var columns: SecretColumns
        /// Its rows in the text.
        var rows: Range<Int>
    }

    /// How deep encodings are looked into.
    private static let depth = 2

    /// All findings in the order of the text; none overlaps another.
    ///
    /// - Parameters:
    ///   - table: one that began before the text, and where in the text its rows go on.
    ///   - tables: gets those that are in the text.
    ///   - open: gets the values that are longer than what was read of them.
    func findings(
        in bytes: UnsafeBufferPointer<UInt8>, table: (SecretColumns, from: Int)? = nil,
        tables: (OpenTable) -> Void = { _ in }, open: OpenValues? = nil
    ) throws -> [Finding] {
        let text = Text(bytes)
        var found: [Finding] = []
        try search(text, depth: 0, open: open) { found.append($0) }
        let hidden = HiddenRanges(Placeholders.ranges(in: bytes, of: placeholderNames))
        try searchTables(text, hidden, table, tables) { found.append($0) }
        let wrapped = LineWraps(text: text)
        for index in found.indices where !rules[found[index].rule].isIdentity {
            let range = wrapped.extended(found[index].range)
            if range != found[index].range {
                found[index] = Finding(range: range, rule: found[index].rule, secret: Array(bytes[range]))
            }
        }
        return merged(found.filter { !isKept($0) }, in: bytes)
    }

    /// Whether `--keep` names what was found.
    private func isKept(_ finding: Finding) -> Bool {
        guard !book.keep.isEmpty, rules[finding.rule].mayBeKept else { return false }
        return finding.secret.withUnsafeBufferPointer { bytes in
            book.keep.contains { (try? $0.firstMatch(in: bytes, from: 0)) != nil }
        }
    }

    private func search(
        _ text: Text, depth: Int, isBase64: Bool = false, open: OpenValues? = nil, _ report: (Finding) -> Void
    ) throws {
        let hidden = HiddenRanges(Placeholders.ranges(in: text.bytes, of: placeholderNames))
        func take(_ range: Range<Int>, _ rule: Int) {
            guard !range.isEmpty, !hidden.cover(range) else { return }
            report(Finding(range: range, rule: rule, secret: Array(text.bytes[range])))
        }
        func takeCell(_ range: Range<Int>) {
            if !ValueReader(text: text).isHarmless(range, .countOrSecret) { take(range, named) }
        }
        try searchPatterns(text.bytes, hidden, report)
        tokens.find(in: text, take)
        let values = NamedValues(text, open: open)
        let tables = JSONTables(text)
        let sections = SecretSections(text)
        // Where a value ends that is hidden whole, so that names in it need no values of their own: there may be thousands.
        var covered = 0
        var tabled = 0
        try names.find(in: text) { hit in
            try book.checkpoint()
            guard hit.range.upperBound >= covered, hidden.range(at: hit.range.lowerBound) == nil else { return }
            if hit.kind != .about, hit.range.lowerBound >= tabled {
                let end = tables.find(columnAt: hit.range, { takeCell($0) }, open: open)
                tabled = max(tabled, end ?? 0)
            }
            if hit.kind != .about { _ = sections.find(headerWith: hit.range) { take($0, named) } }
            for range in values.values(of: hit) {
                take(Scheme.behind(range, in: text), named)
                if range.lowerBound >= hit.range.upperBound, range.lowerBound <= hit.range.upperBound + 8 {
                    covered = max(covered, range.upperBound)
                }
            }
        }
        if depth == 0 || !isBase64 {
            try commands.find(in: text) { take($0, named) }
            SecretDocuments(text, open: open).find { take($0, named) }
            RandomText(text: text, known: book.hashes).find { take($0, random) }
            RandomToken(text: text).find { take($0, random) }
            // What the second search takes for random is hidden, so that a word that looks so does not cost the bundle.
            SecondSearch.randomWords(in: text).forEach { take($0, random) }
        }
        guard depth < Self.depth else { return }
        func search(encoded: EncodedText, isBase64: Bool) throws {
            try book.checkpoint()
            guard !encoded.bytes.isEmpty else { return }
            let inner = OpenValues()
            try encoded.bytes.withUnsafeBufferPointer { decoded in
                try self.search(Text(decoded), depth: depth + 1, isBase64: isBase64, open: inner) { finding in
                    report(Finding(range: encoded.source(finding.range), rule: finding.rule, secret: finding.secret))
                }
            }
            // What is encoded in base64 has no line or bracket of its own to end at.
            for value in inner.values where !isBase64 {
                func place(_ index: Int) -> Int { encoded.source(max(0, index - 1)..<max(1, index)).upperBound }
                open?.add(value.moved(start: value.start == 0 ? 0 : place(value.start), stop: place(value.stop)))
            }
        }
        if let plain = EncodedText(plain: text.bytes) { try search(encoded: plain, isBase64: isBase64) }
        if let decoded = EncodedText(unescaping: text.bytes) { try search(encoded: decoded, isBase64: isBase64) }
        try EncodedText.base64(in: text.bytes) { try search(encoded: $0, isBase64: true) }
    }

    private func searchPatterns(
        _ bytes: UnsafeBufferPointer<UInt8>, _ hidden: HiddenRanges, _ report: (Finding) -> Void
    ) throws {
        for (index, rule) in rules.enumerated() {
            for search in rule.patterns {
                guard search.needs.isEmpty || bytes.firstIndex(of: search.needs) != nil else { continue }
                var offset = 0
                while offset <= bytes.count, let match = try self.match(search, rule, in: bytes, from: offset) {
                    try book.checkpoint()
                    // The name of a rule, in a placeholder, looks like that of a header.
                    if let placeholder = hidden.range(at: match.whole.lowerBound),
                        placeholder.upperBound < match.whole.upperBound
                    {
                        offset = placeholder.upperBound
                        continue
                    }
                    offset = max(match.secret.upperBound, match.whole.lowerBound + 1)
                    guard !match.secret.isEmpty, !hidden.cover(match.secret) else { continue }
                    report(Finding(range: match.secret, rule: index, secret: Array(bytes[match.secret])))
                }
            }
        }
    }

    private func match(
        _ search: SearchPattern, _ rule: RedactionRule, in bytes: UnsafeBufferPointer<UInt8>, from offset: Int
    ) throws -> Pattern.Match? {
        do {
            return try search.pattern.firstMatch(in: bytes, from: offset)
        } catch {
            throw Failure(
                .configuration, .costlyPattern, "the pattern \(rule.name) needs too many steps on this text",
                hint: "write it without nested repetitions, in diagnostics.patterns of config/toolkit.json")
        }
    }

    // MARK: Tables

    private func searchTables(
        _ text: Text, _ hidden: HiddenRanges, _ open: (SecretColumns, from: Int)?, _ tables: (OpenTable) -> Void,
        _ report: (Finding) -> Void
    ) throws {
        var end = 0
        func take(_ range: Range<Int>) {
            guard !range.isEmpty, !hidden.cover(range), !ValueReader(text: text).isHarmless(range, .countOrSecret)
            else { return }
            report(Finding(range: range, rule: named, secret: Array(text.bytes[range])))
        }
        func rows(of columns: SecretColumns, from start: Int) {
            var line = start
            // One blank line may be between the header and the rows.
            if text[line] == 0x0A || text[line] == 0x0D { line = text.nextLine(after: line) }
            while line < text.count {
                let stop = columns.recordEnd(from: line, in: text)
                guard let values = columns.values(in: line..<stop, of: text) else { break }
                values.forEach(take)
                line = text.nextLine(after: stop)
            }
            end = line
            tables(OpenTable(columns: columns, rows: start..<(line >= text.count ? .max : line)))
        }
        if let (columns, start) = open { rows(of: columns, from: start) }
        // A line is no header whichever of its names asks.
        var asked = 0
        try names.find(in: text) { hit in
            try book.checkpoint()
            guard hit.kind != .about, hit.range.lowerBound >= max(end, asked),
                hidden.range(at: hit.range.lowerBound) == nil
            else { return }
            guard let columns = SecretColumns(headerWith: hit.range, in: text) else {
                asked = text.lineEnd(of: hit.range.upperBound)
                return
            }
            rows(of: columns, from: text.nextLine(after: hit.range.upperBound))
        }
        Statements(text).find(take) { columns, start in rows(of: columns, from: start) }
    }

    /// Joins findings that overlap. The rule of the joined one is that of the longest, of equals the first.
    private func merged(_ findings: [Finding], in bytes: UnsafeBufferPointer<UInt8>) -> [Finding] {
        var out: [Finding] = []
        for next in findings.sorted(by: {
            ($0.range.lowerBound, -$0.range.upperBound, $0.rule) < ($1.range.lowerBound, -$1.range.upperBound, $1.rule)
        }) {
            guard let last = out.last, next.range.lowerBound < last.range.upperBound else {
                out.append(next)
                continue
            }
            if next.range.upperBound <= last.range.upperBound { continue }
            let range = last.range.lowerBound..<next.range.upperBound
            out[out.count - 1] = Finding(range: range, rule: min(last.rule, next.rule), secret: Array(bytes[range]))
        }
        return out
    }
}

/// The scheme before credentials (RFC 9110, section 11.4), which is no secret.
enum Scheme {
    private static let names: [[UInt8]] = [
        "Bearer ", "bearer ", "Basic ", "basic ", "Digest ", "Token ", "token ", "Negotiate ", "ApiKey ",
        "GoogleLogin ",
    ].map {
        Array($0.utf8)
    }

    static func behind(_ range: Range<Int>, in text: Text) -> Range<Int> {
        for name in names where text.hasPrefix(name, at: range.lowerBound) && range.count > name.count {
            return (range.lowerBound + name.count)..<range.upperBound
        }
        return range
    }
}

extension MessageCode {
    /// A pattern of the configuration needs more effort than it may have.
    public static let costlyPattern = MessageCode(rawValue: "costly-pattern")
}
