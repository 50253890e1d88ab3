import Streams

/// A step that a run is to do.
public struct PlannedStep: Sendable, Equatable {
    public var name: String
    /// The steps that must be over before.
    public var after: [String]
    /// The program and its arguments.
    public var command: [String]

    public init(_ name: String, after: [String] = [], command: [String]) {
        (self.name, self.after, self.command) = (name, after, command)
    }

    /// The steps of a list of texts, each ended by a zero byte: for each step its name, the steps that must be over
    /// before (separated by blanks), the number of words of its command, and the words.
    ///
    /// - Throws: `Failure` with status 64 when the list is not of that form.
    public static func list(_ bytes: [UInt8]) throws -> [PlannedStep] {
        guard let last = bytes.last else { throw malformed("it is empty") }
        guard last == 0 else { throw malformed("its last word has no zero byte") }
        let words = bytes.dropLast().split(separator: 0, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        var steps: [PlannedStep] = []
        var rest = words[...]
        while let name = rest.popFirst() {
            guard let after = rest.popFirst(),
                let number = rest.popFirst(),
                let count = Int(number), count > 0,  // fits: of a text
                count <= rest.count
            else { throw malformed("the step \"\(name)\" is cut short, or has no command") }
            let known = steps.map(\.name)
            let before = after.split(separator: " ").map(String.init)
            guard !known.contains(name), !name.isEmpty else { throw malformed("the step \"\(name)\" is there twice") }
            if let unknown = before.first(where: { !known.contains($0) }) {
                throw malformed("\"\(name)\" comes after \"\(unknown)\", which is not above it")
            }
            steps.append(PlannedStep(name, after: before, command: Array(rest.prefix(count))))
            rest = rest.dropFirst(count)
        }
        return steps
    }

    private static func malformed(_ text: String) -> Failure {
        Failure(
            .usage, .usage, at: Place(file: "standard input"), "is not a list of steps: \(text)",
            hint: "mp-ledger(1) describes the list")
    }
}
