import CBuild

/// The version of the whole toolkit.
public let toolkitVersion = "0.1.0"

/// What `--version` prints.
enum Version {
    /// The version, and the commit where the build knows it: `0.1.0 (c7d6d997f0ab)`.
    ///
    /// - Parameter isVerbose: the system's libraries follow, a line each, with the versions that are loaded.
    static func text(isVerbose: Bool) -> String {
        let commit = String(cString: mp_build_commit)
        var lines = [commit.isEmpty ? toolkitVersion : "\(toolkitVersion) (\(commit))"]
        if isVerbose { lines += LoadedLibraries.versions.map { "\($0.name) \($0.version)" } }
        return lines.joined(separator: "\n")
    }
}
