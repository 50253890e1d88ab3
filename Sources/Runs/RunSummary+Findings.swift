import Streams

/// What was taken, what is wrong with it, and where the results are.
extension RunSummary {
    private var room: Int? { view.width.map { $0 - 12 } }

    /// The workbooks of the run, and those beside them that it did not take.
    var workbooks: [String] {
        let names = { (role: String) in run.workbooks.filter { $0.role == role }.map { fileName($0.path) } }
        let reports = names("DELIVERED")
        let shown = reports.count > 3 ? Array(reports.prefix(2)) + ["and \(reports.count - 2) more"] : reports
        let fitted = { (lines: [String]) in
            lines.isEmpty ? nil : lines.map { TextFitting.cutInside(printable($0), to: room) }.joined(separator: "\n")
        }
        return labelled([
            ("Plan", fitted(names("PLANNED"))), ("Delivered", fitted(shown)), ("Template", fitted(names("TEMPLATE"))),
            (
                "Left out",
                leftOut.isEmpty ? nil : leftOut.map { TextFitting.cut(printable($0), to: room) }.joined(separator: "\n")
            ),
        ])
    }

    /// What was not taken, and why: where there is room every file, else of each kind and reason the first.
    private var leftOut: [String] {
        let files = (run.start?.leftOut ?? []).map { (name: fileName($0.path), reason: $0.reason) }
        guard view.width != nil, files.count > 3 else { return files.map { "\($0.name): \($0.reason)" } }
        var kinds: [(kind: [Substring], first: (name: String, reason: String), count: Int)] = []
        for file in files {
            // What a report has may differ from file to file; the reason is before it.
            let kind = [file.name.prefix { $0 != "_" }, file.reason.prefix { $0 != ":" }]
            if let index = kinds.firstIndex(where: { $0.kind == kind }) {
                kinds[index].count += 1
            } else {
                kinds.append((kind, file, 1))
            }
        }
        let lines = kinds.map { kind, first, count in
            count == 1 ? "\(first.name): \(first.reason)" : "\(first.name) and \(count - 1) more: \(kind[1])"
        }
        return lines.count > 4 ? Array(lines.prefix(3)) + ["and \(Self.count(lines.count - 3, "kind")) more"] : lines
    }

    /// Causes before what follows from them.
    private var blocking: [Found] {
        let all = run.findings.filter { $0.level == .error || rules.isBlocking($0) }
        let isCause = { (found: Found) in VerdictRules.causes.contains(found.code) }
        return all.filter(isCause) + all.filter { !isCause($0) }
    }

    /// Of each kind the first, so that one kind does not hide the others; then the rest of each.
    private var blockingCases: [Found.Case] {
        blocking.compactMap(\.cases.first) + blocking.flatMap { $0.cases.dropFirst() }
    }

    /// What keeps the tracker from being sent, in a sentence each, without advice.
    func worst(most: Int) -> [String] {
        blockingCases.prefix(most).map { "\(place($0.place))\(printable($0.text))" }
    }

    /// What keeps the tracker from being sent, errors first, at most ten findings, in so many lines.
    public func errors(lines: Int) -> [String] {
        let all = blocking.reduce(0) { $0 + $1.count }
        let cases = blockingCases
        // The last line is for what is not shown.
        let room = view.width == nil ? Int.max : lines - 1
        let most = min(Found.mostCases, view.width == nil ? Int.max : cases.count <= lines ? lines : room)
        let shown = Array(cases.prefix(most))
        guard !shown.isEmpty else { return [] }
        let told = shown.count
        let limit = told < all ? room : lines
        let rest = told < all ? ["    … and \(Self.count(all - told, "more finding")) like these"] : []
        return heights(of: shown, lines: limit).flatMap(drawn) + rest
    }

    /// A finding, and how many lines of its text and of its advice there is room for.
    private typealias Height = (found: Found.Case, text: Int, hint: Int)

    /// Of each finding the first line; then, as long as there is room, the rest of what is wrong, the worst first, and
    /// then the advice.
    private func heights(of shown: [Found.Case], lines: Int) -> [Height] {
        guard view.width != nil else { return shown.map { ($0, 1, 1) } }
        var heights = shown.map { Height($0, 1, 0) }
        var left = lines - heights.count
        for (text, hint) in [(2, 0), (2, 1), (3, 1), (3, 2)] {
            for index in heights.indices {
                var higher = heights[index]
                (higher.text, higher.hint) = (max(text, higher.text), max(hint, higher.hint))
                let more = drawn(higher).count - drawn(heights[index]).count
                guard more <= left else { continue }
                left -= more
                heights[index] = higher
            }
        }
        return heights
    }

    private func drawn(_ height: Height) -> [String] {
        let found = height.found
        let width = view.width.map { $0 - 4 }
        let what = TextFitting.lines("\(place(found.place))\(printable(found.text))", most: height.text, width: width)
        let advice =
            found.hint.map {
                TextFitting.lines(withRoles(printable($0)), most: height.hint, width: width.map { $0 - 2 })
            } ?? []
        return what.enumerated().map { ($0 == 0 ? "  " + style.bad("✗ ") : "    ") + $1 }
            + advice.enumerated().map { "    " + style.faint(($0 == 0 ? "→ " : "  ") + $1) }
    }

    /// The text with places in the run's workbooks as the findings have them: `PLANNED META!G31` for
    /// `input/PLANNED_x.xlsx!META!G31`.
    private func withRoles(_ text: String) -> String {
        run.workbooks.reduce(text) { text, workbook in
            guard let role = run.role(of: workbook.path) else { return text }
            return text.replacing(printable(workbook.path) + "!", with: role + " ")
        }
    }

    /// `PLANNED DV360!I55: `
    private func place(_ place: Place) -> String {
        let inside = [place.sheet, place.cell].compactMap { $0 }.joined(separator: "!")
        let file = place.file.map { run.role(of: $0) ?? fileName($0) }
        let words = [file, inside.isEmpty ? nil : inside].compactMap { $0 }.joined(separator: " ")
        return words.isEmpty ? "" : printable(words) + ": "
    }

    /// How many warnings of each kind, the most frequent first, in at most so many lines; of a single warning all that it says.
    func warnings(lines most: Int) -> String? {
        let kinds = run.findings.filter { $0.level == .warning }
        guard let first = kinds.first else { return nil }
        if kinds.count == 1, first.count == 1, let only = first.cases.first {
            let text = "1: \(place(only.place))\(printable(only.text))"
            return TextFitting.lines(text, most: max(2, most), width: room).map { style.warning($0) }
                .joined(separator: "\n")
        }
        let head = Self.grouped(kinds.reduce(0) { $0 + $1.count }) + ": "
        let words = kinds.map { TextFitting.cut(printable($0.counted), to: Self.longestKind) }
        let lines = (0...words.count).lazy.map { left -> [String] in
            let rest = left > 0 ? ["and \(Self.count(left, "more kind"))"] : []
            return TextFitting.wrapped(
                head + (words.dropLast(left) + rest).joined(separator: ", "), to: room)
        }.first { $0.count <= most }
        return lines?.map { style.warning($0) }.joined(separator: "\n")
    }

    /// Titles are shorter; what is longer is the text of a message.
    private static let longestKind = 80

    /// Where the results are.
    func files(isDone: Bool) -> [String] {
        let path = { (path: String) in path.hasPrefix("/") || view.home == nil ? path : "\(view.home!)/\(path)" }
        let outputs = run.steps.flatMap(\.outputs).map(\.path)
        let (tracker, page) = (run.trackerPath, run.reportPath)
        guard isDone else {
            let logs = ["logs/run-complete-workflow.log"]
            return labelled([
                (
                    "Files",
                    (outputs.filter { $0.hasSuffix(".tsv") || $0 == tracker } + logs).map(path).joined(separator: "\n")
                )
            ])
        }
        return labelled([("Tracker", tracker.map(path)), ("Findings", page.map(path))])
    }
}

extension Run {
    /// The workbooks that it was begun with: PLANNED, DELIVERED or TEMPLATE, and the path.
    public var workbooks: [(role: String, path: String)] {
        let roles = ["--planned": "PLANNED", "--delivered": "DELIVERED", "--template": "TEMPLATE"]
        let words = arguments
        return words.indices.compactMap { index in
            guard let role = roles[words[index]], index + 1 < words.count else { return nil }
            return (role, words[index + 1])
        }
    }

    /// The options that continue it: those of its last beginning.
    public var arguments: [String] {
        let beginnings = entries.filter { $0.step == RunStep.start || $0.step == RunStep.resume }
        return beginnings.last { !$0.arguments.isEmpty }?.arguments ?? []
    }

    /// The filled tracker, as it was when it was made; nil where it was not made.
    var tracker: FileRecord? {
        step("map")?.outputs.first { !$0.path.hasSuffix(".txt") && !$0.path.hasSuffix(".ndjson") }
    }

    /// Where the filled tracker is.
    var trackerPath: String? { tracker?.path }

    /// The report to read in a browser.
    var reportPath: String? { steps.flatMap(\.outputs).map(\.path).last { $0.hasSuffix(".html") } }

    /// What a file is to this run, in a word; nil when it is none of its files. Of several reports it is the file's name that tells.
    func role(of path: String) -> String? {
        let name = fileName(path)
        if name.hasPrefix("final_mapped_") { return "TRACKER" }
        guard let role = workbooks.first(where: { fileName($0.path) == name })?.role else { return nil }
        return workbooks.count { $0.role == role } > 1 ? name : role
    }

    /// The step that kept the run from its end.
    var failedStep: LedgerEntry? { entries.last { !$0.isDone && $0.step != RunStep.end } }
}

/// The name of a file without its folder.
func fileName(_ path: String) -> String { path.pathName }
