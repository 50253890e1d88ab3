import Bundles
import Redaction
import Streams

/// Reads a finished bundle and searches it again, by the same rules.
struct BundleCheck {
    private let book: RuleBook

    init(_ book: RuleBook) { self.book = book }

    /// - Throws: `Failure` with code `secret-found` when there is something to hide in it, or another when it is not whole.
    func check(_ path: String, name: String) throws {
        try MemberArchive.read(path) { member, pieces in
            let found: [Placeholders.Count]
            if BundlePlan.isWorkbook(member) {
                // Its path is good as long as the value lives.
                let spooled = try SpooledInput { output in try pieces { try output.write(Array($0)) } }
                found = try withExtendedLifetime(spooled) { try findings(inWorkbook: spooled.path) }
            } else {
                found = try findings(in: pieces)
            }
            try refuse(found, in: member, name)
            try refuse(findings { try $0(Array(member.utf8)[...]) }, in: "a member's name", name)
        }
    }

    private func refuse(_ found: [Placeholders.Count], in member: String, _ name: String) throws {
        guard !found.isEmpty else { return }
        throw Failure(
            .internalError, .secretFound, at: Place(file: name, cell: member),
            "holds what should be hidden (\(found.map(\.rule).joined(separator: ", "))), so there is no bundle",
            hint: "please report this with the rule's name")
    }

    /// Which rules find something.
    func findings(in pieces: ((ArraySlice<UInt8>) throws -> Void) throws -> Void) throws -> [Placeholders.Count] {
        let placeholders = Placeholders()
        let redactor = Redactor(book, placeholders) { _ in }
        try pieces { try redactor.write($0) }
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
