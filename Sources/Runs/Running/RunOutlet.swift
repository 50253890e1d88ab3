import Streams

/// Where a run says what happens.
public struct RunOutlet {
    /// A line for the operator, on standard error.
    public var say: (String) -> Void
    /// A line of what a tool found, as the tool would write it.
    public var message: (String) -> Void
    /// An event for the log.
    public var log: (String, Message.Level) -> Void
    /// The screen of a terminal; nil where messages go to standard error as they come.
    public var screen: RunScreen?
    /// Whether the screen shows the steps' messages, too.
    public var showsMessages: Bool
    /// Where messages of steps go without a screen.
    public var messages: Int32

    public init(
        say: @escaping (String) -> Void, message: @escaping (String) -> Void,
        log: @escaping (String, Message.Level) -> Void, screen: RunScreen?,
        showsMessages: Bool, messages: Int32
    ) {
        (self.say, self.message, self.log, self.screen) = (say, message, log, screen)
        (self.showsMessages, self.messages) = (showsMessages, messages)
    }
}

/// What a run is, and how it is to be done.
public struct RunPlan: Sendable {
    public var run: String
    /// The script that does it, as the ledger and its messages name it.
    public var script: String
    public var version: String
    public var home: String
    /// The options that continue it.
    public var arguments: [String]
    /// Workbooks that it did not take.
    public var leftOut: [LeftOut]
    public var steps: [PlannedStep]
    public var isResumed = false
    /// Whether it goes on though the health check found something critical.
    public var isForced = false
    /// Whether it ends before the tracker is filled when the records have errors.
    public var isStrict = false

    public init(
        run: String, script: String, version: String, home: String, arguments: [String], leftOut: [LeftOut],
        steps: [PlannedStep]
    ) {
        (self.run, self.script, self.version, self.home) = (run, script, version, home)
        (self.arguments, self.leftOut, self.steps) = (arguments, leftOut, steps)
    }

    /// Whether the record of a step is still valid, so that the step need not be done again.
    func record(of step: PlannedStep, in entries: [LedgerEntry], _ configuration: [FileRecord]) -> StepRecord {
        StepRecord(
            step: step.name, of: entries, tool: step.command[0], arguments: Array(step.command.dropFirst()),
            version: version, configuration: configuration)
    }

    /// What would be done, for people.
    public func description(earlier: String?) throws -> String {
        var lines = ["run       \(run)"]
        for (option, label) in [("--planned", "plan"), ("--delivered", "delivered"), ("--template", "template")] {
            for index in arguments.indices.dropLast() where arguments[index] == option {
                lines.append(padded(label) + arguments[index + 1])
            }
        }
        lines.append("earlier   \(earlier ?? "no earlier run of this plan to compare with")")
        var entries: [LedgerEntry] = []
        if isResumed { try LedgerFile(home: home).forEach(run: run) { entries.append($0) } }
        var isResumed = isResumed
        let configuration = isResumed ? ConfigurationFiles.read(home: home) : []
        for step in steps {
            if isResumed, step.name != RunStep.health {
                switch record(of: step, in: entries, configuration) {
                case .stands(let entry):
                    lines.append(padded(step.name) + "skipped: \(entry.unchangedFiles)")
                    continue
                case .isOutdated(let reason):
                    isResumed = false
                    lines.append(padded(step.name) + "from here on: \(reason)")
                }
            }
            lines.append(padded(step.name) + ShellWord.quoted(step.command))
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func padded(_ label: String) -> String {
        label + String(repeating: " ", count: max(1, 10 - label.count))
    }
}

extension LedgerEntry {
    /// What a step that is not done again relies on.
    public var unchangedFiles: String { "\(inputs.count) read and \(outputs.count) written files are unchanged" }
}

/// Words as a shell reads them.
enum ShellWord {
    static func quoted(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }

    static func quoted(_ word: String) -> String {
        let plain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) || "-_./:+=@%,".contains($0) }
        return plain && !word.isEmpty ? printable(word) : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
