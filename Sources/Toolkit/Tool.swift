import ArgumentParser
import Glibc
import Streams

/// The entry point of every executable: parses the command line, runs the command, and turns what it
/// returns or throws into messages and an exit status. Nothing else in the toolkit ends the process.
public enum Tool {
    /// - Parameter type: a `ToolCommand`, or a command whose subcommands are.
    public static func main<Command: ParsableCommand>(_ type: Command.Type) -> Never {
        Interruption.install()
        // Every process that inherits the key keeps it out of cores.
        if environment("ANTHROPIC_API_KEY") != nil { Secrecy.forbidCoreDumps() }
        let failure = (type as? any ToolCommand.Type)?.failureStatus
        FaultReport.install(tool: Command.name, status: failure ?? .internalError)
        if let text = ToolStart.refusal {
            writeStandardError("\(Command.name): error: \(text)\n")
            end((failure ?? .internalError).rawValue)
        }
        do {
            var command = try Command.parseAsRoot(Array(CommandLine.arguments.dropFirst()))
            guard let tool = command as? any ToolCommand else {
                // The command that shows help, which throws what is to be shown.
                try command.run()
                end(ExitStatus.done.rawValue)
            }
            end(run(tool, name: Command.name).rawValue)
        } catch {
            end(explain(error, of: type))
        }
    }

    /// Everything is written by then, and nothing is registered with atexit(3). A thread that hangs may still use what
    /// libraries would tear down there.
    private static func end(_ status: Int32) -> Never { _exit(status) }

    private static func run(_ command: any ToolCommand, name: String) -> ExitStatus {
        let session = Session(tool: name, options: command.common)
        let status = run(command, session)
        session.ledger.close(status: status.rawValue, errors: session.count(.error), warnings: session.count(.warning))
        return status
    }

    private static func run(_ command: any ToolCommand, _ session: Session) -> ExitStatus {
        do {
            try obeyMemoryLimit(session, failure: type(of: command).failureStatus)
            try command.files.declare(tool: session.tool)
            return try command.run(session)
        } catch is BrokenPipe {
            return .done
        } catch let interruption as Interruption.Interrupted {
            return ExitStatus(rawValue: 128 + interruption.signal) ?? .terminated
        } catch let failure as Failure {
            session.fail(failure.message)
            return type(of: command).failureStatus ?? failure.status
        } catch let error as ValidationError {
            session.fail(Message(.error, .usage, error.message, hint: "see \(session.tool) --help"))
            return type(of: command).failureStatus ?? .usage
        } catch {
            session.fail(Message(.error, .internalError, "\(error)", hint: "please report this"))
            return type(of: command).failureStatus ?? .internalError
        }
    }

    /// From here on a run that holds more memory than MP_MEMORY_LIMIT allows is ended.
    ///
    /// A tool with a status of its own for all failures is one that reports on the machine: it tells of a limit that is none.
    private static func obeyMemoryLimit(_ session: Session, failure: ExitStatus?) throws {
        guard let asked = environment("MP_MEMORY_LIMIT"), !asked.isEmpty else { return }
        guard let limit = ByteCount(asked), limit.bytes > 0 else {
            guard failure == nil else { return }
            throw Failure(
                .configuration, .memoryLimit, "MP_MEMORY_LIMIT is \"\(asked)\", which is no size",
                hint: "give a number with K, M, G or T, such as 4G")
        }
        let status = (failure ?? .memory).rawValue
        let successor = session.successor()
        try MemoryLimit.watch(limit) {
            let session = successor()
            session.fail(
                Message(
                    .error, .memoryLimit,
                    "the run needs more memory than the \(limit.text) that MP_MEMORY_LIMIT allows; nothing was finished",
                    hint: "raise the limit; mp-healthcheck --only memory tells how much there is"))
            session.ledger.close(status: status, errors: session.count(.error), warnings: 0)
            Interruption.end(status)
        }
    }

    /// Help and version go to standard output; a mistake in the command line to standard error, with status 64.
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
    /// The tool's name as typed.
    static var name: String { configuration.commandName ?? "\(Self.self)" }
}
