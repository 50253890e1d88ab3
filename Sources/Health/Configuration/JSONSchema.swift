import Glibc
import Streams

/// A JSON Schema (draft 2020-12), with the keywords that the toolkit's schemas use.
///
/// A schema with any other keyword is refused, because a value that was not checked must not count as valid.
struct JSONSchema: Sendable {
    private let root: JSON

    /// Keywords that are only for people.
    private static let remarks: Set<String> = [
        "$schema", "$id", "$comment", "$defs", "title", "description", "default", "examples", "format",
    ]
    private static let keywords: Set<String> = [
        "$ref", "type", "properties", "additionalProperties", "required", "items", "enum", "const", "minimum",
        "maximum", "exclusiveMinimum",
        "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "pattern", "if", "then",
        "else",
    ]

    init(_ root: JSON) throws { self.root = root }

    /// - Throws: `Failure` with status 78, with line, column and path of the first value that does not match; with
    ///   status 70 when the schema has a keyword that is not supported.
    func check(_ node: ConfigurationNode) throws { try check(node, against: root) }

    private func check(_ node: ConfigurationNode, against schema: JSON) throws {
        if case .boolean(let isAllowed) = schema {
            guard isAllowed else { throw node.failure("is not known here") }
            return
        }
        for member in schema.members ?? [] {
            guard !Self.remarks.contains(member.key) else { continue }
            guard Self.keywords.contains(member.key) else { throw Self.notUnderstood("the keyword \"\(member.key)\"") }
            try check(node, member.key, member.value, of: schema)
        }
    }

    private func check(_ node: ConfigurationNode, _ keyword: String, _ wanted: JSON, of schema: JSON) throws {
        switch keyword {
        case "$ref": try check(node, against: definition(wanted))
        case "type":
            let types = wanted.string.map { [$0] } ?? (wanted.array ?? []).compactMap(\.string)
            guard types.contains(where: { node.value.isOfType($0) }) else {
                throw node.failure("must be \(types.map(Self.words).joined(separator: " or "))")
            }
        case "enum":
            guard let values = wanted.array, !values.contains(node.value) else { return }
            throw node.failure("must be one of \(values.map { $0.serialised() }.joined(separator: ", "))")
        case "const": if node.value != wanted { throw node.failure("must be \(wanted.serialised())") }
        case "if":
            if let then = schema[try fits(node, wanted) ? "then" : "else"] { try check(node, against: then) }
        // These have a meaning only together with `if`.
        case "then", "else": break
        case "properties", "additionalProperties", "required": try checkObject(node, keyword, wanted, of: schema)
        case "items", "minItems", "maxItems", "uniqueItems": try checkList(node, keyword, wanted)
        case "minLength", "maxLength", "pattern": try checkText(node, keyword, wanted)
        default: try checkNumber(node, keyword, wanted)
        }
    }

    private func fits(_ node: ConfigurationNode, _ schema: JSON) throws -> Bool {
        do {
            try check(node, against: schema)
            return true
        } catch let failure as Failure where failure.status == .configuration {
            return false
        }
    }

    private func checkObject(_ node: ConfigurationNode, _ keyword: String, _ wanted: JSON, of schema: JSON) throws {
        guard let members = node.value.members else { return }
        switch keyword {
        case "properties":
            for member in members {
                if let schema = wanted[member.key], let child = node[member.key] { try check(child, against: schema) }
            }
        case "additionalProperties":
            let known = (schema["properties"]?.members ?? []).map(\.key)
            for (key, child) in try node.members() where !known.contains(key) {
                guard wanted == .boolean(false) else {
                    try check(child, against: wanted)
                    continue
                }
                throw child.failure(
                    "is not known here",
                    hint: nearNames(to: key, among: known).first.map { "did you mean \"\($0)\"?" }
                        ?? "known are \(known.joined(separator: ", "))")
            }
        default:
            for name in (wanted.array ?? []).compactMap(\.string) where node.value[name] == nil {
                throw node.failure("lacks \"\(name)\"")
            }
        }
    }

    private func checkList(_ node: ConfigurationNode, _ keyword: String, _ wanted: JSON) throws {
        guard let values = node.value.array else { return }
        switch keyword {
        case "items": for element in try node.elements() { try check(element, against: wanted) }
        case "minItems": if Double(values.count) < wanted.number ?? 0 { throw node.failure("has too few entries") }
        case "maxItems":
            if Double(values.count) > wanted.number ?? .infinity { throw node.failure("has too many entries") }
        default:
            guard wanted == .boolean(true) else { return }
            var seen: Set<String> = []
            for element in try node.elements() where !seen.insert(element.value.serialised()).inserted {
                throw element.failure("stands twice")
            }
        }
    }

    private func checkText(_ node: ConfigurationNode, _ keyword: String, _ wanted: JSON) throws {
        guard let text = node.value.string else { return }
        switch keyword {
        case "minLength":
            if Double(text.unicodeScalars.count) < wanted.number ?? 0 {
                throw node.failure(text.isEmpty ? "must not be empty" : "is too short")
            }
        case "maxLength":
            if Double(text.unicodeScalars.count) > wanted.number ?? .infinity { throw node.failure("is too long") }
        default:
            let pattern = wanted.string ?? ""
            var expression = regex_t()
            guard regcomp(&expression, pattern, REG_EXTENDED | REG_NOSUB) == 0 else {
                throw Self.notUnderstood("the pattern \"\(pattern)\"")
            }
            defer { regfree(&expression) }
            guard regexec(&expression, text, 0, nil, 0) == 0 else { throw node.failure("must match \(pattern)") }
        }
    }

    private func checkNumber(_ node: ConfigurationNode, _ keyword: String, _ wanted: JSON) throws {
        guard let number = node.value.number, let bound = wanted.number else { return }
        let text = DecimalText.string(bound)
        switch keyword {
        case "minimum": if number < bound { throw node.failure("must be at least \(text)") }
        case "maximum": if number > bound { throw node.failure("must be at most \(text)") }
        case "exclusiveMinimum": if number <= bound { throw node.failure("must be greater than \(text)") }
        default: if number >= bound { throw node.failure("must be less than \(text)") }
        }
    }

    /// The schema that `#/$defs/name` refers to.
    private func definition(_ reference: JSON) throws -> JSON {
        let name = reference.string ?? ""
        guard name.hasPrefix("#/$defs/"), let found = root["$defs"]?[String(name.dropFirst("#/$defs/".count))] else {
            throw Self.notUnderstood("the reference \"\(name)\"")
        }
        return found
    }

    private static func notUnderstood(_ what: String) -> Failure {
        Failure(
            .internalError, .internalError, "the schema says what is not understood: \(what)",
            hint: "validate the file with another validator")
    }

    private static func words(_ type: String) -> String {
        [
            "string": "text", "object": "an object", "array": "a list", "number": "a number",
            "integer": "a whole number", "boolean": "true or false", "null": "null",
        ][type] ?? type
    }
}

extension JSON {
    func isOfType(_ type: String) -> Bool {
        switch (self, type) {
        case (.string, "string"), (.object, "object"), (.array, "array"), (.number, "number"), (.boolean, "boolean"),
            (.null, "null"):
            true
        case (.number(let value), "integer"): value == value.rounded()
        default: false
        }
    }
}
