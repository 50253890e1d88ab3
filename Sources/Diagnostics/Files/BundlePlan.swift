import Bundles
import Glibc
import Streams

/// Which files go into a bundle, in the order of their weight: what comes last is first left out when there is no room.
struct BundlePlan {
    /// A file, and what of it goes in.
    struct Part {
        /// Its path in the bundle, below the bundle's folder.
        var member: String
        /// Its path on disk.
        var file: String
        var facts: FileFacts
        var kind: Kind

        /// Bytes that go in at most, before redaction.
        var most: Int { min(facts.size, kind.limit) }
    }

    enum Kind {
        case log, ledger, report, configuration, included, structure, workbook

        /// Bytes of a file at most.
        var limit: Int {
            switch self {
            case .log, .included: 2 << 20
            case .ledger, .report, .configuration, .structure: 1 << 20
            case .workbook: .max
            }
        }
    }

    private(set) var parts: [Part] = []
    /// All files of input and output, for the listing.
    private(set) var listed: [(path: String, facts: FileFacts)] = []
    private let options: DiagnosticOptions
    private let keys: KeyFiles
    private let omit: (String, String, Bool) -> Void
    private static let mostListed = 100_000

    /// - Parameter omit: gets what does not go in, why, and whether something is wrong with it.
    init(_ options: DiagnosticOptions, _ keys: KeyFiles, omit: @escaping (String, String, Bool) -> Void) throws {
        self.options = options
        self.keys = keys
        self.omit = omit
        var logs: [Part] = []
        var reports: [Part] = []
        var workbooks: [Part] = []
        walk("config") { add($0, $1, .configuration, to: &parts) }
        addMachineConfiguration()
        walk("logs") { path, facts in
            // This program's own log grows with every bundle, which would not be the same bytes then.
            if path != "logs/mp-diagnose.log" { add(path, facts, .log, to: &logs) }
        }
        for folder in ["input", "output"] {
            walk(folder) { path, facts in
                list(path, facts)
                if path == "output/runs.ndjson" { return add(path, facts, .ledger, to: &parts) }
                if Self.isWorkbook(path) { return addWorkbook(path, facts, to: &workbooks) }
                if folder == "output", [".txt", ".html", ".md", ".xml", ".log"].contains(where: path.hasSuffix) {
                    add(path, facts, .report, to: &reports)
                }
            }
        }
        for path in options.include { include(path, workbooks: &workbooks) }
        parts += Self.newestFirst(logs) + Self.newestFirst(reports) + Self.newestFirst(workbooks)
        for part in parts { _ = try part.facts.isStreamsLog(at: BytePath(part.file)) }
    }

    /// The machine's configuration, where the home has no file of that name: it is in force then.
    private mutating func addMachineConfiguration() {
        for (name, path) in ConfigurationPlace.files(home: options.home)
        where !path.hasPrefix("\(options.home)/config/") && path != "config/\(name)" {
            guard let facts = FileFacts(path: realPath(path) ?? path), facts.kind == .file else { continue }
            if let reason = keys.reason(against: path, facts) {
                omit(path, reason, false)
                continue
            }
            parts.append(
                Part(member: "config/machine/\(name)", file: realPath(path) ?? path, facts: facts, kind: .configuration)
            )
        }
    }

    static func isWorkbook(_ path: String) -> Bool {
        [".xlsx", ".xlsm", ".xltx", ".xltm"].contains(where: path.lowercased().hasSuffix)
    }

    private static func newestFirst(_ parts: [Part]) -> [Part] {
        parts.sorted { ($1.facts.modified, $0.member) < ($0.facts.modified, $1.member) }
    }

    /// Calls `body` with the path below the home folder.
    private func walk(_ folder: String, _ body: (String, FileFacts) -> Void) {
        walk("\(options.home)/\(folder)", as: folder) { body("\(folder)/\($0)", $1) }
    }

    private func walk(_ root: String, as name: String, _ body: (String, FileFacts) -> Void) {
        do {
            let walk = FolderWalk(
                root, passSecret: { omit("\(name)/\($0.text)", KeyFiles.isNamed, false) },
                report: { omit($0.place.file ?? name, $0.text, $0.level > .note) })
            try walk.forEach { found in
                // Members of a bundle are found by people, under names that are text.
                guard let path = found.path.string else {
                    return omit(found.path.text, "has a name that is not UTF-8", true)
                }
                body(path, found.facts)
            }
        } catch let failure as Failure {
            omit(name, failure.message.text, failure.status != .noInput)
        } catch {}
    }

    private func add(_ path: String, _ facts: FileFacts, _ kind: Kind, to parts: inout [Part]) {
        if let reason = keys.reason(against: "\(options.home)/\(path)", facts) { return omit(path, reason, false) }
        guard isRecent(facts) else { return omit(path, "is older than \(options.since?.text ?? "asked")", false) }
        parts.append(Part(member: path, file: "\(options.home)/\(path)", facts: facts, kind: kind))
    }

    private func isRecent(_ facts: FileFacts) -> Bool {
        options.since.map { facts.modified >= options.time.seconds - $0.seconds } ?? true
    }

    private mutating func list(_ path: String, _ facts: FileFacts) {
        if listed.count < Self.mostListed { listed.append((path, facts)) }
        if listed.count == Self.mostListed { omit("listing", "ends after \(Self.mostListed) files", false) }
    }

    private func addWorkbook(_ path: String, _ facts: FileFacts, to workbooks: inout [Part]) {
        guard options.withData || options.withContent else {
            return omit(path, "is a workbook; its structure goes in with --with-data", false)
        }
        // A workbook that is open in Excel has a lock file beside it, which is none.
        guard !path.split(separator: "/").last!.hasPrefix("~$") else {
            return omit(path, "is a lock file of Excel", false)
        }
        add(path, facts, .structure, to: &workbooks)
        if options.withContent { add(path, facts, .workbook, to: &workbooks) }
    }

    private mutating func include(_ path: String, workbooks: inout [Part]) {
        guard let facts = FileFacts(path: path) else { return omit(path, systemMessage(errno), true) }
        var found: [(path: String, facts: FileFacts)] = []
        switch facts.kind {
        case .folder: walk(path, as: path) { found.append(("\(path)/\($0)", $1)) }
        case .file: found.append((path, facts))
        case .link: return omit(path, "is a symbolic link; include what it points to", true)
        case .special: return omit(path, "is a special file", true)
        }
        for (path, facts) in found {
            let member =
                "included/" + path.split(separator: "/").filter { $0 != "." && $0 != ".." }.joined(separator: "/")
            guard isRecent(facts) else {
                omit(path, "is older than \(options.since?.text ?? "asked")", false); continue
            }
            if let reason = keys.reason(against: path, facts) {
                omit(path, reason, false); continue
            }
            let isWorkbook = Self.isWorkbook(path)
            guard !isWorkbook || options.withData || options.withContent else {
                omit(path, "is a workbook; its structure goes in with --with-data", false); continue
            }
            let part = Part(member: member, file: path, facts: facts, kind: isWorkbook ? .structure : .included)
            if isWorkbook { workbooks.append(part) } else { parts.append(part) }
            if isWorkbook, options.withContent {
                workbooks.append(Part(member: member, file: path, facts: facts, kind: .workbook))
            }
        }
    }
}
