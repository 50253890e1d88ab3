import Workbooks

/// How a text is encoded, told by its first bytes.
enum TextEncoding: Equatable {
    /// UTF-8, or a single-byte encoding.
    case bytes(hasMark: Bool)
    case utf16(isBigEndian: Bool, hasMark: Bool)

    init(head: [UInt8]) {
        if head.starts(with: [0xFF, 0xFE]) {
            self = .utf16(isBigEndian: false, hasMark: true)
        } else if head.starts(with: [0xFE, 0xFF]) {
            self = .utf16(isBigEndian: true, hasMark: true)
        } else if head.starts(with: [0xEF, 0xBB, 0xBF]) {
            self = .bytes(hasMark: true)
        } else if let high = FileKind.utf16HighByte(head) {
            self = .utf16(isBigEndian: high == 0, hasMark: false)
        } else {
            self = .bytes(hasMark: false)
        }
    }

    /// The byte order of UTF-16; nil for bytes.
    var isBigEndian: Bool? {
        if case .utf16(let isBigEndian, _) = self { isBigEndian } else { nil }
    }

    func withoutMark(_ head: [UInt8]) -> [UInt8] {
        switch self {
        case .bytes(hasMark: true): Array(head.dropFirst(3))
        case .utf16(_, hasMark: true): Array(head.dropFirst(2))
        default: head
        }
    }
}

/// Text in windows-1252 (WHATWG Encoding, index windows-1252): the five bytes without a character are controls of their number.
enum WindowsText {
    private static let high: [UInt16] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D, 0x8F,
        0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,
        0x017E, 0x0178,
    ]

    static func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        String(
            decoding: bytes.map { (0x80..<0xA0).contains($0) ? high[Int($0) - 0x80] : UInt16($0) }, as: UTF16.self)
    }
}
