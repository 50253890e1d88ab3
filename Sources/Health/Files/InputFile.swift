import Glibc
import MediaPlans
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
                ? saving
                : "rename it to \"\(kind.rightName(for: fileName(of: passed)))\" if it is the \(kind.noun), or move it away"
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
            guard other != path, kind.isNear(name), !kind.isRight(name), let candidate = FileStatus(other) else {
                return false
            }
            return candidate.isFile && candidate.modified > status.modified
        }
    }

    /// Whether a file of input/ is a workbook that a run only reads when it is named, and is reported here: with its
    /// kind, or with the plan when its name says none.
    private func isUnread(_ name: String) -> Bool {
        guard Self.isLegacy(name), !name.hasPrefix("~$") else { return false }
        if kind.isNear(name) { return true }
        let isOther = WorkbookKind.allCases.contains { $0 != kind && $0.isNear(name) }
        return kind == .plan && !isOther
    }

    /// Workbooks of Excel up to 2003, of its binary format, and of OpenDocument.
    private static func isLegacy(_ name: String) -> Bool {
        [".xls", ".xlsb", ".ods"].contains(where: name.lowercased().hasSuffix)
    }

    /// What to do with a workbook of a kind that a run does not choose by itself.
    private var saving: String {
        "save it as .xlsx in Excel if it is the \(kind.noun), or name it with \(kind.option); otherwise move it away"
    }

    // MARK: None

    private func missing(_ folder: String, _ names: [String]) -> Outcome {
        var text = "no \(kind.noun): nothing matches \(folder)/\(kind.prefix)*.xlsx"
        if let near = nearest(in: folder, names), let first = near.first {
            text += "; near it is \(quoted(near))"
            return Outcome(.critical, text, fix: "\(advice(for: first)), or name it with \(kind.option)")
        }
        if let (path, others) = elsewhere(folder) {
            text += "; there is \(quoted([path] + others))"
            return Outcome(
                .critical, text, fix: "\(moving(path)), or name it with \(kind.option)")
        }
        // What has a name of another kind is hardly meant.
        let workbooks = names.filter(WorkbookKind.isWorkbook)
        let isOther = { (name: String) in WorkbookKind.allCases.contains { $0 != kind && $0.isRight(name) } }
        let others = workbooks.filter { !isOther($0) } + workbooks.filter(isOther)
        text += others.isEmpty ? "; there is no workbook at all" : "; there is \(quoted(others))"
        return Outcome(
            .critical, text, fix: "put the workbook there under that name, or name it with \(kind.option)")
    }

    /// The names that are nearly right, the nearest first, and of those the newest.
    private func nearest(in folder: String, _ names: [String]) -> [String]? {
        let near = names.filter(kind.isNear)
        return near.isEmpty ? nil : sorted(near, in: folder)
    }

    private func sorted(_ names: [String], in folder: String) -> [String] {
        let ranked = names.map { name in
            (
                name: name, distance: kind.distance(of: name) ?? .max,
                age: -(FileStatus("\(folder)/\(name)")?.modified ?? 0)
            )
        }
        return ranked.sorted { ($0.distance, $0.age, $0.name) < ($1.distance, $1.age, $1.name) }.map(\.name)
    }

    /// Workbooks of the kind beside input/ or in a folder below it, where a run does not look.
    private func elsewhere(_ folder: String) -> (path: String, others: [String])? {
        let below = (fileNames(in: folder) ?? []).filter { FileStatus("\(folder)/\($0)")?.isFile == false }
        let found = ([request.home] + below.map { "\(folder)/\($0)" }).flatMap { place in
            sorted((fileNames(in: place) ?? []).filter(kind.isNear), in: place)
                .map { place == "." ? $0 : "\(place)/\($0)" }
        }
        return found.first.map { ($0, Array(found.dropFirst())) }
    }

    private func moving(_ path: String) -> String {
        let name = fileName(of: path)
        return kind.isRight(name)
            ? "move \(quoted([path])) into input/"
            : "move \(quoted([path])) into input/ as \(quoted([kind.rightName(for: name)]))"
    }

    /// What makes a run find a file whose name is nearly right.
    private func advice(for name: String) -> String {
        let right = quoted([kind.rightName(for: name)])
        return kind.canBeRead(name)
            ? "rename \(quoted([name])) to \(right)" : "save \(quoted([name])) as \(right) in Excel"
    }

    private func quoted(_ names: [String]) -> String { listed(names.map { "\"\($0)\"" }) }
}

extension WorkbookKind {
    /// The file that a request names; nil when the newest is used.
    func named(in request: HealthRequest) -> String? {
        switch self {
        case .plan: request.planned
        case .delivery: request.delivered
        case .template: request.template
        }
    }
}
