/// The kinds of archive that are written and read.
public enum ArchiveFormat: String, Sendable, CaseIterable {
    case tarGzip = "tar.gz"
    case tarZstandard = "tar.zst"
    case zip

    /// The format of a file name, by its ending.
    public init?(name: String) {
        guard let format = Self.allCases.first(where: { name.hasSuffix(".\($0.rawValue)") }) else { return nil }
        self = format
    }
}
