import ArgumentParser
import Services
import Streams
import Toolkit

/// What `--check` tells. A problem is a fact, and not reported as an error beside it.
struct ServiceFacts {
    enum Depth: String, OptionWord { case key, service }

    private(set) var status = ExitStatus.done
    private var members = [
        JSON.Member("version", .string(toolkitBuild)), JSON.Member("libraries", .string(MessagesService.libraries)),
    ]

    var json: JSON { .object(members) }

    static func gathering(_ depth: Depth) -> ServiceFacts {
        var facts = ServiceFacts()
        do {
            try facts.gather(depth)
        } catch let failure as Failure {
            facts.status = failure.status
            facts.note(failure.message)
        } catch {
            facts.status = .internalError
            facts.note(Message(.error, .internalError, "\(error)"))
        }
        return facts
    }

    private mutating func gather(_ depth: Depth) throws {
        let settings = try ServiceSettings.loading(
            home: environment("MP_HOME") ?? ".", baseURL: environment("ANTHROPIC_BASE_URL"))
        members += [.init("base_url", .string(settings.baseURL)), .init("model", .string(settings.model))]
        let service = try MessagesService(settings, report: { _ in })
        members += [
            .init("key", .string(service.keySource)), .init("form", .string(service.hasUsualKey ? "usual" : "unusual")),
        ]
        if depth == .service {
            members.append(.init("seconds", .number((try service.probe() * 10_000).rounded() / 10_000)))
        }
    }

    private mutating func note(_ message: Message) {
        var problem: [JSON.Member] = [
            .init("code", .string(message.code.rawValue)), .init("where", .string(message.place.description)),
            .init("message", .string(message.text)),
        ]
        if let hint = message.hint { problem.append(.init("hint", .string(hint))) }
        members.append(.init("problem", .object(problem)))
    }
}
