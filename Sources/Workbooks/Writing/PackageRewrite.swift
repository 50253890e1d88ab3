import Streams

/// A package with some parts changed: what is not touched is copied with its compressed bytes, in its place.
public struct PackageRewrite {
    private let package: Package
    /// New content by part name; nil removes the part.
    private var changes: [String: [UInt8]?] = [:]
    private var additions: [(name: String, bytes: [UInt8])] = []

    public init(of package: Package) { self.package = package }

    /// Gives a part that the package has new content. The name is that of `Package.partNames`.
    public mutating func replace(_ part: String, with bytes: [UInt8]) {
        changes[storedName(part)] = .some(bytes)
    }

    public mutating func remove(_ part: String) {
        changes[storedName(part)] = .some(nil)
    }

    /// Adds a part at the archive's end.
    public mutating func add(_ part: String, bytes: [UInt8]) { additions.append((part, bytes)) }

    /// Writes the package to `path`, atomically.
    public func write(to path: String) throws {
        let output = try Output.to(path)
        try write(to: output)
        try output.finish()
    }

    /// Writes the package to an output, which stays to be finished.
    public func write(to output: Output) throws {
        let zip = ZipWriter(output)
        for entry in package.entries {
            guard let change = changes[entry.name] else {
                try zip.copy(entry, from: package)
                continue
            }
            if let bytes = change { try zip.add(entry.name, bytes) }
        }
        for addition in additions { try zip.add(addition.name, addition.bytes) }
        try zip.finish()
    }

    private func storedName(_ part: String) -> String { package.entry(named: part)?.name ?? part }
}
