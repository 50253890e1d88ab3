import Glibc
import Streams

/// Removes the files of a folder that no rule keeps, and says of every file why it stays or goes.
public struct PruneJob {
    private let from: String
    private let rules: KeepRules
    private let patterns: FilePatterns
    private let allowEmpty: Bool
    private let disposal: Disposal
    private let report: Report

    public init(
        from: String, rules: KeepRules, patterns: FilePatterns, allowEmpty: Bool, disposal: Disposal, report: @escaping Report
    ) {
        self.from = from
        self.rules = rules
        self.patterns = patterns
        self.allowEmpty = allowEmpty
        self.disposal = disposal
        self.report = report
    }

    /// What is decided of a file.
    public struct Decision: Sendable {
        /// Path under the folder.
        public var path: String
        public var isKept: Bool
        public var reason: String
        public var facts: FileFacts
    }

    /// What is to become of every file, newest first. Memory: all files of the folder.
    ///
    /// - Throws: `Failure` with code `would-empty` when no file would stay and that is not allowed.
    public func decide(asOf now: UTCTime = .now()) throws -> [Decision] {
        var series: [FolderWalk.Found] = []
        var decisions: [Decision] = []
        try FolderWalk(from, report: report).forEach { found in
            if isLedger(found.path) {
                decisions.append(Decision(path: found.path, isKept: true, reason: "the ledger", facts: found.facts))
            } else if !patterns.isEmpty, !patterns.matches(found.path) {
                decisions.append(Decision(path: found.path, isKept: true, reason: "matches no pattern", facts: found.facts))
            } else if !isCompanion(found.path) {
                series.append(found)
            }
        }
        series.sort { ($1.facts.modified, $1.path) < ($0.facts.modified, $0.path) }
        let reasons = rules.reasons(for: series.map(\.facts.time), asOf: now)
        for (found, reasons) in zip(series, reasons) {
            let reason = reasons.isEmpty ? "kept by no rule" : reasons.joined(separator: ", ")
            decisions.append(Decision(path: found.path, isKept: !reasons.isEmpty, reason: reason, facts: found.facts))
        }
        guard allowEmpty || decisions.isEmpty || decisions.contains(where: \.isKept) else {
            throw Failure(
                .data, .wouldEmpty, at: Place(file: from), "all \(decisions.count) files would go", hint: "give --allow-empty if that is meant")
        }
        return decisions
    }

    private func isLedger(_ path: String) -> Bool { path == "runs.ndjson" || path.hasSuffix("/runs.ndjson") }

    /// Whether the file is a manifest beside its archive, which goes with it.
    private func isCompanion(_ path: String) -> Bool {
        Manifest.archive(ofManifest: path).map { FileFacts(path: "\(from)/\($0)")?.kind == .file } ?? false
    }

    /// Removes what is to go, unless it changed meanwhile.
    ///
    /// - Returns: how many files could not be removed.
    public func carryOut(_ decisions: [Decision]) throws -> Int {
        var trash: Trash?
        if case .trash(let folder, let grace) = disposal { trash = try Trash(folder, grace: grace, from: from) }
        let stem = realPath(from)?.split(separator: "/").last.map(String.init) ?? "root"
        var failed = 0
        for decision in decisions where !decision.isKept {
            let path = "\(from)/\(decision.path)"
            guard FileFacts(path: path) == decision.facts else {
                report(Message(.warning, .changedFile, at: Place(file: path), "changed since it was chosen, and stays"))
                failed += 1
                continue
            }
            for file in [decision.path, Manifest.beside(decision.path)] {
                // Only what is ours stands under a manifest's name.
                guard file == decision.path || ArchiveFormat(name: decision.path) != nil && FileFacts(path: "\(from)/\(file)") != nil else { continue }
                if let trash {
                    try trash.take("\(from)/\(file)", as: "\(stem)/\(file)")
                } else if unlink("\(from)/\(file)") != 0 {
                    report(Message(.error, .cannotWrite, at: Place(file: "\(from)/\(file)"), "cannot remove: \(systemMessage(errno))"))
                    failed += 1
                }
            }
        }
        try trash?.removeExpired(report: report)
        return failed
    }
}
