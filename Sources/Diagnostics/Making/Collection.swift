import Bundles
import Glibc
import Redaction
import Streams

/// Fills a bundle: each thing by itself, so that what cannot be had is noted and the rest goes in.
final class Collection {
    /// The folder in the bundle that holds all.
    static let folder = "diagnostic"

    private let options: DiagnosticOptions
    private let settings: DiagnosticSettings
    private let keys: KeyFiles
    private let store: BundleStore
    private let advance: (Int, Int) -> Void
    private let deadline: ContinuousClock.Instant
    private(set) var errors: RecentErrors
    private(set) var history = RecentRuns()
    /// The incident log, if one was asked for.
    private(set) var incidentText: String?

    private static let usualErrors = 200
    /// A usual line of the listing: path, size, time and hash.
    private static let listedLine = 160

    init(
        _ options: DiagnosticOptions, _ settings: DiagnosticSettings, _ keys: KeyFiles, _ store: BundleStore,
        advance: @escaping (Int, Int) -> Void,
        errors: Int = Collection.usualErrors
    ) {
        self.options = options
        self.settings = settings
        self.keys = keys
        self.store = store
        self.advance = advance
        self.errors = RecentErrors(errors)
        deadline = .now + .seconds(options.timeLimit)
    }

    /// The members that are made, in the order of the bundle.
    static func generated(_ options: DiagnosticOptions) -> [String] {
        let moment = options.isReproducible ? [] : ["moment/health.ndjson", "moment/system.tsv"]
        let incident = options.incident == nil ? [] : ["moment/incident.md"]
        return ["README.txt", "environment.tsv", "errors.txt", "listing.tsv"] + (moment + incident).sorted() + [
            "receipt.json", "skipped.tsv", "system.tsv", "versions.tsv",
        ]
    }

    /// - Parameter bundle: the name of the bundle.
    func fill(bundle: String) throws {
        let plan = try BundlePlan(options, keys, omit: { [store] in store.omit($0, $1, isFault: $2) })
        /// The time of what is made: that of the newest file, so that it depends on the state only.
        let newest = UTCTime(seconds: (plan.parts.map(\.facts.modified) + plan.listed.map(\.facts.modified)).max() ?? 0)
        func add(_ name: String, _ text: String, at time: UTCTime? = nil) throws {
            try store.add("\(Self.folder)/\(name)", modified: time ?? newest, text: text)
        }
        // Both are programs, which run while files are read.
        let versions = Versions(toolkit: options.toolkit)
        let health = options.isReproducible ? nil : startHealthCheck()
        let system = SystemFacts(home: options.home)
        try add("README.txt", Self.readMe)
        try add("system.tsv", system.lasting())
        try add("environment.tsv", EnvironmentFacts.table(more: settings.environment))
        if !options.isReproducible { try add("moment/system.tsv", system.ofTheMoment(options.time), at: options.time) }
        let listing = Spool()
        // The lists tell what is not in here, so that files are left out for them and not they for files.
        store.keepRoom(
            Self.generated(options).count * BundleStore.overhead + 1 << 16 + plan.listed.count * Self.listedLine)
        learnHashes(plan)
        for part in plan.parts { try attempt(part.member) { try collect(part) } }
        store.useKeptRoom()
        try list(plan.listed, to: listing)
        try store.add("\(Self.folder)/listing.tsv", modified: newest) { take in
            try listing.forEachChunk { try take($0[...]) }
        }
        try add("versions.tsv", versions.table(by: deadline))
        if let health { addResult(of: health) }
        try add("errors.txt", errors.newest.map { $0.line + "\n" }.joined())
        if let request = options.incident {
            let log = IncidentLog(
                request: request, time: options.time, levels: settings.escalation, history: history,
                errors: errors.newest, bundle: bundle)
            let text = store.redacted(log.text)
            incidentText = text
            try add("moment/incident.md", text, at: options.time)
        }
        try add("skipped.tsv", "path\treason\n" + store.omissions.map { TSV.text([$0.path, $0.reason]) }.joined())
        try add("receipt.json", receipt)
    }

    /// Only reads the logs, for their errors.
    func readLogs() throws {
        let plan = try BundlePlan(options, keys, omit: { [store] in store.omit($0, $1, isFault: $2) })
        for part in plan.parts where part.kind == .log { try attempt(part.member) { try collect(part) } }
    }

    /// Notes what goes wrong with one thing, and goes on.
    private func attempt(_ path: String, _ body: () throws -> Void) throws {
        do {
            try requireTime()
            try store.during({ [self] in try requireTime() }, body)
        } catch let failure as Failure {
            store.omit(path, failure.message.text, isFault: true)
        }
    }

    private func requireTime() throws {
        guard ContinuousClock.now < deadline else {
            throw Failure(.io, .leftOut, "there was no time: \(options.timeLimit) s were over")
        }
    }

    // MARK: Files

    private func collect(_ part: BundlePlan.Part) throws {
        guard store.room > BundleStore.overhead else {
            return store.omit(
                part.member, "there is no room: the bundle is to have \(ByteCount(options.maximumSize).text) at most")
        }
        switch part.kind {
        case .structure: try addStructure(part)
        case .workbook: try addWorkbook(part)
        default: try addText(part)
        }
        advance(part.most, 1)
    }

    private func addText(_ part: BundlePlan.Part) throws {
        let file = try TextFile(part.file)
        let isNewest = [.log, .ledger, .included].contains(part.kind)
        guard let text = try file.newest(isNewest ? min(part.kind.limit, store.room) : .max >> 1) else {
            return store.omit(part.member, "is no text")
        }
        let member = file.isCompressed ? part.member + ".txt" : part.member
        var log = RecentErrors.Log(part.member, modified: part.facts.time.iso)
        // The health check's history among the logs is no log: it tells of verdicts, which are no errors of a run.
        let hasErrors = part.kind == .log && !part.member.contains(".ndjson")
        let isWhole = try store.add(
            "\(Self.folder)/\(member)", modified: part.facts.time, passOver: text.passOver,
            limit: isNewest ? .max : part.kind.limit,
            tee: { [self] piece in
                if hasErrors { errors.read(piece, of: &log) }
                if part.kind == .ledger { history.read(piece) }
            }
        ) { take in
            try text.forEachPiece { [self] piece in
                try requireTime()
                try take(piece)
            }
        }
        errors.end(&log)
        if let damage = text.damage { store.omit(part.member, "the rest \(damage)", isFault: true) }
        if text.isCut { store.omit(part.member, "only the newest part is in, of \(ByteCount(part.facts.size).text)") }
        if !isWhole { store.omit(part.member, "only the first part is in, of \(ByteCount(part.facts.size).text)") }
    }

    // MARK: Workbooks

    private func addStructure(_ part: BundlePlan.Part) throws {
        guard let path = BoundedProgram.path(of: "xlsx2tsv") else {
            return store.omit(part.member, "xlsx2tsv, which tells a workbook's structure, is not found", isFault: true)
        }
        guard
            let program = BoundedProgram(
                path, ["--metadata", "--log-level", "error", "--", absolute(part.file)], in: "/")
        else {
            return store.omit(part.member, "xlsx2tsv cannot be run", isFault: true)
        }
        // Not all of the time, so that one that hangs does not take it from the others.
        let result = program.finish(by: .now + ContinuousClock.now.duration(to: deadline) / 2)
        if let complaint = result.end.complaint {
            let said = result.errors.prefix { $0 != 0x0A }
            return store.omit(
                part.member,
                said.isEmpty
                    ? "its structure cannot be told: xlsx2tsv \(complaint)" : String(decoding: said, as: UTF8.self),
                isFault: true)
        }
        try store.add("\(Self.folder)/\(part.memberName)", modified: part.facts.time, limit: part.kind.limit) {
            try $0(result.output[...])
        }
    }

    /// Adds a workbook as it is, when nothing in it has to be hidden: it cannot be taken out of one.
    private func addWorkbook(_ part: BundlePlan.Part) throws {
        guard part.facts.size + BundleStore.overhead <= store.room else {
            return store.omit(part.member, "there is no room for \(ByteCount(part.facts.size).text)")
        }
        var search = PackageSearch { [book = store.book, second = store.second] in RuleSearch(book, second) }
        try search.read(part.file)
        if let first = search.findings.first {
            let rules = first.counts.map { "\($0.hits) \($0.rule)" }.joined(separator: ", ")
            let more = search.findings.count - 1
            return store.omit(
                part.member,
                "\(first.part) has something to hide (\(rules))\(more > 0 ? ", and so have \(more) other parts" : ""); a workbook goes in whole or not at all; --keep PATTERN lets that in",
                isFault: true)
        }
        for (place, what) in search.unread { store.noteUnread("\(part.member)!\(place)", what) }
        store.add(
            file: part.file, size: part.facts.size, as: "\(Self.folder)/\(part.member)", modified: part.facts.time)
    }

    private func absolute(_ path: String) -> String { realPath(path) ?? path }

    // MARK: The rest

    private static let health = "moment/health.ndjson"

    private func startHealthCheck() -> BoundedProgram? {
        guard let path = BoundedProgram.path(of: "mp-healthcheck") else {
            store.omit(Self.health, "mp-healthcheck is not found")
            return nil
        }
        let folder = FileFacts(path: options.home) == nil ? "/" : options.home
        let program = BoundedProgram(
            path, ["--format", "ndjson", "--timeout", "2", "--log-level", "error"], in: folder)
        if program == nil { store.omit(Self.health, "mp-healthcheck cannot be run", isFault: true) }
        return program
    }

    private func addResult(of health: BoundedProgram) {
        let result = health.finish(by: deadline)
        // Its statuses up to 3 are a verdict.
        if let complaint = result.end.complaint, ![.exited(1), .exited(2), .exited(3)].contains(result.end) {
            store.omit(Self.health, "mp-healthcheck \(complaint)", isFault: true)
        }
        _ = try? store.add("\(Self.folder)/\(Self.health)", modified: options.time) {
            try $0(result.output[...])
            try $0(result.errors[...])
        }
    }

    /// Path, size, time and SHA-256 of all files of input and output, the hash as long as half of the time lasts.
    private func list(_ files: [(path: String, facts: FileFacts)], to listing: Spool) throws {
        try listing.write(Array("path\tsize\tmtime\tsha256\n".utf8))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        var unhashed = 0
        for (path, facts) in files {
            var hash = "-"
            if ContinuousClock.now < deadline {
                do {
                    hash = try digest("\(options.home)/\(path)", buffer) ?? hash
                } catch let failure as Failure {
                    store.omit("listing of \(path)", failure.message.text, isFault: true)
                }
            }
            if hash == "-" { unhashed += 1 } else { store.book.hashes.insert(hash) }
            try listing.write(TSV.line([path, String(facts.size), facts.time.iso, hash]))
        }
        if unhashed > 0 { store.omit("listing", "\(unhashed) files are without a hash") }
    }

    /// What the ledger says to be hashes may be read in all texts.
    private func learnHashes(_ plan: BundlePlan) {
        for part in plan.parts where part.kind == .ledger {
            guard let text = try? TextFile(part.file).newest(part.kind.limit) else { continue }
            var held: [UInt8] = []
            let mark = Array("sha256\":\"".utf8)
            try? text.forEachPiece { piece in
                held += piece
                held.withUnsafeBufferPointer { bytes in
                    var offset = 0
                    while let found = bytes.firstIndex(of: mark, from: offset), found + mark.count + 64 <= bytes.count {
                        offset = found + mark.count
                        store.book.hashes.insert(String(decoding: bytes[offset..<(offset + 64)], as: UTF8.self))
                    }
                }
                held = Array(held.suffix(128))
            }
        }
    }

    /// nil when there is no time.
    private func digest(_ path: String, _ buffer: UnsafeMutableRawBufferPointer) throws -> String? {
        let source = try SourceFile(path: path)
        var hash = SHA256()
        while ContinuousClock.now < deadline {
            let count = try source.read(into: buffer)
            if count == 0 { return hash.finish() }
            hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        return nil
    }

    /// Rules and counts, never values.
    private var receipt: String {
        let rules = store.placeholders.tally.map { count in
            JSON.object([
                .init("rule", .string(count.rule)), .init("hits", .number(Double(count.hits))),
                .init("distinct", .number(Double(count.distinct))),
            ])
        }
        return JSON.object([
            .init("tool", .string("mp-diagnose")), .init("version", .string(options.toolkit)),
            .init(
                "rules",
                .array(
                    store.book.rules.map(\.name).reduce(into: []) { if $0.last != $1 { $0.append($1) } }.map {
                        .string($0)
                    })), .init("hidden", .array(rules)),
            .init("second_search", .string(Self.secondSearch)),
            .init("not_looked_into", .array((Self.notLookedInto + store.unread).map { .string($0) })),
            .init("skipped", .number(Double(store.omissions.count))),
            .init("faults", .number(Double(store.omissions.count { $0.isFault }))),
            .init("maximum_size", .number(Double(options.maximumSize))),
            .init("time_limit_seconds", .number(Double(options.timeLimit))),
        ]).serialised() + "\n"
    }

    private static let secondSearch =
        "known-part counts parts of this machine's secrets that only the second search found, and hid; the finished bundle was searched again"

    /// What no search saw, so that nobody takes the bundle for cleaner than it is.
    private static let notLookedInto = [
        "words shorter than 20 characters that no name, form or place says to be secret",
        "text that is encrypted, or encoded more than twice, or otherwise than by base64, percent signs and escapes",
        "pictures, macros and other binary parts of workbooks, but for plain text in them; each is listed here",
        "secrets in words of natural language",
        "the files that skipped.tsv lists",
    ]

    private static let readMe = """
        What the media plan tools and their machine were like, for somebody who is to help.

        config/          the configuration
        environment.tsv  variables that matter to the tools; no others were read
        errors.txt       the newest errors of all logs, the newest last
        included/        further files that were asked for
        input/, output/  reports and the ledger; workbooks, or their structure, only where asked for
        listing.tsv      all files of input and output: size, time, SHA-256
        logs/            the newest part of each log
        moment/          what changes from moment to moment: system, health check, incident log
        receipt.json     which rules hid how much
        skipped.tsv      what is not in here, or not wholly, and why
        system.tsv       the machine: limits, memory, file systems, time zone
        versions.tsv     programs and libraries

        [REDACTED:rule:number] stands for something that is nobody's business. The same thing has the same number
        everywhere in here. MANIFEST.ndjson, above this folder, has the SHA-256 of every file; mp-archive verify checks it.

        """
}

extension BundlePlan.Part {
    /// The member's path in the bundle.
    var memberName: String { kind == .structure ? member + ".structure.ndjson" : member }
}

extension TSV {
    static func text(_ fields: [String]) -> String { String(decoding: line(fields), as: UTF8.self) }
}
