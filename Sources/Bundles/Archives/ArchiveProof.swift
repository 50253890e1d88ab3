import Glibc
import Streams

/// What has to hold of an archive before anything is done because of it: before it counts as verified, before a file of it is restored,
/// before another one is removed because this one stays.
extension CheckedArchive {
    /// Holds the archive against the manifest beside it.
    ///
    /// - Returns: false if there is none; then the archive was held against the one inside only.
    /// - Throws: `Failure` with code `broken-archive` if they are not of one archive.
    func compareWithManifestIfThere() throws -> Bool {
        guard access(Manifest.beside(path), F_OK) == 0 else { return false }
        try compareWithManifestBeside()
        return true
    }

    /// Holds the archive against its neighbours in the chain, as far as their manifests are beside it: the one that it names must be
    /// that one, and the one that names it must mean it.
    ///
    /// A copy elsewhere under another name has no neighbours (`requireOwnName`).
    ///
    /// - Throws: `Failure` with code `broken-chain`.
    func compareWithNeighbours() throws {
        try requireOwnName()
        let (folder, name) = BytePath(path).parts
        guard header.archive == name else { return }
        func broken(_ what: String) -> Failure {
            Failure(
                .data, .brokenChain, at: Place(file: path), what,
                hint: "one of the two was exchanged; compare both with a backup or a receipt")
        }
        if let link = header.previous,
            let manifest = try SealedManifest(reading: Manifest.beside("\(folder)/\(link.archive)")),
            manifest.hash != link.manifest
        {
            throw broken("follows another \(link.archive) than the one that is there")
        }
        for other in (try? FolderWalk.names(in: folder)) ?? [] {
            guard Manifest.archive(ofManifest: BytePath(other)) != nil,
                let header = try ManifestHeader(firstLineOf: "\(folder)/\(other)"), let link = header.previous,
                link.archive == name, link.manifest != manifestHash
            else { continue }
            throw broken("is not the archive that \(header.archive) follows")
        }
    }

    /// Requires the name that the manifest states where another one could pass for another archive: a name with another month or time, or
    /// any name beside the archives that come before and after this one.
    ///
    /// A copy elsewhere, under a name that promises nothing, passes, and so does a backup, which is in no chain.
    ///
    /// - Throws: `Failure` with code `broken-chain`.
    func requireOwnName() throws {
        let (folder, name) = BytePath(path).parts
        guard header.archive != name, !isBackup, try Self.isOtherTime(name, header.archive) || hasNeighbours(in: folder)
        else {
            return
        }
        throw Failure(
            .data, .brokenChain, at: Place(file: path), "was made under the name \(header.archive)",
            hint: "it was renamed, copied or exchanged; compare it with a backup or a receipt")
    }

    /// Whether it is a backup, by the name that it was made under: `backup_20261003_093000.tar.gz`.
    private var isBackup: Bool {
        header.previous == nil && header.archive.hasPrefix("backup_")
            && header.archive.dropFirst(7).prefix(15).count(where: \.isNumber) == 14
    }

    /// Whether two names state a month or time each, and not the same: `output_2026-10.tar.gz`, `output_2026-09_2.tar.gz`.
    private static func isOtherTime(_ first: String, _ second: String) -> Bool {
        func stamp(_ name: String) -> String? {
            guard let format = ArchiveFormat(name: name) else { return nil }
            let end = name.dropLast(format.rawValue.count + 1).reversed().prefix { "0123456789-_".contains($0) }
            return end.count(where: \.isNumber) >= 6 ? String(end) : nil
        }
        guard let first = stamp(first), let second = stamp(second) else { return false }
        return first != second
    }

    /// Whether the archive's own name is another file's there, or archives before or after it are there.
    private func hasNeighbours(in folder: String) throws -> Bool {
        let names = [header.archive, header.previous?.archive].compactMap { $0 }
        if names.contains(where: { name in
            [name, Manifest.beside(name)].contains { FileFacts(path: "\(folder)/\($0)") != nil }
        }) {
            return true
        }
        return try ((try? FolderWalk.names(in: folder)) ?? []).contains { other in
            try Manifest.archive(ofManifest: BytePath(other)) != nil
                && ManifestHeader(firstLineOf: "\(folder)/\(other)")?.previous?.archive == header.archive
        }
    }

    /// Says under which name the archive was made, where it has another one.
    func tellOtherName(_ report: Report) {
        guard header.archive != BytePath(path).parts.name else { return }
        report(
            Message(
                .warning, .brokenChain, at: Place(file: path), "was made under the name \(header.archive)"))
    }
}

extension ManifestHeader {
    /// The header of a manifest beside its archive; nil if it cannot be read as one.
    init?(firstLineOf path: String) throws {
        guard FileFacts(path: path)?.kind == .file, access(path, R_OK) == 0, let line = try Input(path: path).line()
        else { return nil }
        self.init(line)
    }
}

extension BytePath {
    /// The folder, `.` for the working folder, and the name, as text.
    var parts: (folder: String, name: String) {
        guard let cut = bytes.lastIndex(of: Self.slash) else { return (".", text) }
        return (cut == bytes.startIndex ? "/" : folder.text, name.text)
    }
}
