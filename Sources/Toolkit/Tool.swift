import ArgumentParser
import Glibc
import Streams

/// The entry point of every executable. It parses the command line, runs the command, and turns its result or error
/// into messages and an exit status. Elsewhere only signals, faults and the memory limit end a process.
public enum Tool {
    /// - Parameter type: a `ToolCommand`, or a command whose subcommands are `ToolCommand`s.
    public static func main<Command: ParsableCommand>(_ type: Command.Type) -> Never {
        Interruption.install()
        // The process may have inherited the service's key, which must not get into core dumps.
        if environment("ANTHROPIC_API_KEY") != nil { Secrecy.forbidCoreDumps() }
        let failure = (type as? any ToolCommand.Type)?.failureStatus
        FaultReport.install(tool: Command.name, status: failure ?? .internalError)
        if let refusal = ToolStart.refusal {
            writeStandardError("\(Command.name): error: \(refusal.text)\n")
            end((failure ?? refusal.status).rawValue)
        }
        do {
            var command = try Command.parseAsRoot(Array(CommandLine.arguments.dropFirst()))
            guard let tool = command as? any ToolCommand else {
                // This is the command that shows help. It throws the text.
                try command.run()
                end(ExitStatus.done.rawValue)
            }
            end(run(tool, name: Command.name).rawValue)
        } catch {
            end(explain(error, of: type))
        }
    }

    /// Ends by _exit(2), without the handlers of atexit(3): all output is written, none of ours is registered, and a
    /// thread that hangs may still use what the libraries' handlers would free.
    private static func end(_ status: Int32) -> Never { _exit(status) }

    private static func run(_ command: any ToolCommand, name: String) -> ExitStatus {
        if command.common.followsOwnLinks { LinkTrust.followOwn() }
        let session = Session(tool: name, options: command.common)
        let status = run(command, session)
        session.ledger.close(status: status.rawValue, errors: session.count(.error), warnings: session.count(.warning))
        return status
    }

    private static func run(_ command: any ToolCommand, _ session: Session) -> ExitStatus {
        do {
            try obeyMemoryLimit(session, failure: type(of: command).failureStatus)
            if command.common.logLevel == nil { try LogFile.checkLevel(for: session.tool) }
            try command.files.declare(tool: session.tool)
            return try command.run(session)
        } catch is BrokenPipe {
            return .done
        } catch let interruption as Interruption.Interrupted {
            return ExitStatus(rawValue: 128 + interruption.signal) ?? .terminated
        } catch let failure as Failure {
            session.fail(failure.message)
            // A file that would be replaced is not a state of what a tool checks.
            return failure.status == .usage ? .usage : type(of: command).failureStatus ?? failure.status
        } catch let error as ValidationError {
            session.fail(Message(.error, .usage, error.message, hint: "see \(session.tool) --help"))
            return type(of: command).failureStatus ?? .usage
        } catch {
            session.fail(Message(.error, .internalError, "\(error)", hint: "please report this"))
            return type(of: command).failureStatus ?? .internalError
        }
    }

    /// From now on a run that holds more memory than the environment allows is ended.
    ///
    /// A limit that is not a size is an error. Tools with one status for all failures report on the machine, and so
    /// report this limit as a finding instead.
    private static func obeyMemoryLimit(_ session: Session, failure: ExitStatus?) throws {
        guard let (variable, asked) = MemoryLimit.asked else { return }
        guard let limit = ByteCount(asked), limit.bytes > 0 else {
            guard failure == nil else { return }
            throw Failure(
                .configuration, .memoryLimit, "\(variable) is \"\(asked)\", which is not a size",
                hint: "give a number with K, M, G or T, such as 4G")
        }
        let status = (failure ?? .memory).rawValue
        let successor = session.successor()
        try MemoryLimit.watch(limit) {
            let session = successor()
            session.fail(
                Message(
                    .error, .memoryLimit,
                    "the run needs more memory than the \(limit.text) that \(variable) allows; nothing was finished",
                    hint: "raise the limit; mp-healthcheck --only memory tells how much there is"))
            session.ledger.close(status: status, errors: session.count(.error), warnings: 0)
            Interruption.end(status)
        }
    }

    /// Writes help and version to standard output, and a mistake in the command line to standard error, with status 64.
    private static func explain<Command: ParsableCommand>(_ error: any Error, of type: Command.Type) -> Int32 {
        guard Command.exitCode(for: error) != .success else {
            var text = HelpText.ordered(Command.fullMessage(for: error))
            if text == Command.configuration.version {
                text = Version.text(isVerbose: CommandLine.arguments.contains("--verbose"))
            }
            do {
                let output = Output.standard()
                try output.write(text.hasSuffix("\n") ? text : text + "\n")
                try output.finish()
            } catch is BrokenPipe {
            } catch let failure as Failure {
                writeStandardError("\(Command.name): \(failure.message.sentence)\n")
                return ((type as? any ToolCommand.Type)?.failureStatus ?? failure.status).rawValue
            } catch {
                return ExitStatus.internalError.rawValue
            }
            return 0
        }
        let message = Message(
            .error, .usage, Command.message(for: error), hint: "see \(Command.name) --help")
        writeStandardError("\(Command.name): \(message.sentence)\n")
        return ((type as? any ToolCommand.Type)?.failureStatus ?? .usage).rawValue
    }
}

extension ParsableCommand {
    /// The tool's name, as on a command line.
    static var name: String { configuration.commandName ?? "\(Self.self)" }
}
