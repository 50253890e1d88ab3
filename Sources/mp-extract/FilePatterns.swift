import Glibc

/// Names of files that a shell left as they are, because they stand in quotes.
enum FilePatterns {
    /// The files in their order; a pattern that is no file's name gives way to all files that it matches, in the order of their names.
    static func expanded(_ paths: [String]) -> [String] {
        paths.flatMap { path in
            guard path.contains(where: { "*?[".contains($0) }), access(path, F_OK) != 0 else { return [path] }
            let found = matching(path)
            return found.isEmpty ? [path] : found
        }
    }

    private static func matching(_ pattern: String) -> [String] {
        var result = glob_t()
        defer { globfree(&result) }
        guard glob(pattern, 0, nil, &result) == 0 else { return [] }
        return (0..<Int(result.gl_pathc)).compactMap { index in  // fits: a count of names in memory
            result.gl_pathv[index].map { String(cString: $0) }
        }
    }
}
