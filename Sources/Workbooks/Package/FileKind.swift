import Streams

/// What a file is, told by its bytes and never by its name.
///
/// All tools decide by this type, so that they agree.
public enum FileKind: Sendable, Hashable {
    case empty
    /// An Office Open XML workbook: .xlsx, .xlsm (ECMA-376).
    case workbook
    /// Another Office Open XML package, such as a Word document.
    case otherPackage
    /// An encrypted Office document ([MS-OFFCRYPTO]).
    case encrypted
    /// One that rights management has encrypted, as a sensitivity label does ([MS-OFFCRYPTO] 2.2).
    case protected
    /// A legacy workbook that another program has to convert.
    case legacy(Legacy)
    /// A ZIP archive of other files.
    case archive
    /// A file compressed by gzip (RFC 1952).
    case gzip
    /// JSON objects, one a line: a grid or records.
    case jsonLines
    /// Text in HTML or XML.
    case markup
    case pdf
    /// Plain text, such as a table of delimited fields.
    case text
    /// None of these; the text says what is known of it.
    case other(String)

    public enum Legacy: String, Sendable, Hashable {
        case xls, xlsb, ods

        /// `a legacy .xls workbook`
        public var name: String {
            switch self {
            case .xls: "a legacy .xls workbook"
            case .xlsb: "a binary .xlsb workbook"
            case .ods: "an OpenDocument .ods spreadsheet"
            }
        }
    }

    /// Looks at a regular file.
    ///
    /// - Parameter name: what messages call the file, when not its path.
    /// - Throws: `Failure` when it cannot be read, or is a ZIP archive whose directory is damaged or cut off.
    public init(path: String, name: String? = nil) throws {
        try self.init(PackageFile(path: path, name: name ?? path))
    }

    init(_ file: PackageFile) throws {
        let head = try file.bytes(0..<Self.headSize)
        self.init(head: head)
        switch self {
        case .archive: self = Self.kind(of: try ZipDirectory(of: file).entries.map(\.name))
        case .other, .text, .markup, .jsonLines:
            // A ZIP archive may have other bytes before it (APPNOTE.TXT 4.1.9).
            guard let directory = try? ZipDirectory(of: file), !directory.entries.isEmpty else { break }
            self = Self.kind(of: directory.entries.map(\.name))
        case .legacy(.xls): self = try Self.compoundFile(file)
        default: break
        }
    }

    /// How many first bytes `init(head:)` looks at.
    public static let headSize = 4096

    /// What the first bytes say: all but the kind of an archive and of a compound file, which is `.archive` and `.legacy(.xls)`.
    public init(head: some Collection<UInt8>) {
        let head = Array(head.prefix(Self.headSize))
        if head.isEmpty {
            self = .empty
        } else if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
            self = .archive
        } else if head.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            self = .legacy(.xls)
        } else if head.starts(with: [0x09, 0x08]) && head.count > 2 && head[2] < 0x20 {
            self = .other("it is a legacy .xls stream")
        } else if let compressed = Self.compressions.first(where: { head.starts(with: $0.start) }) {
            self = .other("it is compressed by \(compressed.name)")
        } else {
            self = Self.text(head)
        }
    }

    /// First bytes of other programs' archives (RFC 8878, and each format's own description).
    private static let compressions: [(name: String, start: [UInt8])] = [
        ("zstd", [0x28, 0xB5, 0x2F, 0xFD]), ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
        ("bzip2", Array("BZh".utf8)), ("7-Zip", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
        ("RAR", Array("Rar!\u{1A}".utf8)),
    ]

    private static func text(_ head: [UInt8]) -> FileKind {
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) || isUTF16(head) {
            // Enough of it to see what begins there.
            let start = head.drop { [0xFF, 0xFE, 0x00].contains($0) || $0 <= 0x20 }.prefix(16).filter { $0 != 0 }
            return start.first == UInt8(ascii: "<") && start.dropFirst().first.map { isMarkupStart($0) } ?? false
                ? .markup : .text
        }
        let text = head.starts(with: [0xEF, 0xBB, 0xBF]) ? head.dropFirst(3) : head[...]
        let isText = text.allSatisfy { $0 >= 0x20 || [0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A, 0x1B].contains($0) }
        let start = text.drop { $0 <= 0x20 }
        switch start.first {
        case UInt8(ascii: "{") where start.starts(with: "{\\rtf".utf8): return .other("it is a document in RTF")
        case UInt8(ascii: "{") where isText: return .jsonLines
        case UInt8(ascii: "[") where isText && isArrayOfObjects(start):
            return .other("it is one array in JSON (jq -c '.[]' writes an object a line)")
        case UInt8(ascii: "%") where start.starts(with: "%PDF-".utf8): return .pdf
        case UInt8(ascii: "<") where start.dropFirst().first.map { isMarkupStart($0) } ?? false: return .markup
        default: break
        }
        guard isText else { return .other("it does not begin as a ZIP archive does") }
        return .text
    }

    private static func isArrayOfObjects(_ text: ArraySlice<UInt8>) -> Bool {
        text.dropFirst().first { $0 > 0x20 } == UInt8(ascii: "{")
    }

    private static func isMarkupStart(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?")
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// Text of mostly ASCII characters in two bytes each, without a byte order mark.
    static func isUTF16(_ head: [UInt8]) -> Bool { utf16HighByte(head) != nil }

    /// Where the high byte of each unit stands: 0 in big endian, 1 in little endian; nil for what is not UTF-16.
    public static func utf16HighByte(_ head: some Collection<UInt8>) -> Int? {
        let head = Array(head.prefix(512))
        guard head.count >= 4 else { return nil }
        let pairs = head.count / 2
        for high in 0...1 {
            let zeros = (0..<pairs).count { head[$0 * 2 + high] == 0 }
            let others = (0..<pairs).count { head[$0 * 2 + 1 - high] == 0 }
            if others == 0, zeros * 10 >= pairs * 7 { return high }
        }
        return nil
    }

    private static func kind(of names: [String]) -> FileKind {
        let names = names.map { $0.replacing("\\", with: "/").lowercased() }
        if names.contains(where: { $0.hasPrefix("xl/") && $0.hasSuffix(".bin") && $0.contains("workbook") }) {
            return .legacy(.xlsb)
        }
        if names.contains("[content_types].xml") || names.contains("/[content_types].xml") {
            let isOther = names.contains { $0.hasPrefix("word/") || $0.hasPrefix("ppt/") }
            return isOther ? .otherPackage : .workbook
        }
        if names.contains("mimetype"), names.contains("content.xml") { return .legacy(.ods) }
        return names.contains { $0.hasPrefix("xl/") } ? .workbook : .archive
    }

    /// An OLE compound file ([MS-CFB]) is an encrypted package or an old workbook: its folder entries, in UTF-16, tell.
    private static func compoundFile(_ file: PackageFile) throws -> FileKind {
        func holds(_ name: String, in bytes: [UInt8]) -> Bool {
            let pattern = name.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
            return bytes.indices.contains { bytes[$0] == pattern[0] && bytes[$0...].starts(with: pattern) }
        }
        let edges = [0..<min(file.size, 1 << 16), max(0, file.size - 1 << 18)..<file.size]
        let bytes = try edges.flatMap { try file.bytes($0) }
        if holds("EncryptedPackage", in: bytes) {
            // The name of its transform, in the storage of data spaces.
            let isByRights = holds("DRMEncryptedTransform", in: bytes) || holds("DRMEncryptedDataSpace", in: bytes)
            return isByRights ? .protected : .encrypted
        }
        if holds("Workbook", in: bytes) || holds("Book", in: bytes) { return .legacy(.xls) }
        return .other("it is an OLE compound file")
    }

    /// Why a file of this kind is not read as a workbook; nil for a workbook.
    ///
    /// - Parameter path: the file's name in messages.
    public func refusal(_ path: String) -> Failure? {
        switch self {
        case .workbook: nil
        case .empty: .notAWorkbook(path, "it is empty")
        case .encrypted: .encrypted(path)
        case .protected: .protected(path)
        case .legacy(let legacy): .otherFormat(path, legacy.name)
        case .otherPackage: .notAWorkbook(path, "it is another Office document")
        case .archive: .notAWorkbook(path, "it is a ZIP archive of other files")
        case .gzip: .notAWorkbook(path, "it is compressed by gzip")
        case .jsonLines: .notAWorkbook(path, "it is text in JSON")
        case .markup: .notAWorkbook(path, "it is text in XML or HTML")
        case .pdf: .notAWorkbook(path, "it is a PDF")
        case .text: .notAWorkbook(path, "it is text")
        case .other(let what): .notAWorkbook(path, what)
        }
    }

    /// Throws unless the file can be opened as a package; its parts decide what kind of package it is.
    static func requireArchive(_ file: PackageFile) throws {
        if FileKind(head: try file.bytes(0..<4)) == .archive { return }
        switch try FileKind(file) {
        case .archive, .workbook, .otherPackage, .legacy(.xlsb), .legacy(.ods): return
        case let kind: if let failure = kind.refusal(file.path) { throw failure }
        }
    }
}
