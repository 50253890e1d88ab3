import Bundles
import Glibc
import Redaction
import Streams

/// Makes a bundle of what somebody who is to help needs to see, without secrets.
public struct DiagnosticJob {
    private let options: DiagnosticOptions
    private let settings: DiagnosticSettings
    private let book: RedactionRuleBook
    private let keys: KeyFiles
    private let second: SecondSearch
    private let report: Report
    private let advance: (Int, Int) -> Void
    /// Whether the configuration could be used as it is.
    private let isConfigurationWhole: Bool

    /// What came of it.
    public struct Result: Sendable {
        public var path: String
        public var incident: String?
        public var members: Int
        /// Things that were hidden.
        public var redactions: Int
        /// Things that should be in the bundle and are not.
        public var faults: Int
    }

    /// - Parameter advance: called with bytes and files done since.
    public init(
        _ options: DiagnosticOptions, report: @escaping Report, advance: @escaping (Int, Int) -> Void = { _, _ in }
    ) {
        self.options = options
        self.report = report
        self.advance = advance
        (settings, isConfigurationWhole) = DiagnosticSettings.reading(
            ConfigurationPlace.path(of: "config/toolkit.json", home: options.home), report: report)
        keys = KeyFiles(home: options.home, included: options.include)
        let known = EnvironmentFacts.knownValues() + keys.values
        book = RedactionRuleBook(known: known, extra: settings.patterns, keep: options.keep)
        second = SecondSearch(
            secrets: known.filter { $0.rule != "home-folder" }.map(\.bytes) + EnvironmentFacts.likelySecrets(),
            keep: options.keep)
    }

    // MARK: Without a bundle

    /// What would go in, and what would not and why.
    public func list(_ body: (_ isIn: Bool, _ path: String, _ bytes: Int, _ note: String) throws -> Void) throws {
        let store = BundleStore(book, second, room: options.maximumSize)
        let plan = try BundlePlan(options, keys, omit: { store.omit($0, $1, isFault: $2) })
        for name in Collection.generated(options) { try body(true, "\(Collection.folder)/\(name)", 0, "made") }
        var room = options.maximumSize
        for part in plan.parts {
            let bytes = min(part.most, max(0, room - BundleStore.overhead))
            guard bytes > 0 || part.facts.size == 0 else {
                try body(false, store.redacted(part.member), part.facts.size, "there is no room")
                continue
            }
            room -= bytes + BundleStore.overhead
            let note =
                bytes < part.facts.size ? "\(ByteCount(bytes).text) of \(ByteCount(part.facts.size).text)" : "whole"
            try body(true, "\(Collection.folder)/" + store.redacted(part.memberName), bytes, note)
        }
        for omission in store.omissions { try body(false, omission.path, 0, omission.reason) }
    }

    /// The newest errors of all logs, the newest last, without secrets.
    public func recentErrors(_ count: Int) throws -> [String] {
        let store = BundleStore(book, second, room: .max)
        let collection = Collection(options, settings, keys, store, advance: advance, errors: count)
        try collection.readLogs()
        for omission in store.omissions where omission.isFault {
            report(Message(.warning, .leftOut, at: Place(file: omission.path), omission.reason))
        }
        return collection.errors.newest.map(\.line)
    }

    // MARK: The bundle

    /// - Parameters:
    ///   - path: where the bundle is to stand, or would: its last part is the bundle's name.
    ///   - stream: gets the bundle instead, once it was read back and searched; there is no incident log beside it then.
    public func make(at path: String, or stream: Output? = nil) throws -> Result {
        let name = path.pathEnd
        let store = BundleStore(book, second, room: options.maximumSize)
        let collection = Collection(options, settings, keys, store, advance: advance)
        if !isConfigurationWhole {
            store.omit(
                "config/toolkit.json", "cannot be used, so that patterns in it may not have been looked for",
                isFault: true)
        }
        try collection.fill(bundle: name)
        do {
            if let stream {
                let spooled = try SpooledInput { try MemberArchive.write(store.members, as: name, .tarGzip, to: $0) }
                try BundleCheck(second).check(spooled.path, name: name)
                let input = try Input(path: spooled.path)
                while true {
                    let chunk = try input.chunk()
                    if chunk.isEmpty { break }
                    try stream.write(Array(chunk))
                }
                withExtendedLifetime(spooled) {}
            } else {
                let output = try Output(replacing: path, permissions: 0o600)
                // A file that it replaces may have been anybody's to read.
                try output.narrow(to: 0o600)
                try MemberArchive.write(store.members, as: name, .tarGzip, to: output)
                try output.finish { try BundleCheck(second).check($0, name: path) }
            }
        } catch let failure as Failure where failure.message.code == .cannotWrite || failure.message.code == .noSpace {
            throw OtherFolders.advised(failure, instead: path)
        }
        var result = Result(
            path: stream == nil ? path : "standard output", incident: nil, members: store.members.count,
            redactions: store.placeholders.total,
            faults: store.omissions.count { $0.isFault })
        if stream == nil, let text = collection.incidentText {
            let stem = path.hasSuffix(".tar.gz") ? String(path.dropLast(7)) : path
            let file = stem.replacing("diagnostic_", with: "incident_", of: name) + ".md"
            let output = try Output(replacing: file, permissions: 0o600)
            try output.narrow(to: 0o600)
            try output.write(text)
            try output.finish()
            result.incident = file
        }
        say(result, store)
        return result
    }

    private func say(_ result: Result, _ store: BundleStore) {
        for omission in store.omissions where omission.isFault {
            report(Message(.warning, .leftOut, at: Place(file: omission.path), omission.reason))
        }
        let others = store.omissions.count { !$0.isFault }
        if others > 0 {
            report(
                Message(
                    .note, .leftOut, at: Place(file: result.path),
                    "\(others == 1 ? "one thing is" : "\(others) things are") left out or cut short; \(Collection.folder)/skipped.tsv in it says which and why"
                ))
        }
        if store.unreadParts > 0 {
            report(
                Message(
                    .note, .leftOut, at: Place(file: result.path),
                    "\(store.unreadParts) parts of workbooks could not be looked into, such as pictures; \(Collection.folder)/receipt.json in it lists them"
                ))
        }
        let rules = store.placeholders.tally
        let hidden =
            rules.isEmpty
            ? "nothing had to be hidden"
            : "hidden were " + rules.map { "\($0.hits) \($0.rule)" }.joined(separator: ", ")
        report(Message(.note, .bundleMade, at: Place(file: result.path), "\(result.members) files; \(hidden)"))
    }
}

extension String {
    /// The path with the begin of its last part exchanged.
    fileprivate func replacing(_ begin: String, with other: String, of name: String) -> String {
        let cut = lastIndex(of: "/").map { index(after: $0) } ?? startIndex
        let last = self[cut...]
        return self[..<cut] + other + (last.hasPrefix(begin) ? last.dropFirst(begin.count) : last)
    }
}
