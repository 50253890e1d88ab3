import Streams

/// Finds lines of a manifest while paths come in the same order.
struct ManifestCursor {
    private var lines: SpoolLines
    private var current: ManifestLine?

    init(_ manifest: SealedManifest) throws { try self.init(manifest.lines) }

    init(_ spool: Spool) throws {
        lines = SpoolLines(spool)
        _ = try lines.next()
        try step()
    }

    private mutating func step() throws { current = try lines.next().flatMap { ManifestLine($0) } }

    /// The next line; nil at the end.
    mutating func next() throws -> ManifestLine? {
        guard let line = current else { return nil }
        try step()
        return line
    }

    /// The line of a path; nil when there is none.
    mutating func line(at path: BytePath) throws -> ManifestLine? {
        while let line = current, pathPrecedes(line.path, path) { try step() }
        return current?.path == path ? current : nil
    }
}
