/// A stage of the funnel: what a line item is meant to do.
///
/// Which stages there are is data: the vocabulary has a table of them. A reference that never changes, because the
/// names of thousands of figures hold one.
public final class Stage: Sendable, Hashable, Comparable {
    /// What a stage is bought for besides impressions: the number that its lines are judged by.
    public enum Goal: String, Sendable, CaseIterable {
        case reach, views, clicks
    }

    /// `awareness`: identifies the stage.
    public let code: String
    /// `Awareness`: how records and trackers write it.
    public let displayName: String
    public let aliases: [String]
    /// Nil for a stage that is bought for nothing that trackers count.
    public let goal: Goal?
    /// The place in the funnel's order; 0 is the top.
    public let index: Int

    init(_ code: String, _ displayName: String, _ aliases: [String] = [], goal: Goal? = nil, index: Int) {
        (self.code, self.displayName, self.aliases) = (code, displayName, aliases)
        (self.goal, self.index) = (goal, index)
    }

    /// The same stage with other names, at another place.
    func with(aliases: [String]? = nil, index: Int? = nil) -> Stage {
        Stage(code, displayName, aliases ?? self.aliases, goal: goal, index: index ?? self.index)
    }

    /// Further names make no other stage.
    public static func == (a: Stage, b: Stage) -> Bool {
        a === b || a.index == b.index && a.code == b.code && a.displayName == b.displayName && a.goal == b.goal
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(index) }

    /// The funnel's order, from the top.
    public static func < (a: Stage, b: Stage) -> Bool { a.index < b.index }
}

extension Vocabulary {
    /// The stages by name, as an instruction: `Awareness, Consideration or Purchase`.
    public var stageChoice: String {
        let names = stages.map(\.displayName)
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return "\(names.dropLast().joined(separator: ", ")) or \(last)"
    }

    /// The first stage whose name is among words of a text.
    ///
    /// - Parameter words: normalised words.
    public func stage(amongWords words: [Substring]) -> Stage? {
        stages.first { stage in
            let name = normalised(stage.displayName).split(separator: " ")
            guard !name.isEmpty, name.count <= words.count else { return false }
            return (0...words.count - name.count).contains { words[$0..<$0 + name.count].elementsEqual(name) }
        }
    }

    /// The stage that words begin with, the longest name first, and how many of them name it.
    func stage(beginning words: some Collection<Substring>) -> (stage: Stage, count: Int)? {
        let most = min(words.count, longestStage)
        guard most > 0 else { return nil }
        for count in stride(from: most, through: 1, by: -1) {
            if let stage = stage(key: words.prefix(count).joined(separator: " ")) { return (stage, count) }
        }
        return nil
    }
}
