import CBuild

/// The version of the whole toolkit.
public let toolkitVersion = "0.1.0"

/// The version with the commit, if the build knows it: `0.1.0 (c7d6d997f0ab)`. The first line of `--version`.
public let toolkitBuild: String = {
    let commit = String(cString: mp_build_commit)
    return commit.isEmpty ? toolkitVersion : "\(toolkitVersion) (\(commit))"
}()

/// The text that `--version` prints.
enum Version {
    /// - Parameter isVerbose: whether a line follows for each library that is loaded, with its version.
    static func text(isVerbose: Bool) -> String {
        var lines = [toolkitBuild]
        if isVerbose { lines += LoadedLibraries.versions.map { "\($0.name) \($0.version)" } }
        return lines.joined(separator: "\n")
    }
}
