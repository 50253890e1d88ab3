import Streams

/// Reads the `stages` of a vocabulary: a list is all the stages that there are, in the funnel's order; an object adds
/// names to the stages of its codes.
struct StageReader {
    /// Words for a whole campaign, and for totals.
    private let taken: Set<String>
    private let known: [Stage]

    init(words: [String], of known: [Stage]) {
        taken = Set(words.map { normalised($0) })
        self.known = known
    }

    func read(_ node: ConfigurationNode) throws -> [Stage] {
        if case .array = node.value { return try list(node) }
        if case .object = node.value { return try names(node) }
        throw node.failure("must be a list")
    }

    private func list(_ node: ConfigurationNode) throws -> [Stage] {
        var stages: [Stage] = []
        var owners: [String: String] = [:]
        for entry in try node.elements() {
            let stage = try stage(entry, index: stages.count)
            for name in Set(([stage.code, stage.displayName] + stage.aliases).map { normalised($0) }).sorted() {
                if taken.contains(name) {
                    throw entry.failure("is called \"\(name)\", which says a whole campaign or a total")
                }
                if let other = owners.updateValue(stage.code, forKey: name) {
                    throw entry.failure(
                        other == stage.code
                            ? "is there twice" : "has the name \"\(name)\", which \"\(other)\" has too")
                }
            }
            stages.append(stage)
        }
        return stages
    }

    private func stage(_ entry: ConfigurationNode, index: Int) throws -> Stage {
        var (code, name): (String?, String?)
        var aliases: [String] = []
        var goal: Stage.Goal?
        for (key, value) in try entry.members(allowing: ["code", "name", "aliases", "goal"]) {
            switch key {
            case "code": code = try Vocabulary.nonEmpty(value)
            case "name": name = try Vocabulary.nonEmpty(value)
            case "aliases": aliases = try value.elements().map(Vocabulary.nonEmpty)
            case "goal":
                let word = try value.string()
                goal = Stage.Goal(rawValue: word)
                guard goal != nil else {
                    let all = Stage.Goal.allCases.map(\.rawValue).joined(separator: ", ")
                    throw value.failure("must be one of \(all)", hint: "leave it out for a stage without one")
                }
            default: break
            }
        }
        guard let code else { throw entry.failure("lacks \"code\"") }
        return Stage(code, name ?? code, aliases, goal: goal, index: index)
    }

    /// Names that are added go to the stage that the configuration gives them to.
    private func names(_ node: ConfigurationNode) throws -> [Stage] {
        var aliases = known.map(\.aliases)
        for (key, value) in try node.members() where key != "$comment" {
            guard let index = known.firstIndex(where: { $0.code == key }) else {
                let codes = known.map(\.code).joined(separator: ", ")
                throw value.failure(
                    "is not known here",
                    hint: "codes are \(codes); write a list of all stages to have others")
            }
            let names = try value.elements().map(Vocabulary.nonEmpty)
            let given = Set(names.map { normalised($0) })
            for other in aliases.indices where other != index {
                aliases[other].removeAll { given.contains(normalised($0)) }
            }
            aliases[index] += names.filter { !aliases[index].contains($0) }
        }
        return zip(known, aliases).map { $0.with(aliases: $1) }
    }
}
