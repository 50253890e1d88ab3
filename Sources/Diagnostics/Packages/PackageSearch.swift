import Bundles
import Redaction
import Streams

/// Something that looks through one text.
protocol TextSearch {
    mutating func write(_ piece: ArraySlice<UInt8>) throws
    /// The names of what was found, each with how often.
    mutating func finish() throws -> [Placeholders.Count]
}

/// Searches a package (an Office document in a zip) in all that it holds: each part as its bytes and as it reads, packages in it, the
/// names of its parts, and what the zip has around them, such as comments.
struct PackageSearch {
    /// What was found, and the part that it was found in.
    struct Finding {
        var part: String
        var counts: [Placeholders.Count]
    }

    private(set) var findings: [Finding] = []
    /// Parts that no search can look into, and what they are.
    private(set) var unread: [(part: String, what: String)] = []
    private let makeSearch: () -> any TextSearch
    private let labels = SecretLabel()
    private static let deepest = 4

    /// - Parameter makeSearch: makes a search for each text.
    init(_ makeSearch: @escaping () -> any TextSearch) { self.makeSearch = makeSearch }

    /// - Parameters:
    ///   - path: where the package is on disk.
    ///   - place: its path for people, with a `!` at its end when it is a part of another one.
    /// - Throws: `Failure` when it cannot be read as a whole.
    mutating func read(_ path: String, place: String = "", depth: Int = 0) throws {
        let shared = try sharedTexts(path, place)
        var names = makeSearch()
        try MemberArchive.readMembers(path) { name, pieces in
            try names.write((Array(name.utf8) + [0x0A])[...])
            try readPart(place + name, shared, pieces, depth)
        }
        keep(try names.finish(), "\(place)names of parts")
        var rest = makeSearch()
        let hidden = try ZipSurroundings.read(path) { try rest.write($0) }
        keep(try rest.finish(), "\(place)comments and other bytes of the zip")
        if hidden { unread.append(("\(place)bytes between parts", "something that the zip's directory does not list")) }
    }

    private mutating func keep(_ counts: [Placeholders.Count], _ part: String) {
        if !counts.isEmpty { findings.append(Finding(part: part, counts: counts)) }
    }

    // MARK: Shared texts

    /// The texts that cells refer to, from the part whose root element is `sst`, whatever its name.
    private mutating func sharedTexts(_ path: String, _ place: String) throws -> SharedTexts? {
        var found: SharedTexts?
        try MemberArchive.readMembers(path) { name, pieces in
            var kind: PartKind?
            var held: [UInt8] = []
            var decoder = TextDecoder(.bytes)
            var text: PartText?
            var texts = SharedTexts()
            try withoutActuallyEscaping(pieces) { pieces in
                try pieces { piece in
                    if kind == nil {
                        held += piece
                        guard held.count >= PartKind.sample else { return }
                        (kind, decoder) = PartKind.judging(held)
                        if kind == .sharedTexts { text = PartText(labels, take: { texts.append($0) }) { _ in } }
                        try text?.write(decoder.decode(held[...])[...])
                    } else {
                        try text?.write(decoder.decode(piece)[...])
                    }
                }
            }
            if kind == nil, !held.isEmpty {
                (kind, decoder) = PartKind.judging(held)
                if kind == .sharedTexts {
                    text = PartText(labels, take: { texts.append($0) }) { _ in }
                    try text?.write(decoder.decode(held[...])[...])
                }
            }
            try text?.write([], isLast: true)
            guard kind == .sharedTexts else { return }
            if found != nil { unread.append((place + name, "a second table of shared texts")) } else { found = texts }
            if texts.isFull { unread.append((place + name, "shared texts beyond 256M")) }
        }
        return found
    }

    // MARK: Parts

    private mutating func readPart(
        _ place: String, _ shared: SharedTexts?, _ pieces: ((ArraySlice<UInt8>) throws -> Void) throws -> Void,
        _ depth: Int
    ) throws {
        var part = PartReading(makeSearch, labels, shared)
        try pieces { try part.write($0) }
        let counts = try part.finish()
        keep(counts, place)
        switch part.kind {
        case .package:
            guard depth < Self.deepest, let spooled = try part.spooled() else {
                return unread.append((place, "a package in a package, too deep to follow"))
            }
            // Its path is good as long as the value lives.
            try withExtendedLifetime(spooled) {
                do {
                    try read(spooled.path, place: place + "!", depth: depth + 1)
                } catch let failure as Failure where failure.status == .data {
                    unread.append((place, "a zip that cannot be read"))
                }
            }
        case .other(let what): unread.append((place, what))
        case .markup, .sharedTexts, .text: break
        }
    }
}

/// What kind of bytes a part has.
enum PartKind: Equatable {
    case markup, sharedTexts, text, package
    /// What no search can look into, in words.
    case other(String)

    /// Bytes that are enough to tell.
    static let sample = 4096

    private static let pictures: [([UInt8], String)] = [
        ([0x89, 0x50, 0x4E, 0x47], "a picture"), ([0xFF, 0xD8, 0xFF], "a picture"), (Array("GIF8".utf8), "a picture"),
        (Array("BM".utf8), "a picture"), (Array("RIFF".utf8), "a picture or sound"), ([0x49, 0x49, 0x2A], "a picture"),
        ([0x4D, 0x4D, 0x00, 0x2A], "a picture"), ([0xD7, 0xCD, 0xC6, 0x9A], "a drawing"), ([0x1F, 0x8B], "compressed"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an OLE file, searched as plain bytes only"), (Array("%PDF".utf8), "a PDF"),
        (Array("Rar!".utf8), "an archive"), (Array("7z".utf8) + [0xBC], "an archive"),
        ([0x28, 0xB5, 0x2F, 0xFD], "compressed"),
        (Array("BZh".utf8), "compressed"), ([0xFD, 0x37, 0x7A], "compressed"),
    ]
    /// Encodings that are read; others keep letters in other bytes.
    private static let encodings = ["utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859", "windows-125", "latin"]

    /// The kind of a part by its beginning, and what decodes it.
    static func judging(_ sample: [UInt8]) -> (PartKind, TextDecoder) {
        let bytes = TextDecoder(.bytes)
        if sample.starts(with: [0x50, 0x4B, 0x03, 0x04]) || sample.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
            return (.package, bytes)
        }
        if let known = pictures.first(where: { sample.starts(with: $0.0) }) { return (.other(known.1), bytes) }
        let encoding = TextDecoder.encoding(of: sample)
        var decoder = TextDecoder(encoding)
        let text = decoder.decode(sample[...])
        let odd = text.count { $0 < 0x20 && !(0x08...0x0D).contains($0) }
        guard odd * 20 <= text.count else { return (.other("binary, searched as plain bytes only"), bytes) }
        let start = String(decoding: text.prefix(sample.count), as: UTF8.self).drop {
            $0 == "\u{FEFF}" || $0.isWhitespace
        }
        guard start.hasPrefix("<") else { return (.text, TextDecoder(encoding)) }
        if start.hasPrefix("<?xml"), let declared = encodingName(start.prefix(200)),
            !encodings.contains(where: declared.lowercased().hasPrefix)
        {
            return (.other("markup in the encoding \(declared)"), TextDecoder(encoding))
        }
        return (isShared(start) ? .sharedTexts : .markup, TextDecoder(encoding))
    }

    private static func encodingName(_ declaration: Substring) -> String? {
        guard let end = declaration.firstRange(of: "?>"),
            let mark = declaration[..<end.lowerBound].firstRange(of: "encoding=")
        else { return nil }
        return String(declaration[mark.upperBound..<end.lowerBound].dropFirst().prefix { $0 != "\"" && $0 != "'" })
    }

    /// Whether the first element is `sst`, with or without a prefix.
    private static func isShared(_ text: Substring) -> Bool {
        var tokens = MarkupTokens()
        var first: [UInt8]?
        tokens.read(Array(text.utf8)[...]) { if first == nil, case .start(let tag) = $0 { first = tag.name } }
        return first?.elementsEqual("sst".utf8) == true
    }
}

/// One part of a package on its way through the searches: as its bytes, and as it reads.
private struct PartReading {
    private(set) var kind = PartKind.text
    private let makeSearch: () -> any TextSearch
    private let labels: SecretLabel
    private let shared: SharedTexts?
    private var held: [UInt8] = []
    private var decoder: TextDecoder?
    private var raw: any TextSearch
    private let reading: Reading
    private var text: PartText?
    private var package: Spool?

    /// A search that an escaping closure writes to.
    private final class Reading {
        var search: any TextSearch
        init(_ search: any TextSearch) { self.search = search }
    }

    init(_ makeSearch: @escaping () -> any TextSearch, _ labels: SecretLabel, _ shared: SharedTexts?) {
        (self.makeSearch, self.labels, self.shared) = (makeSearch, labels, shared)
        raw = makeSearch()
        reading = Reading(makeSearch())
    }

    mutating func write(_ piece: ArraySlice<UInt8>) throws {
        guard decoder == nil else { return try hand(piece) }
        held += piece
        if held.count >= PartKind.sample { try begin() }
    }

    private mutating func begin() throws {
        let (kind, decoder) = PartKind.judging(held)
        (self.kind, self.decoder) = (kind, decoder)
        switch kind {
        case .markup, .sharedTexts:
            text = PartText(labels, shared: shared) { [reading] in try reading.search.write($0) }
        case .package: package = Spool()
        case .text, .other: break
        }
        let held = held
        self.held = []
        try hand(held[...])
    }

    private mutating func hand(_ piece: ArraySlice<UInt8>) throws {
        guard package == nil else { return try package!.write(Array(piece)) }
        let decoded = decoder!.decode(piece)
        try raw.write(decoded[...])
        try text?.write(decoded[...])
    }

    mutating func finish() throws -> [Placeholders.Count] {
        if decoder == nil { try begin() }
        try text?.write([], isLast: true)
        let read = try reading.search.finish()
        let plain = try raw.finish()
        // The same secret is seen both ways: the larger count of each rule.
        return Set((read + plain).map(\.rule)).sorted().compactMap { rule in
            (read + plain).filter { $0.rule == rule }.max { $0.hits < $1.hits }
        }
    }

    /// The package that the part is.
    func spooled() throws -> SpooledInput? {
        guard let package else { return nil }
        return try SpooledInput { output in try package.forEachChunk { try output.write($0) } }
    }
}
