import Streams

/// What a step found of one kind, as the ledger keeps it: how often, and the first cases of it.
///
/// Errors bring places and advice with them, so that every reader of the ledger can show them; warnings are counted by kind.
public struct Found: Sendable, Equatable {
    /// One case: where, what is wrong, and what to do about it.
    public struct Case: Sendable, Equatable {
        public var place: Place
        public var text: String
        public var hint: String?
        /// How many findings it stands for: the same in several rows of one column is one case.
        public var count: Int

        public init(place: Place, text: String, hint: String?, count: Int = 1) {
            (self.place, self.text, self.hint, self.count) = (place, text, hint, count)
        }
    }

    public var code: String
    public var level: Message.Level
    /// What all cases of it have in common, in a few words.
    public var title: String
    /// How many things there are to fix.
    public var count: Int
    /// In how many places they were met, at least `count`: one mistake may be in each row of a column.
    public var cells: Int
    /// The first of them, at most `mostCases`; none for notes.
    public var cases: [Case]

    /// More errors than a screen shows are not worth their room in the ledger.
    public static let mostCases = 10
    private static let mostWarnings = 3
    private static let mostCharacters = 300

    public init(code: String, level: Message.Level, title: String, count: Int, cells: Int = 0, cases: [Case] = []) {
        (self.code, self.level, self.title, self.count) = (code, level, title, count)
        self.cells = max(count, cells)
        let kept = level == .error ? Self.mostCases : level == .warning ? Self.mostWarnings : 0
        self.cases = cases.prefix(kept).map { found in
            Case(
                place: found.place, text: shortened(found.text, to: Self.mostCharacters),
                hint: found.hint.map { shortened($0, to: Self.mostCharacters) }, count: found.count)
        }
    }
}

// MARK: JSON

extension Found {
    /// What a ledger's line holds; nil when it is not a finding.
    init?(_ json: JSON) {
        guard let code = json["code"]?.string, let level = json["level"]?.string.flatMap(Message.Level.init(rawValue:)),
            let count = json["count"]?.number.flatMap({ Int(exactly: $0) })
        else { return nil }
        let cases = (json["cases"]?.array ?? []).map { found in
            Case(
                place: Place(
                    file: found["file"]?.string, sheet: found["sheet"]?.string, cell: found["cell"]?.string),
                text: found["text"]?.string ?? "", hint: found["hint"]?.string,
                count: found["count"]?.number.flatMap { Int(exactly: $0) }.map { max(1, $0) } ?? 1)
        }
        let cells = json["cells"]?.number.flatMap { Int(exactly: $0) } ?? count
        self.init(
            code: code, level: level, title: json["title"]?.string ?? code, count: count, cells: cells, cases: cases)
    }

    var json: JSON {
        var members: [JSON.Member] = [
            .init("code", .string(code)), .init("level", .string(level.rawValue)), .init("title", .string(title)),
            .init("count", .number(Double(count))),
        ]
        if cells > count { members.append(.init("cells", .number(Double(cells)))) }
        if !cases.isEmpty {
            members.append(
                .init(
                    "cases",
                    .array(
                        cases.map { found in
                            let texts = [
                                ("file", found.place.file), ("sheet", found.place.sheet), ("cell", found.place.cell),
                                ("text", found.text), ("hint", found.hint),
                            ]
                            let count: [JSON.Member] =
                                found.count > 1 ? [.init("count", .number(Double(found.count)))] : []
                            return .object(
                                texts.compactMap { key, text in text.map { .init(key, .string($0)) } } + count)
                        })))
        }
        return .object(members)
    }
}

/// Gathers what a step reports, by code. Its memory does not grow with the messages.
public struct FoundTally: Sendable {
    private var order: [String] = []
    private var kinds: [String: Found] = [:]

    public init() {}

    /// Counts a message; the first of a code names its kind.
    public mutating func add(_ message: Message) {
        let code = message.code.rawValue
        let new = Found.Case(place: message.place, text: message.text, hint: message.hint)
        guard let found = kinds[code] else {
            order.append(code)
            let title = FindingTitles.title(of: code) ?? message.text
            kinds[code] = Found(code: code, level: message.level, title: title, count: 1, cases: [new])
            return
        }
        kinds[code] = Found(
            code: code, level: max(found.level, message.level), title: found.title, count: found.count + 1,
            cases: found.cases.count < Found.mostCases ? found.cases + [new] : found.cases)
    }

    /// In the order in which they were met first.
    public var all: [Found] { order.compactMap { kinds[$0] } }
}
