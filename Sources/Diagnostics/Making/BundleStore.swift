import Bundles
import Redaction
import Streams

/// The members of a bundle in the making, already without secrets, and the notes on what is missing.
///
/// Memory: what goes in, up to 64 MiB; what is more stands in a nameless file of TMPDIR.
final class BundleStore {
    private(set) var book: RedactionRuleBook
    /// Hides what is left of secrets that are known.
    let second: SecondSearch
    private let spool: Spool
    private var written = 0
    private(set) var members: [ArchiveMember] = []
    private var paths: Set<String> = []
    let placeholders = Placeholders()
    /// What is not in the bundle, or not wholly, and why.
    private(set) var omissions: [Omission] = []
    /// Parts of workbooks in the bundle that no search could look into, and what they are.
    private(set) var unread: [String] = []
    private(set) var unreadParts = 0
    private static let mostUnread = 200
    /// Bytes that may still be added, what is kept for later not counted.
    var room: Int { max(0, left - kept) }
    private var left: Int
    private var kept = 0

    struct Omission {
        var path: String
        var reason: String
        /// Whether something went wrong, rather than a limit was reached or nothing was asked for.
        var isFault: Bool
    }

    /// What a member costs besides its bytes: its header in the archive, and its line in the manifest.
    static let overhead = 2048

    init(_ book: RedactionRuleBook, _ second: SecondSearch, room: Int) {
        self.book = book
        self.second = second
        left = room
        // A full disk is no reason to have no bundle, so that a usual one needs none.
        spool = Spool(capacity: 1 << 26)
    }

    func omit(_ path: String, _ reason: String, isFault: Bool = false) {
        omissions.append(Omission(path: redacted(path), reason: redacted(reason), isFault: isFault))
    }

    /// Notes a part of a workbook in the bundle that no search could look into.
    func noteUnread(_ part: String, _ what: String) {
        unreadParts += 1
        if unread.count < Self.mostUnread { unread.append(redacted("\(part): \(what)")) }
        if unreadParts == Self.mostUnread + 1 { unread.append("and more parts of workbooks") }
    }

    /// Does something while every search of a text asks whether there is time.
    func during<Result>(_ checkpoint: @escaping () throws -> Void, _ body: () throws -> Result) rethrows -> Result {
        book.checkpoint = checkpoint
        defer { book.checkpoint = {} }
        return try body()
    }

    /// Keeps room for what is added last, but no more than half of it.
    func keepRoom(_ bytes: Int) { kept = min(bytes, left / 2) }

    /// What room was kept may be used.
    func useKeptRoom() { kept = 0 }

    /// A short text without its secrets.
    func redacted(_ text: String) -> String {
        guard let first = try? Redactor.redacted(Array(text.utf8), book, placeholders),
            let bytes = try? KnownParts.hidden(first, second, placeholders)
        else { return "[REDACTED]" }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Adds a text, from which secrets are taken out on the way.
    ///
    /// - Parameters:
    ///   - passOver: bytes at the begin that are only to be looked at.
    ///   - limit: bytes of the member at most; what is more is dropped.
    ///   - tee: gets what goes in, too.
    /// - Returns: whether all of it went in.
    @discardableResult
    func add(
        _ path: String, modified: UTCTime, passOver: Int = 0, limit: Int = .max, tee: ([UInt8]) -> Void = { _ in },
        _ fill: ((ArraySlice<UInt8>) throws -> Void) throws -> Void
    ) throws -> Bool {
        let start = written
        let most = max(0, min(limit, room - Self.overhead, Int.max - start))
        var isWhole = true
        try withoutActuallyEscaping(tee) { tee in
            let parts = KnownParts(second, placeholders) { [self] piece in
                let fitting = piece.prefix(start + most - written)
                if fitting.count < piece.count { isWhole = false }
                try spool.write(Array(fitting))
                written += fitting.count
                tee(piece)
            }
            let redactor = Redactor(book, placeholders, passOver: passOver) { try parts.write($0) }
            try fill { try redactor.write($0) }
            try redactor.finish()
            try parts.finish()
        }
        let range = start..<written
        keep(path, modified, range.count, .made { [self] in try bytes(range) })
        return isWhole
    }

    func add(_ path: String, modified: UTCTime, text: String) throws {
        try add(path, modified: modified) { try $0(Array(text.utf8)[...]) }
    }

    /// Adds a file as it is, in which nothing was found.
    func add(file: String, size: Int, as path: String, modified: UTCTime) { keep(path, modified, size, .file(file)) }

    private func keep(_ path: String, _ modified: UTCTime, _ size: Int, _ content: ArchiveMember.Content) {
        left = left == .max ? left : left - size - Self.overhead
        var name = redacted(path)
        var number = 2
        while !paths.insert(name).inserted {
            name = "\(redacted(path))~\(number)"
            number += 1
        }
        members.append(ArchiveMember(path: name, modified: modified, content: content))
    }

    private func bytes(_ range: Range<Int>) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        while bytes.count < range.count {
            let more = try spool.bytes(at: range.lowerBound + bytes.count)
            guard !more.isEmpty else {
                throw Failure(.io, .cannotRead, at: Place(file: "temporary file"), "became shorter")
            }
            bytes += more.prefix(range.count - bytes.count)
        }
        return bytes
    }
}
