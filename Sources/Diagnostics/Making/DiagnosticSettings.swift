import Bundles
import Redaction
import Streams

/// The section `diagnostics` of `config/toolkit.json`.
public struct DiagnosticSettings {
    /// Patterns of the agency's own secrets.
    public var patterns: [ExtraPattern] = []
    /// Variables that are told besides those that always are.
    public var environment: [String] = []
    public var escalation = EscalationLevel.usual

    public init() {}

    /// Reads the section; a mistake is reported, and what is right is used all the same: a bundle is made when things are broken.
    ///
    /// - Returns: the settings, and whether there was a mistake.
    public static func reading(_ path: String, report: Report) -> (settings: DiagnosticSettings, isWhole: Bool) {
        var settings = DiagnosticSettings()
        var isWhole = true
        func attempt(_ body: () throws -> Void) {
            do { try body() } catch {
                isWhole = false
                guard let failure = error as? Failure else { return }
                report(
                    Message(
                        .warning, .ignoredConfiguration, at: failure.message.place, failure.message.text,
                        hint: "the bundle is made without it"))
            }
        }
        attempt {
            guard let real = realPath(path) else { return }
            let root = try ConfigurationNode(bytes(of: real), file: path)
            guard let section = root["diagnostics"] else { return }
            for (key, node) in try section.members(allowing: ["patterns", "environment", "escalation"]) {
                attempt {
                    switch key {
                    case "patterns":
                        for element in try node.elements() {
                            attempt { settings.patterns.append(try ExtraPattern(element)) }
                        }
                    case "environment": settings.environment = try node.strings()
                    default: settings.escalation = try EscalationLevel.levels(node)
                    }
                }
            }
        }
        return (settings, isWhole)
    }

    /// The bytes of a regular file; a FIFO would make an ordinary open(2) wait.
    private static func bytes(of path: String) throws -> [UInt8] {
        guard let part = try TextFile(path).newest(1 << 26) else {
            throw Failure(.configuration, .ignoredConfiguration, at: Place(file: path), "is no text")
        }
        var bytes: [UInt8] = []
        try part.forEachPiece { bytes += $0 }
        return bytes
    }
}

/// Who is told of an incident, and after what time.
public struct EscalationLevel: Hashable, Sendable {
    public var name: String
    public var who: String
    /// How they are reached, such as a telephone number; nil when the configuration says nothing.
    public var contact: String?
    /// Seconds since the incident began.
    public var after: Int

    /// For people: `team lead (+971 4 000 0000)`.
    var person: String { contact.map { "\(who) (\($0))" } ?? who }

    /// The runbook's levels.
    public static let usual = [
        EscalationLevel(name: "L1", who: "operator", after: 0),
        EscalationLevel(name: "L2", who: "team lead", after: 30 * 60),
        EscalationLevel(name: "L3", who: "engineering", after: 60 * 60),
    ]

    static func levels(_ node: ConfigurationNode) throws -> [EscalationLevel] {
        let levels = try node.elements().map { element in
            var level = EscalationLevel(name: "", who: "", after: -1)
            for (key, value) in try element.members(allowing: ["level", "who", "contact", "after"]) {
                switch key {
                case "level": level.name = try value.string()
                case "who": level.who = try value.string()
                case "contact": level.contact = try value.string()
                default:
                    guard let age = Age(try value.string()) else {
                        throw value.failure("must be a time such as \"30m\" or \"2h\"")
                    }
                    level.after = age.seconds
                }
            }
            guard !level.name.isEmpty, !level.who.isEmpty, level.after >= 0 else {
                throw element.failure("needs \"level\", \"who\" and \"after\"")
            }
            return level
        }
        guard let first = levels.first, first.after == 0 else {
            throw node.failure("must begin with a level after \"0m\"")
        }
        for (one, next) in zip(levels, levels.dropFirst()) where next.after <= one.after {
            throw node.failure("must have its levels by rising times; \(next.name) is not after \(one.name)")
        }
        return levels
    }
}
