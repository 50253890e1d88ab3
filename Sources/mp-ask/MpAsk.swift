import ArgumentParser
import Glibc
import Services
import Streams
import Toolkit

/// A program of its own, so that no other tool loads libcurl and the key stands in no other process's memory.
@main
struct MpAsk: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "mp-ask",
        abstract: "Ask the Anthropic Messages API: a JSON request in, its answer out.",
        usage: "mp-ask [options] [FILE]",
        discussion: """
            Examples:
              mp-ask request.json | jq -r '.content[].text'
              mp-ask -o answer.json request.json
            """,
        version: toolkitVersion)

    @Argument(
        help: ArgumentHelp("The request, a JSON object; - or nothing is standard input.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var file = "-"

    @Option(
        name: .customShort("o"),
        help: ArgumentHelp("Write the answer to this file, atomically, instead of standard output.", valueName: "file"),
        completion: .file())
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Send no request: tell as JSON whether there is a key (key), or whether the service accepts it, and how fast (service).",
            valueName: "what"))
    var check: ServiceFacts.Depth?

    @OptionGroup(title: "Messages")
    var common: CommonOptions

    var files: CommandFiles {
        var files = CommandFiles()
        files.reads("the request", file)
        files.makes("-o", output)
        return files
    }

    static func main() { Tool.main(Self.self) }

    func run(_ session: Session) throws -> ExitStatus {
        Secrecy.forbidCoreDumps()
        // mp-map says so: what it asked for is of no use without it.
        if let parent = environment("MP_ASK_PARENT"), parent == String(getppid()) {
            Secrecy.endWithParent()
            session.ledger.isKept = false
        }
        if let check {
            let facts = ServiceFacts.gathering(check)
            let output = try Output.to(output)
            try output.write(facts.json.serialised() + "\n")
            try output.finish()
            return facts.status
        }
        let settings = try ServiceSettings.loading(
            home: environment("MP_HOME") ?? ".", baseURL: environment("ANTHROPIC_BASE_URL"))
        let request = try readRequest()
        let service = try MessagesService(settings, report: session.report)
        let answer = try service.ask(request)
        session.ledger.read(file)
        let output = try Output.to(output)
        try output.write(answer + [0x0A])
        try output.finish()
        return .done
    }

    private func readRequest() throws -> JSON {
        if file != "-", let failure = Failure.missing(file, pattern: "*.json") { throw failure }
        let input = try Input(path: file)
        var bytes: [UInt8] = []
        while true {
            let chunk = try input.chunk()
            if chunk.isEmpty { break }
            bytes.append(contentsOf: chunk)
        }
        let place = Place(file: input.name)
        do {
            let request = try JSON(parsing: bytes)
            guard request.members != nil else {
                throw Failure(.data, .malformedRequest, at: place, "is no JSON object")
            }
            return request
        } catch let error as JSONError {
            throw Failure(
                .data, .malformedRequest, at: place,
                "is no JSON (line \(error.line), column \(error.column): \(error.text))")
        }
    }
}
