import Streams

/// A package with some parts changed: what is not touched is copied with its compressed bytes, in its place.
public struct PackageRewrite {
    /// Content that is made while it is written: hands its pieces to the closure that it is given.
    public typealias Streaming = (_ append: @escaping ([UInt8]) throws -> Void) throws -> Void

    private enum Content {
        case bytes([UInt8])
        case streamed(Streaming)
    }

    private let package: Package
    /// New content by part name; nil removes the part.
    private var changes: [String: Content?] = [:]
    private var additions: [(name: String, content: Content)] = []

    public init(of package: Package) { self.package = package }

    /// Gives a part that the package has new content. The name is that of `Package.partNames`.
    public mutating func replace(_ part: String, with bytes: [UInt8]) {
        changes[storedName(part)] = .some(.bytes(bytes))
    }

    /// As `replace(_:with:)`, for content that is not to stand in memory.
    public mutating func replace(_ part: String, streaming content: @escaping Streaming) {
        changes[storedName(part)] = .some(.streamed(content))
    }

    public mutating func remove(_ part: String) {
        changes[storedName(part)] = .some(nil)
    }

    /// Adds a part at the archive's end.
    public mutating func add(_ part: String, bytes: [UInt8]) { additions.append((part, .bytes(bytes))) }

    /// As `add(_:bytes:)`, for content that is not to stand in memory.
    public mutating func add(_ part: String, streaming content: @escaping Streaming) {
        additions.append((part, .streamed(content)))
    }

    /// Whether the written package will have the part.
    public func contains(_ part: String) -> Bool {
        if additions.contains(where: { $0.name.lowercased() == part.lowercased() }) { return true }
        if let change = changes[storedName(part)] { return change != nil }
        return package.contains(part)
    }

    /// A small part's text as it stands now, changed or not, in UTF-8.
    public func data(of part: String) throws -> [UInt8] {
        if case .some(.some(.bytes(let bytes))) = changes[storedName(part)] { return bytes }
        return try package.text(of: part)
    }

    /// Writes the package to `path`, atomically.
    public func write(to path: String) throws {
        let output = try Output.to(path)
        try write(to: output)
        try output.finish { try verify($0, name: output.name) }
    }

    /// Opens the package that was written and holds it against what Excel takes.
    ///
    /// - Parameters:
    ///   - path: where it can be read.
    ///   - name: what messages call it.
    /// - Throws: `Failure` with status 70 when a program would not open it.
    public func verify(_ path: String, name: String) throws {
        var check = try PackageCheck(of: path, name: name)
        check.written = Set(changes.keys).union(additions.map(\.name))
        check.original = package
        try check.run()
    }

    /// Writes the package to an output, which stays to be finished.
    public func write(to output: Output) throws {
        let zip = ZipWriter(output)
        for entry in package.entries {
            guard let change = changes[entry.name] else {
                try zip.copy(entry, from: package)
                continue
            }
            if let content = change { try Self.write(content, as: entry.name, to: zip) }
        }
        for addition in additions { try Self.write(addition.content, as: addition.name, to: zip) }
        try zip.finish()
    }

    private static func write(_ content: Content, as name: String, to zip: ZipWriter) throws {
        switch content {
        case .bytes(let bytes): try zip.add(name, bytes)
        case .streamed(let stream):
            try zip.begin(name)
            try stream { piece in try piece.withUnsafeBytes { try zip.append($0) } }
            try zip.end()
        }
    }

    private func storedName(_ part: String) -> String { package.entry(named: part)?.name ?? part }
}
