/// The sections of `config/toolkit.json`, each of which is read by those whom it concerns.
public enum ToolkitSection: String, Sendable, CaseIterable {
    case service, health, retention, diagnostics, suggestions, vocabulary, template, verdict

    /// The section of a home's file, or else of the machine's; nil where it is not there.
    ///
    /// - Throws: `Failure` with status 78 when the file is not JSON, or has a section of an unknown name: what was meant by that would
    ///   not hold, and nobody would notice.
    public func reading(home: String) throws -> ConfigurationNode? {
        try Self.all(home: home).first { $0.section == self }?.node
    }

    /// All sections of the file.
    public static func all(home: String) throws -> [(section: ToolkitSection, node: ConfigurationNode)] {
        guard let root = try ConfigurationNode.reading(ConfigurationPlace.path(of: "config/toolkit.json", home: home))
        else { return [] }
        return try root.members(allowing: allCases.map(\.rawValue)).compactMap { name, node in
            ToolkitSection(rawValue: name).map { ($0, node) }
        }
    }
}
