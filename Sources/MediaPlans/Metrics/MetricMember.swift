import Streams
import Workbooks

/// Reads what an entry of the table of metrics says, member by member.
enum MetricMember {
    static let names = [
        "name", "labels", "typed", "formula", "unit", "decimals", "format", "additive", "sides", "reported",
    ]

    /// A number format that Excel takes.
    static func format(_ node: ConfigurationNode) throws -> String {
        let code = try text(node)
        do { try NumberFormatMistake.check(code) } catch {
            throw node.failure("is no format of numbers: it \(error)", hint: "write one such as #,##0.00 or 0.0%")
        }
        return code
    }

    static func text(_ node: ConfigurationNode) throws -> String {
        let text = try node.string()
        guard text.contains(where: { !$0.isWhitespace }) else { throw node.failure("is empty") }
        return text
    }

    static func word<Word: RawRepresentable<String>>(_ node: ConfigurationNode, _ words: [Word]) throws -> Word {
        let text = try node.string()
        guard let word = words.first(where: { $0.rawValue == text }) else {
            throw node.failure("must be \(words.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }

    static func axes(_ node: ConfigurationNode) throws -> Set<OwnMetric.Axis> {
        Set(try node.elements().map { try word($0, OwnMetric.Axis.allCases) })
    }

    static func sides(_ node: ConfigurationNode) throws -> Set<Side> {
        switch try node.string() {
        case "both": return Set(Side.allCases)
        case "planned": return [.planned]
        case "actual": return [.actual]
        default: throw node.failure("must be planned, actual or both")
        }
    }

    static func decimals(_ node: ConfigurationNode) throws -> Int {
        guard let number = node.value.number, let count = Int(exactly: number), (0...6).contains(count) else {
            throw node.failure("must be a whole number from 0 to 6")
        }
        return count
    }

    static func isTyped(_ node: ConfigurationNode) throws -> Bool {
        guard node.value == .boolean(true) else { throw node.failure("must be true, or be left out") }
        return true
    }
}

extension BuiltInMetrics {
    /// The table as JSON.
    static let root: ConfigurationNode = {
        do {
            return try ConfigurationNode(Array(text.utf8), file: "built-in metrics.json")
        } catch {
            fatalError("the built-in table of metrics: \(error)")
        }
    }()
}
