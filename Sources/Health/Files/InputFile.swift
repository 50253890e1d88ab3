import Glibc
import Streams

/// Finds the workbook of a kind that a run would use, and reports similar file names.
struct InputFileCheck: Sendable {
    let kind: WorkbookKind
    let request: HealthRequest
    /// Receives the path that was found.
    let found: Shared<String>

    func run() throws -> Outcome {
        let pattern = "\(kind.prefix)*.xlsx"
        if let path = kind.named(in: request) {
            if let failure = Failure.missing(path, pattern: pattern) { return Outcome(failure) }
            return outcome(for: path, among: [])
        }
        let folder = request.path("input")
        guard let names = fileNames(in: folder) else {
            let reason = errno
            return Outcome(
                .critical, "no \(kind.noun): cannot read the folder \(folder): \(systemMessage(reason))",
                fix: reason == ENOENT
                    ? "make it and put the workbooks there, or set MP_HOME" : "see the folder's permissions")
        }
        guard let path = newestFile(in: folder, prefix: kind.prefix, endings: kind.endings) else {
            return missing(folder, names)
        }
        return outcome(for: path, among: names.map { "\(folder)/\($0)" })
    }

    private func outcome(for path: String, among others: [String]) -> Outcome {
        guard let status = FileStatus(path) else {
            return Outcome(.critical, "\(path): \(systemMessage(errno))", fix: "see its permissions")
        }
        guard status.isFile else {
            return Outcome(.critical, "\(path) is not a regular file", fix: "put the workbook itself there")
        }
        guard access(path, R_OK) == 0 else {
            return Outcome(
                .critical, "\(path) cannot be read: \(systemMessage(errno))", fix: "chmod u+r it, or run as its owner")
        }
        found.set(path)
        let age = max(0, request.now - status.modified)
        var measures = [Measure("size", status.size, .bytes)]
        measures.append(
            Measure(
                "age", age.rounded(), .seconds,
                warning: kind == .template ? nil : request.settings.inputDays.map { .above($0 * 86_400) }))
        var outcome = Outcome(
            Verdict.worst(measures.map(\.verdict)),
            "\(fileName(of: path)), \(byteText(status.size)), \(ageText(age)) old", measures: measures)
        if outcome.verdict != .ok { outcome.fix = "see whether a newer \(kind.noun) should stand in input/" }
        if let passed = passedOver(than: status, path, among: others) {
            outcome.verdict = .warning
            outcome.text += "; \(fileName(of: passed)) is newer and not looked at"
            outcome.fix =
                Self.isLegacy(passed)
                ? saving : "rename it to \(kind.prefix)….xlsx if it is the \(kind.noun), or move it away"
        }
        let legacy = others.map { fileName(of: $0) }.filter(isUnread)
        if !legacy.isEmpty {
            outcome.text += "; not looked at: \(listed(legacy))"
            if outcome.fix == nil { outcome.fix = saving }
        }
        return outcome
    }

    /// A newer file with a nearly right name, which somebody may expect to be used.
    private func passedOver(than status: FileStatus, _ path: String, among others: [String]) -> String? {
        others.first { other in
            let name = fileName(of: other)
            guard other != path, isNear(name), !isRight(name), let candidate = FileStatus(other) else { return false }
            return candidate.isFile && candidate.modified > status.modified
        }
    }

    /// What to do with a workbook of a kind that a run does not choose by itself.
    private var saving: String {
        "save it as .xlsx in Excel if it is the \(kind.noun), or name it with \(kind.option); otherwise move it away"
    }

    /// Workbooks of Excel up to 2003, of its binary format, and of OpenDocument, which a run only reads when they are named.
    private static let legacyEndings = [".xls", ".xlsb", ".ods"]

    private static func isLegacy(_ name: String) -> Bool {
        legacyEndings.contains(where: name.lowercased().hasSuffix)
    }

    /// Whether a file of input/ is such a workbook and is told here: with its kind, or with the plan when its name says none.
    private func isUnread(_ name: String) -> Bool {
        guard Self.isLegacy(name), !name.hasPrefix("~$") else { return false }
        if isNear(name) { return true }
        let isOther = WorkbookKind.allCases.contains { other in
            other != kind && InputFileCheck(kind: other, request: request, found: found).isNear(name)
        }
        return kind == .plan && !isOther
    }

    private func isRight(_ name: String) -> Bool {
        name.hasPrefix(kind.prefix) && kind.endings.contains(where: name.hasSuffix)
    }

    /// Whether a name is probably meant for this kind: its beginning differs only in case or in a few letters, and it
    /// is not a name of another kind.
    private func isNear(_ name: String) -> Bool {
        let ending = name.split(separator: ".").last?.lowercased() ?? ""
        guard ["xlsx", "xlsm", "xls", "xlsb", "ods"].contains(ending), !name.hasPrefix("~$") else { return false }
        guard !WorkbookKind.allCases.contains(where: { $0 != kind && name.hasPrefix($0.prefix) }) else { return false }
        let wanted = Array(kind.prefix.dropLast().lowercased().unicodeScalars)
        let lowered = name.lowercased().unicodeScalars.map { $0 == " " || $0 == "-" ? "_" : $0 }
        return (wanted.count - 1...wanted.count + 1).contains { editDistance(wanted, Array(lowered.prefix($0))) <= 2 }
    }

    private func missing(_ folder: String, _ names: [String]) -> Outcome {
        let near = names.filter(isNear)
        let others = names.filter { name in
            [".xls", ".xlsx", ".xlsm", ".xlsb", ".ods"].contains(where: name.lowercased().hasSuffix)
                && !near.contains(name)
        }
        var text = "no \(kind.noun): nothing matches \(folder)/\(kind.prefix)*.xlsx"
        if !near.isEmpty {
            text += "; near it is \(listed(near))"
        } else if !others.isEmpty {
            text += "; there is \(listed(others))"
        } else {
            text += "; there is no workbook at all"
        }
        let fix =
            near.first.map {
                Self.isLegacy($0)
                    ? "save \($0) as \(kind.prefix)….xlsx in Excel" : "rename \($0) to \(kind.prefix)….xlsx"
            } ?? "put the workbook there under that name"
        return Outcome(.critical, text, fix: "\(fix), or name it with \(kind.option)")
    }
}
