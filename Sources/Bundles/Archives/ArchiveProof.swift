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
    /// An archive under another name than its own is a copy, which has no neighbours.
    ///
    /// - Throws: `Failure` with code `broken-chain`.
    func compareWithNeighbours() throws {
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
