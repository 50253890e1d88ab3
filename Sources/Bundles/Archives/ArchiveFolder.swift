import Glibc
import Streams

/// The archives of one series in a folder: `output_2026-10.tar.gz`, `output_2026-10_2.tar.gz`, each with its manifest beside.
///
/// An archive is never changed. What comes later for the same month goes to the next part.
struct ArchiveFolder {
    let path: String
    /// What the names begin with: the name of the folder that is archived.
    let stem: String
    let report: Report

    /// A name of the series.
    struct Name: Hashable {
        var text: String
        var month: String
        /// From 1.
        var part: Int
    }

    /// The series' archives of all formats, by month and part.
    ///
    /// - Throws: `Failure` when the folder is there and cannot be read: an archive must not be taken for missing.
    func names() throws -> [Name] {
        guard FileFacts(path: path) != nil else { return [] }
        return try FolderWalk.names(in: path).compactMap(name).sorted {
            ($0.month, $0.part, $0.text) < ($1.month, $1.part, $1.text)
        }
    }

    private func name(_ text: String) -> Name? {
        guard text.hasPrefix(stem + "_"), let format = ArchiveFormat(name: text) else { return nil }
        let middle = text.dropFirst(stem.count + 1).dropLast(format.rawValue.count + 1)
        let parts = middle.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts[0].utf8.count == 7, parts[0].utf8.dropFirst(4).first == UInt8(ascii: "-"),
            let part = parts.count == 1 ? 1 : Int(parts[1])
        else { return nil }
        return Name(text: text, month: String(parts[0]), part: part)
    }

    /// The name of the next archive of a month.
    func nextName(month: String, format: ArchiveFormat, after names: [Name]) -> String {
        let part = (names.filter { $0.month == month }.map(\.part).max() ?? 0) + 1
        return "\(stem)_\(month)\(part == 1 ? "" : "_\(part)").\(format.rawValue)"
    }

    /// Removes what a killed run left half-way: hidden files of the series, which have no final name.
    func removeLeftovers() {
        for name in (try? FolderWalk.names(in: path)) ?? [] where name.hasPrefix(".\(stem)_") && name.hasSuffix(".tmp")
        {
            // `.output_2026-10.tar.gz.1k3j.tmp`, and nothing that merely begins like it.
            guard ArchiveFormat.allCases.contains(where: { name.contains(".\($0.rawValue).") }) else { continue }
            unlink("\(path)/\(name)")
        }
    }

    /// The manifest beside an archive, made anew from the one inside where it is missing or damaged.
    ///
    /// - Parameter isDry: it is made, but not written.
    func manifest(of archive: String, isDry: Bool = false) throws -> SealedManifest {
        let file = "\(path)/\(archive)"
        if let manifest = try SealedManifest(reading: Manifest.beside(file)) { return manifest }
        let checked = try CheckedArchive(reading: file)
        let manifest = SealedManifest(
            header: checked.header, lines: checked.manifest, hash: checked.manifestHash, seal: checked.seal)
        if isDry { return manifest }
        try manifest.write(to: Manifest.beside(file), narrowedTo: FileFacts(path: file)?.mode ?? 0o600)
        report(
            Message(
                .note, .manifestRestored, at: Place(file: Manifest.beside(file)),
                "was missing or damaged, and is made anew from the archive"))
        return manifest
    }

    /// The end of the chain that the next archive continues.
    func lastLink(_ names: [Name]) throws -> (link: ManifestHeader.Link?, sequence: Int) {
        var last: (link: ManifestHeader.Link?, sequence: Int) = (nil, 0)
        for name in names {
            let manifest = try manifest(of: name.text)
            if manifest.header.sequence > last.sequence {
                last = (ManifestHeader.Link(archive: name.text, manifest: manifest.hash), manifest.header.sequence)
            }
        }
        return last
    }
}

/// A manifest beside its archive: the one inside, and a line about the archive as a file.
struct SealedManifest {
    var header: ManifestHeader
    /// The manifest inside, header included.
    var lines: Spool
    /// SHA-256 of those bytes.
    var hash: String
    var seal: ManifestSeal

    init(header: ManifestHeader, lines: Spool, hash: String, seal: ManifestSeal) {
        self.header = header
        self.lines = lines
        self.hash = hash
        self.seal = seal
    }

    /// Reads one; nil when it is missing or not complete.
    init?(reading path: String) throws {
        guard access(path, R_OK) == 0 else { return nil }
        let input = try Input(path: path)
        lines = Spool(capacity: 1 << 16)
        var digest = SHA256()
        var first: ManifestHeader?
        var held: [UInt8]?
        while let line = try input.line() {
            if var line = held {
                line.append(0x0A)
                line.withUnsafeBytes { digest.update($0) }
                try lines.write(line)
            } else {
                first = ManifestHeader(line)
            }
            held = Array(line)
        }
        guard let first, let held, let seal = ManifestSeal(held[...]) else { return nil }
        (header, self.seal, hash) = (first, seal, digest.finish())
    }

    /// - Parameter mode: the permission bits that it may have at most.
    func write(to path: String, narrowedTo mode: mode_t = 0o777) throws {
        let output = try Output(replacing: path, permissions: FolderPrivacy.fileMode(in: path), isOwnState: true)
        try output.narrow(to: mode)
        try lines.forEachChunk { try output.write($0) }
        try output.write(seal.serialised())
        try output.finish()
    }
}
