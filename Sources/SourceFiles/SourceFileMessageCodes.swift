import Streams

extension MessageCode {
    /// A compressed or delimited file is damaged.
    public static let damagedFile = MessageCode(rawValue: "damaged-file")
    /// A file is nothing that a plan or report can be read from.
    public static let unreadableKind = MessageCode(rawValue: "unreadable-kind")
    /// Text is not UTF-8 and was read as windows-1252.
    public static let otherEncoding = MessageCode(rawValue: "other-encoding")
    /// Text holds U+0000, which was replaced.
    public static let nullCharacter = MessageCode(rawValue: "null-character")
    /// A legacy workbook was converted by LibreOffice, or could not be.
    public static let convertedFile = MessageCode(rawValue: "converted-file")
    /// Members of an archive that are not read.
    public static let memberIgnored = MessageCode(rawValue: "member-ignored")
}
