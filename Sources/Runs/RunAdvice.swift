import Streams

/// What to do after a run: by its verdict, or by the cause of its failure.
public struct RunAdvice {
    private let run: Run
    private let judgement: Judgement
    private let view: RunSummary.View

    public init(_ run: Run, _ judgement: Judgement, _ view: RunSummary.View) {
        (self.run, self.judgement, self.view) = (run, judgement, view)
    }

    /// What is done about a status.
    private enum Way {
        /// What was given was wrong: the same run would fail again.
        case anew
        /// What was given was right: the run goes on where it stopped.
        case resume
        /// Nobody knows.
        case recover
    }

    private static func way(after status: Int32) -> Way {
        switch status {
        case 64, 65, 66, 78: .anew
        case 70: .recover
        default: .resume
        }
    }

    /// What to do, the commands on lines of their own.
    public var text: String {
        if run.status == nil, view.isAtWork {
            return "wait until it is over, or look on:\n  tail -f logs/run-complete-workflow.log"
        }
        guard let status = run.status, status <= 1 else { return failure(run.status ?? 137) }
        if run.isStoppedByFindings {
            return "correct the errors in the workbooks, then start a new run:\n  \(command("run-complete-workflow"))"
        }
        switch judgement.verdict {
        case .ready: return "send the tracker"
        case .readyWithWarnings: return "read the warnings in the report; when they are all right, send the tracker"
        case .doNotSend:
            let isAboutWorkbooks = run.count(.error) > 0
            return isAboutWorkbooks
                ? "correct the errors in the workbooks, then run again:\n  \(command("run-complete-workflow"))"
                : "read in the report why, correct it, then run again:\n  \(command("run-complete-workflow"))"
        }
    }

    /// Whether the step that failed could not read a file.
    private var couldNotRead: Bool { run.failedStep?.findings.contains { $0.code == "cannot-read" } ?? false }

    private func failure(_ status: Int32) -> String {
        let recover = "\n  \(command("recover"))   # when you do not know why"
        switch Self.way(after: status) {
        case .anew:
            return "correct what is said above, then start a new run:\n  \(command("run-complete-workflow"))" + recover
        case .resume:
            let why =
                switch status {
                case 71: "raise MP_MEMORY_LIMIT or free memory, then continue:"
                case 137: "free memory, then continue:"
                case 74: "make room on the disk, then continue:"
                case 77 where couldNotRead: "make the file that is named above readable (chmod u+r), then continue:"
                case 73, 77: "make the folder writable, then continue:"
                case 69: "continue when the program or service that is named above is there:"
                case 129, 130, 143: "continue where it stopped:"
                default: "correct what is said above, then continue:"
                }
            return why + "\n  \(command("run-complete-workflow", "--resume"))" + recover
        case .recover:
            return "this is a mistake in the program; save what explains it and try again:\n  \(command("recover"))"
        }
    }

    private func command(_ words: String...) -> String {
        var words = words
        if let home = view.home { words.insert(contentsOf: ["--home", home], at: 1) }
        return ShellWord.quoted(words)
    }
}
