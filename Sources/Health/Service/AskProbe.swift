import Glibc
import Streams
import Synchronization

/// Runs `mp-ask --check` to learn about the key and the service. libcurl and the key stay in that process.
///
/// Several checks need to know about the key. mp-ask runs only once for them, so that all wait at most once if it
/// hangs.
final class AskProbe: Sendable {
    private let program: String
    private let known = Mutex<Result<Answer, any Error>?>(nil)

    init(_ request: HealthRequest) { program = "\(request.tools)/mp-ask" }

    /// The answer of mp-ask without a request to the service.
    var key: Result<Answer, any Error> {
        known.withLock { known in
            let answer = known ?? Result { try ask("key") }
            known = answer
            return answer
        }
    }

    /// The answer of mp-ask.
    struct Answer: Sendable {
        var status: Int32
        var facts: JSON

        var problemCode: String? { facts["problem"]?["code"]?.string }

        /// The problem as a check's outcome.
        var failed: Outcome {
            let place = facts["problem"]?["where"]?.string ?? ""
            let text = facts["problem"]?["message"]?.string ?? "mp-ask ended with status \(status)"
            return Outcome(.critical, place.isEmpty ? text : "\(place): \(text)", fix: hint)
        }

        var hint: String? { facts["problem"]?["hint"]?.string }
    }

    /// - Parameter what: `key`, or `service`, which sends a request to the service.
    func ask(_ what: String) throws -> Answer {
        guard access(program, X_OK) == 0 else {
            throw Failure(
                .internalError, .internalError, at: Place(file: program), "is missing",
                hint: "install the whole toolkit")
        }
        let run = try ChildProcess(
            program, ["--check", what], environment: ["MP_ASK_PARENT": String(getpid()), "MP_RUN": ""])
        guard let facts = try? JSON(parsing: run.output) else {
            let complaint =
                String(decoding: run.errors, as: UTF8.self).split(separator: "\n").first ?? "status \(run.status)"
            throw Failure(
                .internalError, .internalError, at: Place(file: program),
                "tells nothing: \(printable(String(complaint)))")
        }
        return Answer(status: run.status, facts: facts)
    }

    /// The version of libcurl, such as `7.88.1 (OpenSSL/3.0.15)`; nil when mp-ask does not report it.
    var curlVersion: String? {
        guard let words = try? key.get().facts["libraries"]?.string?.split(separator: " "), let first = words.first,
            words.count > 1
        else { return nil }
        return "\(first.split(separator: "/").last ?? first) (\(words[1]))"
    }
}

/// Checks that there is a key and that it has the form of a key. The key is never shown.
struct KeyCheck: Sendable {
    let request: HealthRequest
    let ask: AskProbe

    func run() throws -> Outcome {
        let found = try outcome(ask.key.get())
        guard found.verdict != .ok, !request.settings.wantsKey else { return found }
        // A key that no program here uses keeps no run back.
        return Outcome(
            .ok, found.text + "; Claude is not configured, so that nothing uses it", measures: found.measures)
    }

    private func outcome(_ answer: AskProbe.Answer) -> Outcome {
        if answer.problemCode == "no-key" {
            let isWanted = request.settings.wantsKey
            return Outcome(
                isWanted ? .warning : .ok, "not set, so mp-map --suggest claude cannot ask",
                fix: isWanted
                    ? "\(answer.hint ?? "set ANTHROPIC_API_KEY_FILE"); or say \"health\": {\"api_key\": \"optional\"} in config/toolkit.json"
                    : nil,
                measures: [Measure("set", 0)])
        }
        guard answer.status == 0, let source = answer.facts["key"]?.string else {
            return answer.failed
        }
        let measures = [Measure("set", 1)]
        guard answer.facts["form"] == .string("unusual") else {
            return Outcome(.ok, "set by \(source), well-formed", measures: measures)
        }
        return Outcome(
            .warning, "set by \(source), but a key of the Anthropic API begins with sk-ant-",
            fix: "see that it was copied whole, without quotes; --online tells whether it is accepted",
            measures: measures)
    }
}

/// Checks whether the service accepts the key, and how fast it answers.
struct ServiceCheck: Sendable {
    let request: HealthRequest
    let ask: AskProbe

    func run() throws -> Outcome {
        let answer = try ask.ask("service")
        guard answer.status == 0, let seconds = answer.facts["seconds"]?.number else {
            return answer.failed
        }
        let measure = Measure(
            "answer", (seconds * 1000).rounded() / 1000, .seconds, warning: .above(request.settings.serviceSeconds))
        let url = answer.facts["base_url"]?.string ?? "the service"
        return Outcome(
            measure.verdict,
            "\(url) accepts the key for \(answer.facts["model"]?.string ?? "the model"), answered in \(shortNumber(measure.value)) s",
            fix: measure.verdict == .ok
                ? nil : "see the network and any proxy; service.timeout_seconds in config/toolkit.json bounds the wait",
            measures: [measure])
    }
}
