import Streams

/// Sections of a rules file that are in the wrong place, and their move to the right one.
extension ClientRules {
    /// The names at the top of the file.
    static let topNames = ["global_rules", "clients"]
    /// The names in a client's section and in the global rules.
    static let sectionNames = ["name", "column_mappings", "value_transformations", "custom_metrics", "figures"]

    /// An empty section of a client, to be pasted into `clients`.
    static func section(of client: String) -> String {
        let lists = ["column_mappings", "value_transformations", "custom_metrics"]
        let members = [JSON.Member("name", .string(client))] + lists.map { JSON.Member($0, .object([])) }
        return spaced(JSON.Member(client, .object(members)))
    }

    /// A member as people write it on one line.
    private static func spaced(_ member: JSON.Member) -> String {
        let value =
            member.value.members.map { "{" + $0.map(spaced).joined(separator: ", ") + "}" } ?? member.value.serialised()
        return JSON.string(member.key).serialised() + ": " + value
    }

    /// Where a section belongs.
    private enum Target {
        /// It is a client's.
        case clients
        /// It is a rule for all clients.
        case globalRules
    }

    /// Where a section at the top of the file belongs; nil when it is in its place or nobody can tell.
    private static func target(of key: String, _ value: JSON) -> Target? {
        guard !topNames.contains(key), key != "$schema", key != "$comment", let members = value.members else {
            return nil
        }
        if sectionNames.contains(key) { return .globalRules }
        if members.contains(where: { sectionNames.contains($0.key) }) { return .clients }
        // A misspelt name of the file's own is none of a client; whatever else has a section is one.
        return nearNames(to: key, among: topNames + sectionNames).isEmpty ? .clients : nil
    }

    /// Refuses a client's section, or a rule for all clients, at the top of the file.
    ///
    /// - Throws: `Failure` with status 78 that says where it belongs.
    public static func refuseMisplaced(in root: ConfigurationNode) throws {
        for (key, node) in try root.members() {
            guard let target = target(of: key, node.value) else { continue }
            let place = target == .clients ? "clients" : "global_rules"
            let what = target == .clients ? "is a client's section and" : "is a rule for all clients and"
            throw node.failure(
                "\(what) belongs into \"\(place)\"",
                hint: "mp-map --check-rules --fix moves it there; by hand: {\"\(place)\": {\"\(key)\": {…}}}")
        }
    }

    /// The file's contents with misplaced sections where they belong.
    ///
    /// - Returns: the new contents and what was moved, such as `"new_client" into "clients"`.
    /// - Throws: `Failure` with status 78 when the right place already has a section of that name.
    public static func correcting(_ root: ConfigurationNode) throws -> (JSON, moved: [String]) {
        guard var members = root.value.members else { return (root.value, []) }
        var moved: [String] = []
        for (key, node) in try root.members() {
            guard let target = target(of: key, node.value) else { continue }
            let name = target == .clients ? "clients" : "global_rules"
            guard root[name]?[key] == nil else {
                throw node.failure(
                    "cannot be moved into \"\(name)\", which already has such a section",
                    hint: "keep the right one of the two")
            }
            members.removeAll { $0.key == key }
            let index = members.firstIndex { $0.key == name }
            let before = index.flatMap { members[$0].value.members } ?? []
            let section = JSON.Member(name, .object(before + [JSON.Member(key, node.value)]))
            if let index { members[index] = section } else { members.append(section) }
            moved.append("\"\(key)\" into \"\(name)\"")
        }
        return (.object(members), moved)
    }
}
