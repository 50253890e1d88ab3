import Bundles
import Redaction
import Streams

/// Reads a finished bundle and searches it by other means than it was redacted by: a dictionary of this machine's secrets in several
/// encodings, and the entropy of words. No rule that hid something is asked again, so that this can find what those do not know.
struct BundleCheck {
    private let second: SecondSearch

    init(_ second: SecondSearch) { self.second = second }

    /// - Throws: `Failure` with code `secret-found` when there is something to hide in it, or another when it is not whole.
    func check(_ path: String, name: String) throws {
        try MemberArchive.read(path) { member, pieces in
            if BundlePlan.isWorkbook(member) {
                // Its path is good as long as the value lives.
                let spooled = try SpooledInput { output in try pieces { try output.write(Array($0)) } }
                var search = PackageSearch { [second] in DictionarySearch(second) }
                try withExtendedLifetime(spooled) { try search.read(spooled.path) }
                for finding in search.findings {
                    try refuse(finding.counts.map(\.rule), in: "\(member)!\(finding.part)", name)
                }
            }
            let text = DictionarySearch(second)
            text.write((Array(member.utf8) + [0x0A])[...])
            if !BundlePlan.isWorkbook(member) { try pieces { text.write($0) } }
            try refuse(text.finish().map(\.rule), in: member, name)
        }
    }

    private func refuse(_ found: [String], in member: String, _ name: String) throws {
        guard !found.isEmpty else { return }
        throw Failure(
            .internalError, .secretFound, at: Place(file: name, cell: member),
            "holds what should be hidden (\(found.joined(separator: ", "))), so there is no bundle",
            hint: "please report this with the words in brackets; --keep lets a word through that is not secret")
    }
}

/// The search of a finished bundle.
struct DictionarySearch: TextSearch {
    private let reading: SecondSearch.Reading

    init(_ search: SecondSearch) { reading = search.reading() }

    func write(_ piece: ArraySlice<UInt8>) { reading.write(piece) }

    func finish() -> [Placeholders.Count] {
        reading.finish().map { Placeholders.Count(rule: $0.rawValue, hits: 1, distinct: 1) }.sorted {
            $0.rule < $1.rule
        }
    }
}

/// The search by which texts are redacted, for what is only looked at.
struct RuleSearch: TextSearch {
    private let placeholders = Placeholders()
    private let redactor: Redactor
    private let parts: KnownParts

    init(_ book: RedactionRuleBook, _ second: SecondSearch) {
        let parts = KnownParts(second, placeholders) { _ in }
        redactor = Redactor(book, placeholders) { try parts.write($0) }
        self.parts = parts
    }

    func write(_ piece: ArraySlice<UInt8>) throws { try redactor.write(piece) }

    func finish() throws -> [Placeholders.Count] {
        try redactor.finish()
        try parts.finish()
        return placeholders.tally
    }
}
