import MediaPlans
import Streams

extension CheckSettings {
    /// Where the rules' configuration stands under MP_HOME.
    public static let fileName = "config/validation_rules.json"

    /// The built-in settings with what the configuration changes.
    ///
    /// - Throws: `Failure` with status 78 for a mistake in the file.
    public static func loading(home: String) throws -> CheckSettings {
        var settings = CheckSettings()
        let path = ConfigurationPlace.path(of: fileName, home: home)
        if let root = try ConfigurationNode.reading(path) { try settings.apply(root) }
        return settings
    }

    /// Takes over `{"levels", "thresholds", "limits", "required"}`.
    public mutating func apply(_ root: ConfigurationNode) throws {
        for (key, node) in try root.members(allowing: ["levels", "thresholds", "limits", "required"]) {
            switch key {
            case "levels": try applyLevels(node)
            case "thresholds": try applyThresholds(node)
            case "limits": for element in try node.elements() { try apply(limit: element) }
            default: try applyRequired(node)
            }
        }
        // Limits in the file are rules too, wherever in the file they are.
        for (code, node) in try root["levels"]?.members() ?? [] where code != "$comment" {
            if let problem = unknown(code) { throw node.failure(problem) }
        }
    }

    private mutating func applyLevels(_ root: ConfigurationNode) throws {
        for (code, node) in try root.members() where code != "$comment" {
            guard let level = RuleLevel(rawValue: try node.string()) else {
                throw node.failure(
                    "is no level", hint: "levels are " + RuleLevel.allCases.map(\.rawValue).joined(separator: ", "))
            }
            levels[MessageCode(rawValue: code)] = level
        }
    }

    private mutating func applyThresholds(_ root: ConfigurationNode) throws {
        for (name, node) in try root.members(allowing: Thresholds.names.map(\.name)) {
            guard let number = node.value.number, number >= 0 else { throw node.failure("must be a number from 0") }
            for (known, path) in Thresholds.names where known == name { thresholds[keyPath: path] = number }
        }
    }

    private mutating func applyRequired(_ root: ConfigurationNode) throws {
        for (name, node) in try root.members(allowing: SourceType.allCases.map(\.rawValue)) {
            guard let type = SourceType(rawValue: name) else { continue }
            required[type] = try node.elements().map { element in
                guard let column = RecordColumn(rawValue: try element.string()) else {
                    throw element.failure("is no record column")
                }
                return column
            }
        }
    }

    /// Adds a limit, or changes the one of the same code.
    private mutating func apply(limit node: ConfigurationNode) throws {
        guard let name = node["code"] else { throw node.failure("lacks \"code\"") }
        let code = MessageCode(rawValue: try name.string())
        let known = limits.firstIndex { $0.code == code }
        guard
            known != nil
                || !(RuleBook.all.map(\.code) + RuleBook.withoutRule.map(MessageCode.init(rawValue:))).contains(code)
        else {
            throw name.failure("is the code of a built-in rule, which is no limit", hint: "give the limit another code")
        }
        var limit =
            known.map { limits[$0] }
            ?? Limit(
                code: code, level: .warning, title: code.rawValue, explanation: "A limit of the configuration.",
                measure: .cpm)
        guard known != nil || node["measure"] != nil else { throw node.failure("lacks \"measure\"") }
        for (key, value) in try node.members(allowing: [
            "code", "measure", "minimum", "maximum", "level", "title", "explanation", "sources",
        ]) {
            switch key {
            case "measure":
                guard let measure = Limit.Measure(name: try value.string()) else {
                    throw value.failure("is no measure", hint: "give CPM, CPC, CPV, CTR, VTR or a record column")
                }
                limit.measure = measure
            case "minimum": limit.minimum = try Self.bound(value)
            case "maximum": limit.maximum = try Self.bound(value)
            case "title": limit.title = try value.string()
            case "explanation": limit.explanation = try value.string()
            case "level":
                guard let level = RuleLevel(rawValue: try value.string()) else { throw value.failure("is no level") }
                levels[code] = level
            case "sources":
                limit.sources = Set(
                    try value.elements().map { element in
                        guard let type = SourceType(rawValue: try element.string()) else {
                            throw element.failure("is no source type")
                        }
                        return type
                    })
            default: break
            }
        }
        if let minimum = limit.minimum, let maximum = limit.maximum, minimum > maximum {
            throw node.failure("has a minimum above its maximum")
        }
        guard limit.minimum != nil || limit.maximum != nil else {
            throw node.failure(
                "has neither a minimum nor a maximum, and so no effect",
                hint: known == nil ? "give one of them" : "to switch the rule off, set its level to off")
        }
        if let known { limits[known] = limit } else { limits.append(limit) }
    }

    /// A number, or null for none.
    private static func bound(_ node: ConfigurationNode) throws -> Double? {
        if node.value == .null { return nil }
        guard let number = node.value.number else { throw node.failure("must be a number, or null for none") }
        return number
    }
}
