import Streams

/// Tells files that are no package apart by their first bytes, for a message that says what they are.
enum FileKind {
    /// Throws unless the file begins as a ZIP archive does.
    static func requireArchive(_ file: ArchiveFile) throws {
        guard file.size > 0 else { throw Failure.notAWorkbook(file.path, "it is empty") }
        let head = try file.bytes(0..<8)
        if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0x50, 0x4B, 0x05, 0x06]) { return }
        if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) { throw try compoundFile(file) }
        // A ZIP archive may have other bytes before it.
        if let directory = try? ZipDirectory(of: file), !directory.entries.isEmpty { return }
        throw Failure.notAWorkbook(file.path, description(of: head))
    }

    /// An OLE compound file ([MS-CFB]) is an encrypted package or an old workbook: its folder entries, in UTF-16, tell.
    private static func compoundFile(_ file: ArchiveFile) throws -> Failure {
        func holds(_ name: String, in bytes: [UInt8]) -> Bool {
            let pattern = name.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
            return bytes.indices.contains { bytes[$0] == pattern[0] && bytes[$0...].starts(with: pattern) }
        }
        let edges = [0..<min(file.size, 1 << 16), max(0, file.size - 1 << 18)..<file.size]
        let bytes = try edges.flatMap { try file.bytes($0) }
        if holds("EncryptedPackage", in: bytes) { return .encrypted(file.path) }
        if holds("Workbook", in: bytes) || holds("Book", in: bytes) {
            return .otherFormat(file.path, "a legacy .xls workbook")
        }
        return .notAWorkbook(file.path, "it is an OLE compound file")
    }

    private static func description(of head: [UInt8]) -> String {
        if head.starts(with: "%PDF".utf8) { return "it is a PDF" }
        if head.starts(with: [0x09, 0x08]) { return "it is a legacy .xls stream" }
        if head.first == UInt8(ascii: "<") { return "it is text in XML or HTML" }
        let isText = head.allSatisfy { $0 >= 0x20 || [0x09, 0x0A, 0x0D].contains($0) }
        return isText ? "it is text" : "it does not begin as a ZIP archive does"
    }
}
