import Streams

/// A relationship of a part or of the package (ECMA-376 part 2, clause 6.5).
public struct Relationship: Sendable, Equatable {
    public var id: String
    /// The relationship type's URI.
    public var type: String
    /// The target part's name without a leading slash, or the URI as written when it is external.
    public var target: String
    public var isExternal: Bool

    /// Whether the type is `name`, transitional or strict (the URI's last path segment tells).
    public func isOfType(_ name: String) -> Bool { type.hasSuffix("/" + name) }
}

/// An Office Open XML package: parts in a ZIP archive (ECMA-376 part 2).
///
/// Part names are looked up as the standard says: without regard to ASCII case; a leading slash and
/// backslashes that some writers put are forgiven.
public final class Package: Sendable {
    /// The file's name in messages.
    public let path: String
    public let limits: Limits
    let file: PackageFile
    /// As the directory lists them.
    let entries: [ZipEntry]
    private let indices: [PartName: Int]

    /// Opens a package.
    ///
    /// - Throws: `Failure` with status 66, 77 or 74 when the file cannot be read, 65 when it is no package,
    ///   encrypted, another format or damaged; the message says which.
    /// - Parameter name: what messages call the file, when not its path.
    public init(path: String, name: String? = nil, limits: Limits = .standard) throws {
        self.path = name ?? path
        self.limits = limits
        file = try PackageFile(path: path, name: self.path)
        try FileKind.requireArchive(file)
        let directory = try ZipDirectory(of: file)
        try UnambiguousArchive.require(directory, in: file, limits)
        entries = directory.entries
        var indices: [PartName: Int] = [:]
        for (index, entry) in entries.enumerated() where !entry.isFolder { indices[PartName(entry.name)] = index }
        self.indices = indices
    }

    /// The parts' names in archive order, as stored.
    public var partNames: [String] { entries.filter { !$0.isFolder }.map(\.name) }

    public func contains(_ part: String) -> Bool { indices[PartName(part)] != nil }

    /// The bytes of the part's content, as the package claims; 0 without such a part.
    public func size(of part: String) -> Int { indices[PartName(part)].map { entries[$0].uncompressedSize } ?? 0 }

    /// The part's whole content. Meant for small parts: those above `Limits.smallPartSize` are refused.
    public func data(of part: String) throws -> [UInt8] {
        let stream = try stream(of: part)
        let size = stream.size
        guard size <= limits.smallPartSize else {
            throw Failure(
                .data, .archiveBomb, at: Place(file: path), "part \(part) holds \(size) bytes, too many for its kind")
        }
        return try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while true {
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                let added = try stream.read(into: rest)
                if added == 0 { break }
                count += added
            }
            guard count == size else { throw Failure.damagedArchive(path, "part \(part) is shorter than it claims") }
        }
    }

    /// The text of a small part for editing: in UTF-8, whatever encoding the part is in, and with a declaration that says so.
    public func text(of part: String) throws -> [UInt8] {
        let bytes = try data(of: part)
        do {
            return try MarkupStream.editable(bytes, package: path)
        } catch let error as MarkupError {
            throw Failure.corrupt(path, "part \(part): \(error.text)")
        }
    }

    /// The SHA-256 of the part's content, read in pieces of 64 KiB.
    public func digest(of part: String) throws -> String {
        let stream = try stream(of: part)
        var hash = SHA256()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try stream.read(into: buffer)
            if count == 0 { return hash.finish() }
            hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// The part's content as it is inflated.
    private func stream(of part: String) throws -> PartStream {
        guard let entry = entry(named: part) else {
            throw Failure.damagedArchive(path, "part \(part) is missing")
        }
        return try PartStream(entry, in: file, limits: limits)
    }

    /// The part's bytes as they are inflated, for parts of any size. Their checksum is compared at the end.
    public func bytes(of part: String) throws -> PartBytes { PartBytes(try stream(of: part)) }

    /// The part's text in UTF-8, as it is inflated.
    func markup(of part: String) throws -> MarkupStream { MarkupStream(try stream(of: part), package: path) }

    func entry(named part: String) -> ZipEntry? { indices[PartName(part)].map { entries[$0] } }

    /// The name of the part that holds another's relationships (ECMA-376 part 2, 6.5.2.2).
    static func relationshipsPart(of part: String) -> String { "\(part.pathPrefix)_rels/\(part.pathEnd).rels" }

    /// The relationships of a part, or of the package for `""`; none when the part has no relationships part.
    ///
    /// - Throws: `Failure` when one identifier stands for two things (ECMA-376 part 2, 6.5.3.4: it is unique), since programs take different
    ///   ones of them.
    public func relationships(of part: String) throws -> [Relationship] {
        let name = Self.relationshipsPart(of: part)
        guard contains(name) else { return [] }
        var found: [Relationship] = []
        try XMLReader(partName: name, package: path).parse(try data(of: name)) { element in
            guard element.isNamed("Relationship"), let id = element["Id"], let type = element["Type"],
                let target = element["Target"]
            else { return }
            let isExternal = element["TargetMode"] == "External"
            found.append(
                Relationship(
                    id: id, type: type, target: isExternal ? target : Self.resolve(target, from: part),
                    isExternal: isExternal))
        }
        var byID: [String: Relationship] = [:]
        for relationship in found {
            guard let first = byID.updateValue(relationship, forKey: relationship.id), first != relationship else {
                continue
            }
            throw Failure.damagedArchive(
                path,
                "part \(name): the relationship \(relationship.id) is there twice, for \(first.target) and \(relationship.target)"
            )
        }
        return found
    }

    /// A target reference made absolute against its source part, without the leading slash.
    static func resolve(_ target: String, from source: String) -> String {
        let target = target.replacing("\\", with: "/")
        var segments = target.hasPrefix("/") ? [] : source.split(separator: "/").dropLast().map(String.init)
        for segment in target.split(separator: "/") {
            switch segment {
            case ".": continue
            case "..": _ = segments.popLast()
            default: segments.append(String(segment))
            }
        }
        return segments.joined(separator: "/")
    }
}

/// The bytes of a part in pieces of 256 KiB.
public final class PartBytes {
    private let stream: PartStream
    private static let piece = 1 << 18

    init(_ stream: PartStream) { self.stream = stream }

    /// The next bytes; empty at the end.
    ///
    /// - Throws: `Failure` with status 65 when the part is damaged, or its checksum is another than the directory's.
    public func next() throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: Self.piece) { buffer, count in
            count = try stream.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }
}
