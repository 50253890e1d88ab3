import Glibc
import Streams

/// Answers that were accepted: `config/mapping_memory.json` under MP_HOME.
public struct MappingMemory: Sendable, Equatable {
    /// One answer.
    public struct Answer: Sendable, Equatable {
        /// The source column, as its name is cleaned.
        public var column: String
        /// Where its values go; nil is nowhere, which ends asking too.
        public var destination: RecordColumn?
        /// Whose workbooks it holds for; nil for all.
        public var client: String?
        /// `offline`, `claude`, or whoever wrote it by hand.
        public var proposer: String
        public var score: Double
        /// ISO 8601.
        public var date: String
        public var timesUsed: Int

        /// Whether a program proposed it and one run alone has used it: it may be the run that is being checked.
        var isGuess: Bool { proposer != "person" && timesUsed == 1 }

        public init(
            column: String, destination: RecordColumn?, client: String?, proposer: String, score: Double, date: String,
            timesUsed: Int = 0
        ) {
            self.column = column
            self.destination = destination
            self.client = client
            self.proposer = proposer
            self.score = score
            self.date = date
            self.timesUsed = timesUsed
        }
    }

    public private(set) var answers: [Answer] = []
    public static let fileName = "config/mapping_memory.json"

    public init(_ answers: [Answer] = []) { self.answers = answers }

    private static func path(_ home: String) -> String { home == "." ? fileName : "\(home)/\(fileName)" }

    /// Reads the memory; an empty one where there is no file.
    ///
    /// - Throws: `Failure` with status 78 for a mistake.
    public static func loading(home: String) throws -> MappingMemory {
        guard let root = try ConfigurationNode.reading(path(home)) else { return MappingMemory() }
        return try MappingMemory(root)
    }

    public init(_ root: ConfigurationNode) throws {
        for (_, list) in try root.members(allowing: ["answers"]) { answers = try list.elements().map(Self.answer) }
    }

    private static func answer(_ node: ConfigurationNode) throws -> Answer {
        var answer = Answer(column: "", destination: nil, client: nil, proposer: "person", score: 1, date: "")
        for (key, value) in try node.members(allowing: [
            "column", "destination", "client", "proposed_by", "score", "date", "times_used",
        ]) {
            switch key {
            case "column": answer.column = cleanedName(try value.string())
            case "destination":
                guard value.value != .null else { continue }
                guard let column = RecordColumn(rawValue: try value.string()), !column.isSource else {
                    throw value.failure("names no record column", hint: "null says that the column goes nowhere")
                }
                answer.destination = column
            case "client": answer.client = value.value == .null ? nil : try value.string()
            case "proposed_by": answer.proposer = try value.string()
            case "score": answer.score = try number(value, 0...1)
            case "date": answer.date = try value.string()
            default: answer.timesUsed = Int(try number(value, 0...1e15))
            }
        }
        guard !answer.column.isEmpty else { throw node.failure("lacks \"column\"") }
        return answer
    }

    private static func number(_ node: ConfigurationNode, _ range: ClosedRange<Double>) throws -> Double {
        guard let number = node.value.number, range.contains(number) else {
            throw node.failure(
                "must be a number from \(DecimalText.string(range.lowerBound)) to \(DecimalText.string(range.upperBound))"
            )
        }
        return number
    }

    /// The answer for a header or a cleaned name; the client's own before that for all.
    public func answer(for header: some StringProtocol, client: String?) -> Answer? {
        guard !answers.isEmpty else { return nil }
        let name = cleanedName(header)
        let found = answers.filter { $0.column == name && ($0.client == nil || $0.client == client) }
        return found.first { $0.client != nil } ?? found.first
    }

    /// Adds answers and counts uses in the file, under a lock, so that runs at one time lose nothing.
    public static func update(home: String, adding: [Answer], used: [Answer]) throws {
        guard !adding.isEmpty || !used.isEmpty else { return }
        let folder = "\(home)/config"
        try makeFolders(folder)
        let lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if lock >= 0 { close(lock) } }
        flock(lock, LOCK_EX)
        var memory = try loading(home: home)
        for answer in adding
        where !memory.answers.contains(where: { $0.column == answer.column && $0.client == answer.client }) {
            memory.answers.append(answer)
        }
        for answer in used {
            guard
                let index = memory.answers.firstIndex(where: {
                    $0.column == answer.column && $0.client == answer.client
                })
            else { continue }
            memory.answers[index].timesUsed += 1
        }
        let output = try Output(replacing: path(home), isOwnState: true)
        try output.write(memory.text)
        try output.finish()
    }

    /// The file's text: an answer per line.
    private var text: String {
        let lines = answers.map { answer -> String in
            var members: [JSON.Member] = [
                .init("column", .string(answer.column)),
                .init("destination", answer.destination.map { .string($0.rawValue) } ?? .null),
            ]
            if let client = answer.client { members.append(.init("client", .string(client))) }
            members += [
                .init("proposed_by", .string(answer.proposer)), .init("score", .number(answer.score)),
                .init("date", .string(answer.date)),
                .init("times_used", .number(Double(answer.timesUsed))),
            ]
            return "    " + JSON.object(members).serialised()
        }
        return
            "{\n  \"$schema\": \"mapping_memory.schema.json\",\n  \"answers\": [\n\(lines.joined(separator: ",\n"))\n  ]\n}\n"
    }
}
