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

    /// The times, in seconds since 1970, that a member can have: for zip those of its 32-bit field that DOS knows too,
    /// else those with a year of four digits.
    var times: ClosedRange<Int> {
        self == .zip ? 315_532_800...Int(Int32.max) : -30_610_224_000...253_402_300_799
    }
}
