/// The stable name of a kind of message, listed in the manual's DIAGNOSTICS.
///
/// Each module declares its own codes as static members in an extension.
public struct MessageCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public var description: String { rawValue }
}

/// The place that a message is about: file, sheet and cell, as far as they are known.
public struct Place: Hashable, Sendable, CustomStringConvertible {
    public var file: String?
    /// The sheet's name; nil or empty when the file has no sheets.
    public var sheet: String?
    /// A cell or range in A1 notation, or a line such as `line 12`.
    public var cell: String?

    public init(file: String? = nil, sheet: String? = nil, cell: String? = nil) {
        self.file = file
        self.sheet = sheet
        self.cell = cell
    }

    /// The place as text, such as `input/PLANNED_x.xlsx!DV360!I55`. Parts longer than any valid name are cut.
    public var description: String {
        [file.map { shortened($0, to: 4096) }, sheet.map { shortened($0) }, cell.map { shortened($0) }]
            .compactMap { $0?.isEmpty ?? true ? nil : $0 }.joined(separator: "!")
    }
}

/// A message of a tool on standard error: `TOOL: LEVEL: WHERE: WHAT; WHAT TO DO`.
public struct Message: Hashable, Sendable {
    public enum Level: String, Sendable, Comparable, CaseIterable {
        case note, warning, error

        public static func < (a: Level, b: Level) -> Bool { a.rank < b.rank }

        private var rank: Int {
            switch self {
            case .note: 0
            case .warning: 1
            case .error: 2
            }
        }
    }

    public var level: Level
    public var code: MessageCode
    public var place: Place
    /// What is wrong, in one sentence without a full stop.
    public var text: String
    /// What to do about it.
    public var hint: String?

    public init(_ level: Level, _ code: MessageCode, at place: Place = Place(), _ text: String, hint: String? = nil) {
        self.level = level
        self.code = code
        self.place = place
        self.text = text
        self.hint = hint
    }

    /// The message without the tool's name: `error: WHERE: WHAT; WHAT TO DO`. Control characters in names and cells are
    /// escaped, so that data cannot forge lines or control a terminal.
    public var sentence: String {
        var parts = [level.rawValue]
        if !place.description.isEmpty { parts.append(place.description) }
        parts.append(hint.map { "\(text); \($0)" } ?? text)
        return printable(shortened(parts.joined(separator: ": "), to: Self.longestSentence))
    }

    /// The most characters of a message, so that a market's name of a megabyte does not fill a terminal or a log.
    private static let longestSentence = 8192
}

/// Text with what drives a terminal, reorders its line or cannot be seen written as `\t`, `\n`, `\r` or `\u{…}`: control characters (C0, DEL,
/// C1), line and paragraph separators, the controls of bidirectional text (Unicode Standard Annex 9, table 4; Unicode Technical Report 36), and
/// characters that have no width and no look.
public func printable(_ text: String) -> String {
    // ASCII text without control characters needs no further check.
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
    guard text.unicodeScalars.contains(where: isHidden) else { return text }
    var out = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\n": out += "\\n"
        case "\t": out += "\\t"
        case "\r": out += "\\r"
        case _ where isHidden(scalar): out += "\\u{\(String(scalar.value, radix: 16))}"
        default: out.unicodeScalars.append(scalar)
        }
    }
    return out
}

/// Whether a reader of a message would not see a scalar as what it is.
private func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    // Soft hyphen, joiners, fillers, blanks without width, invisible operators, tags, annotation marks, noncharacters.
    case 0xAD, 0x34F, 0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F, 0x200B...0x200D, 0x2060...0x2065,
        0x206A...0x206F,
        0x3164, 0xFEFF, 0xFFA0, 0xFFF0...0xFFFB, 0xFFFE...0xFFFF, 0xE0000...0xE0FFF:
        true
    default: drivesTerminal(scalar)
    }
}

/// Whether a scalar controls a terminal instead of being shown.
func drivesTerminal(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
}

/// The text, cut to at most this many characters with its full size added, since names from files may have megabytes.
public func shortened(_ text: String, to most: Int = 200) -> String {
    guard text.utf8.count > most, let end = text.index(text.startIndex, offsetBy: most, limitedBy: text.endIndex),
        end < text.endIndex
    else { return text }
    return "\(text[..<end])… (\(text.utf8.count) bytes)"
}

/// An error that ends a tool: the message for people, and the exit status for programs.
public struct Failure: Error, Sendable, CustomStringConvertible {
    public var status: ExitStatus
    public var message: Message

    public init(
        _ status: ExitStatus, _ code: MessageCode, at place: Place = Place(), _ text: String, hint: String? = nil
    ) {
        self.status = status
        self.message = Message(.error, code, at: place, text, hint: hint)
    }

    public var description: String { message.sentence }
}

/// The reader of the output has closed the pipe (EPIPE). The tool ends at once, without a message, with status 0.
public struct BrokenPipe: Error, Sendable {}

extension MessageCode {
    /// The command line cannot be understood, or asks for something harmful.
    public static let usage = MessageCode(rawValue: "usage")
    public static let cannotRead = MessageCode(rawValue: "cannot-read")
    public static let cannotWrite = MessageCode(rawValue: "cannot-write")
    public static let malformedTable = MessageCode(rawValue: "malformed-table")
    public static let memoryLimit = MessageCode(rawValue: "memory-limit")
    public static let internalError = MessageCode(rawValue: "internal-error")
}
