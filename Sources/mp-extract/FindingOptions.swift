import ArgumentParser
import MediaPlans
import Streams
import Toolkit

/// Which findings count.
struct FindingOptions: ParsableArguments {
    enum Level: String, OptionWord { case error, warning, never }

    @Flag(help: "Take warnings as errors.")
    var strict = false

    @Option(
        help: ArgumentHelp("End with status 1 for findings of this level: error, warning or never.", valueName: "level")
    )
    var failOn = Level.error

    /// The message as it counts.
    func raised(_ message: Message) -> Message {
        guard strict, message.level == .warning else { return message }
        var message = message
        message.level = .error
        return message
    }

    func status(errors: Int, warnings: Int) -> ExitStatus {
        switch failOn {
        case .never: .done
        case .error: errors > 0 ? .findings : .done
        case .warning: errors + warnings > 0 ? .findings : .done
        }
    }
}

extension RecordFormat: OptionWord {
    public static var allValueStrings: [String] { [RecordFormat.tsv, .ndjson].map { $0.rawValue } }
}

extension VersionChoice: OptionWord {}
extension DuplicateChoice: OptionWord {}
