import Bundles
import Redaction
import Streams

/// Reads a finished bundle and searches it again: by this run's own patterns and known values, and by a dictionary and entropy.
struct BundleCheck {
    private let book: RuleBook
    private let second: SecondSearch?

    /// - Parameter second: nil where only the rules are asked.
    init(_ book: RuleBook, _ second: SecondSearch?) {
        self.book = book
        self.second = second
    }

    /// - Throws: `Failure` with code `secret-found` when there is something to hide in it, or another when it is not whole.
    func check(_ path: String, name: String) throws {
        try MemberArchive.read(path) { member, pieces in
            let found: [String]
            if BundlePlan.isWorkbook(member) {
                // Its path is good as long as the value lives.
                let spooled = try SpooledInput { output in try pieces { try output.write(Array($0)) } }
                found = try withExtendedLifetime(spooled) { try findings(inWorkbook: spooled.path).map(\.rule) }
            } else {
                found = try search(pieces)
            }
            try refuse(found, in: member, name)
            try refuse(search { try $0(Array(member.utf8)[...]) }, in: "a member's name", name)
        }
    }

    /// This run's own patterns and known values, and the second search, in one reading.
    private func search(_ pieces: ((ArraySlice<UInt8>) throws -> Void) throws -> Void) throws -> [String] {
        let reading = second?.reading()
        let own = try findings(in: pieces, reading)
        return own.map(\.rule).filter(book.isOwn) + (reading?.finish() ?? []).map(\.rawValue).sorted()
    }

    private func refuse(_ found: [String], in member: String, _ name: String) throws {
        guard !found.isEmpty else { return }
        throw Failure(
            .internalError, .secretFound, at: Place(file: name, cell: member),
            "holds what should be hidden (\(found.joined(separator: ", "))), so there is no bundle",
            hint: "please report this with what is in brackets; a word that is no secret, --keep lets through")
    }

    /// Which rules find something.
    ///
    /// - Parameter second: reads the same text, which can be had once only.
    func findings(
        in pieces: ((ArraySlice<UInt8>) throws -> Void) throws -> Void, _ second: SecondSearch.Reading? = nil
    ) throws -> [Placeholders.Count] {
        let placeholders = Placeholders()
        let redactor = Redactor(book, placeholders) { _ in }
        try pieces {
            second?.write($0)
            try redactor.write($0)
        }
        try redactor.finish()
        return placeholders.tally
    }

    /// Which rules find something in the parts of a workbook.
    ///
    /// - Throws: `Failure` when it is none that can be read.
    func findings(inWorkbook path: String) throws -> [Placeholders.Count] {
        var found: [Placeholders.Count] = []
        try MemberArchive.readMembers(path) { _, pieces in found += try findings(in: pieces) }
        return found
    }
}
