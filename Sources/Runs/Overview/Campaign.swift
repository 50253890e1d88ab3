import Glibc
import Streams

/// What the overview says of a home: its latest run, and what is wrong with the home itself.
struct Campaign {
    /// Path from the folder that was searched, for people.
    var name: String
    /// Why nothing, or not all, is known of it, each with what to do.
    var problems: [String] = []
    /// What the plan calls the campaign; nil where no run looked.
    var title: String?
    /// The campaign's plan, by its file's name.
    var plan: String?
    var run: Run?
    var verdict: RunVerdict?
    var why = ""
    /// Seconds from the run's start to now.
    var age: Double?
    /// What is due: a workbook newer than the run, a run that was forgotten.
    var due: [String] = []
    var pacing: RunPacing?
    /// Shares of the plan to date of the last runs that looked at pacing, the latest at the end.
    var shares: [Double] = []
    /// The worst findings, in words.
    var worst: [String] = []
    /// Links, relative to the page; nil where the file is not there.
    var report: String?
    var tracker: String?

    /// More runs than that tell nothing of today.
    private static let shownRuns = 20

    /// A folder that cannot be read.
    init(name: String, problem: String) { (self.name, problems) = (name, ["the folder cannot be read: \(problem)"]) }

    /// - Parameters:
    ///   - home: the home's path in bytes, absolute.
    ///   - page: the folder of the page, absolute.
    init(name: String, home: [UInt8], page: [UInt8], now: Double) {
        self.name = name
        // A path that is not UTF-8 cannot be a string; the open folder is one all the same.
        let folder = open(home.map { CChar(bitPattern: $0) } + [0], O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else {
            problems.append("cannot be read: \(systemMessage(errno))")
            return
        }
        defer { close(folder) }
        let path = String(validating: home, as: UTF8.self) ?? "/proc/self/fd/\(folder)"
        let ledger = LedgerFile(home: path)
        do {
            let tail = try ledger.tail()
            if tail.damaged > 0 {
                problems.append(
                    "output/runs.ndjson is damaged: \(counted(tail.damaged, "line")) cannot be read; compare it with a backup"
                )
            }
            let runs = Run.grouped(tail.entries)
            guard let run = runs.last(where: { $0.start != nil }) else { return }
            self.run = run
            look(at: run, among: runs, home: path, bytes: home, page: page, now: now)
        } catch let failure as Failure {
            let file = failure.message.place.file?.split(separator: "/").suffix(2).joined(separator: "/")
            problems.append([file, failure.message.text].compactMap { $0 }.joined(separator: ": "))
        } catch {
            problems.append("cannot be read: \(error)")
        }
    }

    private mutating func look(
        at run: Run, among runs: [Run], home: String, bytes: [UInt8], page: [UInt8], now: Double
    ) {
        plan = run.workbooks.first { $0.role == "PLANNED" }.map { fileName($0.path) }
        title = run.step(RunStep.audit)?.text("campaign")
        age = Timestamp.seconds(run.started).map { now - $0 }
        pacing = RunPacing(run)
        shares = runs.compactMap { RunPacing($0)?.share }.suffix(Self.shownRuns)
        due = RunFreshness(run, among: runs, home: home, now: now).problems
        let output = { (path: String?) -> String? in
            guard let path else { return nil }
            let file = path.hasPrefix("/") ? Array(path.utf8) : bytes + [UInt8(ascii: "/")] + Array(path.utf8)
            var status = stat()
            guard stat(file.map { CChar(bitPattern: $0) } + [0], &status) == 0, status.st_mode & S_IFMT == S_IFREG
            else { return nil }
            return RelativeLink.text(to: file, from: page)
        }
        report = output(run.reportPath)
        tracker = output(run.trackerPath)
        do {
            let rules = try VerdictRules.loading(home: home)
            let judgement = Judgement(run, rules: rules)
            verdict = judgement.verdict
            why = judgement.why
            worst = RunSummary(run, earlier: [], rules: rules, style: .init(isColoured: false)).worst(most: 5)
        } catch let failure as Failure {
            problems.append("its configuration has a mistake: \(failure.message.text)")
        } catch {
            problems.append("its configuration cannot be read: \(error)")
        }
    }

    /// The worst first: what nobody knows, then by verdict, then by how far the spend is from the plan.
    static func precedes(_ a: Campaign, _ b: Campaign) -> Bool {
        a.rank != b.rank
            ? a.rank < b.rank : a.deviation != b.deviation ? a.deviation > b.deviation : a.name < b.name
    }

    /// Its place among verdicts, the worst first.
    var rank: Int {
        switch verdict {
        case nil where !problems.isEmpty: 0
        case .doNotSend: 1
        // A line that is lost may be the latest run's.
        case _ where !problems.isEmpty: 2
        case nil: 2
        case .readyWithWarnings: 3
        case .ready: 4
        }
    }

    /// What the filter of pacing goes by.
    var pacingWords: [String] { pacing?.words ?? ["unknown"] }

    var deviation: Double { pacing?.concern ?? -1 }

    /// The verdict, or why there is none.
    var word: String { verdict?.rawValue ?? (problems.isEmpty ? "no run yet" : "cannot be read") }
}
