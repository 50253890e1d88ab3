import Glibc
import Streams

/// The Anthropic Messages API: one JSON object in, one out.
public struct MessagesService: ~Copyable {
    private let settings: ServiceSettings
    private let key: ServiceKey
    private let client: HTTPSClient
    private let report: (Message) -> Void
    private static let version = "2023-06-01"

    /// - Throws: `Failure` with status 78 when there is no key, or 77 when others may read its file.
    public init(_ settings: ServiceSettings, report: @escaping (Message) -> Void) throws {
        Secrecy.forbidCoreDumps()
        let client = try HTTPSClient(settings)
        let key = try ServiceKey.finding(settings)
        self.settings = settings
        self.report = report
        self.client = client
        self.key = key
    }

    private var url: String { settings.baseURL + "/v1/messages" }
    private var headers: [String] {
        ["content-type: application/json", "accept: application/json", "anthropic-version: \(Self.version)", "expect:"]
    }

    /// libcurl and the libraries that it uses, with their versions (curl_version(3)).
    public static var libraries: String { HTTPSClient.libraries }
    /// Where the key was found.
    public var keySource: String { key.source }
    /// Whether the key has the form of the API's keys. True also for other services, whose keys may have any form.
    public var hasUsualKey: Bool { key.isUsual || settings.baseURL != ServiceSettings().baseURL }

    /// Sends a request, and sends it again when that may succeed.
    ///
    /// - Parameter request: an object in the form of the API. If it names no model, the configured one is added.
    /// - Returns: the answer's bytes, which are a JSON object.
    /// - Throws: `Failure` with status 69 when the service does not answer, refuses, or sends something other than a
    ///   JSON object.
    public func ask(_ request: JSON) throws -> [UInt8] {
        var request = request
        if request["model"] == nil, let members = request.members {
            request = .object([.init("model", .string(settings.model))] + members)
        }
        let body = Array(request.serialised().utf8)
        for attempt in 0...settings.retries {
            let problem: Problem
            do {
                let response = try client.post(body, to: url, headers: headers, key: key)
                if (200..<300).contains(response.status) {
                    let body = try answer(response.body)
                    guard let type = Self.errorType(of: body) else {
                        guard try JSON(parsing: body)["content"]?.array != nil else {
                            throw unusable("is no message: it has no content")
                        }
                        return body
                    }
                    problem = try self.problem(inAnswer: response, type)
                } else {
                    problem = try self.problem(response)
                }
            } catch let error as HTTPSError {
                problem = try self.problem(error)
            }
            guard attempt < settings.retries else {
                throw unavailable("\(problem.text), after \(attempt + 1) attempts")
            }
            try wait(attempt, problem)
        }
        throw unavailable("it was not asked")
    }

    /// Asks how many tokens a word has. This costs nothing, and needs a valid key and a model that the key may use.
    ///
    /// - Returns: the seconds until the answer came.
    /// - Throws: `Failure` with status 69 when no answer came. There is no second attempt.
    public func probe() throws -> Double {
        let message = JSON.object([.init("role", .string("user")), .init("content", .string("Hello"))])
        let request = JSON.object([.init("model", .string(settings.model)), .init("messages", .array([message]))])
        let clock = ContinuousClock()
        let start = clock.now
        do {
            let response = try client.post(
                Array(request.serialised().utf8), to: url + "/count_tokens", headers: headers, key: key)
            guard (200..<300).contains(response.status) else { throw unavailable(try problem(response).text) }
            let body = try answer(response.body)
            if let error = Self.errorType(of: body) { throw unavailable(try problem(inAnswer: response, error).text) }
        } catch let error as HTTPSError {
            throw unavailable(try problem(error).text)
        }
        let elapsed = start.duration(to: clock.now)
        return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    }

    /// A problem that another attempt may solve.
    private struct Problem {
        var text: String
        var retryAfter: Double?
    }

    private func problem(_ response: HTTPSResponse) throws -> Problem {
        let detail = describe(response.body)
        let text = "HTTP \(response.status)\(detail.isEmpty ? "" : ": \(detail)")"
        let isWorthwhile = response.shouldRetry ?? [408, 409, 429].contains(response.status)
        switch response.status {
        case 500...599 where response.shouldRetry != false: return Problem(text: text, retryAfter: response.retryAfter)
        case _ where isWorthwhile: return Problem(text: text, retryAfter: response.retryAfter)
        case 401, 403:
            throw Failure(
                .unavailable, .serviceRefused, at: Place(file: url), text,
                hint: "see that the key is right and may use the model")
        default:
            throw Failure(
                .unavailable, .serviceRefused, at: Place(file: url), text,
                hint: "see service.model and service.base_url in config/toolkit.json")
        }
    }

    /// The error type of an answer, whatever its HTTP status; nil when the answer is a message.
    private static func errorType(of body: [UInt8]) -> String? {
        guard let json = try? JSON(parsing: body) else { return nil }
        // Some gateways send the error as text.
        guard json["type"]?.string == "error" || json["error"]?.members != nil || json["error"]?.string != nil else {
            return nil
        }
        return json["error"]?["type"]?.string ?? "error"
    }

    /// The problem in an answer that has a status of success but an error object, as gateways send them.
    private func problem(inAnswer response: HTTPSResponse, _ type: String) throws -> Problem {
        let detail = describe(response.body)
        let text = "HTTP \(response.status) with \(shown(type))\(detail.isEmpty ? "" : ": \(detail)")"
        let passing = ["overloaded_error", "rate_limit_error", "api_error", "timeout_error"].contains(type)
        guard response.shouldRetry ?? passing else {
            throw Failure(
                .unavailable, .serviceRefused, at: Place(file: url), text,
                hint: "see service.model and service.base_url in config/toolkit.json")
        }
        return Problem(text: text, retryAfter: response.retryAfter)
    }

    private func problem(_ error: HTTPSError) throws -> Problem {
        switch error {
        case .lost(let text): return Problem(text: shown(text))
        case .untrusted(let text):
            throw Failure(
                .unavailable, .untrustedService, at: Place(file: url),
                "the certificate is not to be trusted: \(shown(text))",
                hint: "nothing was sent; a proxy's own authority is named by CURL_CA_BUNDLE")
        case .tooLarge:
            throw Failure(
                .unavailable, .unusableAnswer, at: Place(file: url),
                "the answer is longer than \(settings.mostResponseBytes) bytes: not read",
                hint: "see service.most_response_bytes in config/toolkit.json")
        case .failed(let text): throw unavailable(shown(text))
        }
    }

    /// Waits before the next attempt: as long as the service asks, or else about twice as long each time. A random part
    /// keeps clients that failed together from sending together again.
    private func wait(_ attempt: Int, _ problem: Problem) throws {
        var seconds = settings.firstWait
        for _ in 0..<attempt { seconds *= 2 }
        seconds *= Double.random(in: 0.5...1)
        if let asked = problem.retryAfter { seconds = max(asked, asked + seconds * 0.1) }
        guard seconds <= settings.longestWait || problem.retryAfter == nil else {
            throw unavailable(
                "\(problem.text); it asks to wait \(DecimalText.string(problem.retryAfter ?? 0)) s, which is longer than service.longest_wait_seconds"
            )
        }
        seconds = min(seconds, settings.longestWait)
        let rounded = DecimalText.string((seconds * 10).rounded() / 10)
        report(
            Message(
                .note, .tryingAgain, at: Place(file: url),
                "\(problem.text): attempt \(attempt + 2) of \(settings.retries + 1) in \(rounded) s"))
        var time = timespec(
            tv_sec: Int(clamping: seconds), tv_nsec: Int(clamping: (seconds - seconds.rounded(.down)) * 1e9))
        var left = timespec()
        while nanosleep(&time, &left) != 0, errno == EINTR { time = left }
    }

    private func unavailable(_ text: String) -> Failure {
        Failure(
            .unavailable, .serviceUnavailable, at: Place(file: url), "does not answer: \(text)",
            hint: "try again later, or work with --suggest offline")
    }

    private func answer(_ body: [UInt8]) throws -> [UInt8] {
        let body = key.redacted(body)
        do {
            guard try JSON(parsing: body).members != nil else { throw unusable("is no JSON object") }
            return body
        } catch let error as JSONError {
            throw unusable("is no JSON (line \(error.line), column \(error.column): \(error.text))")
        }
    }

    private func unusable(_ text: String) -> Failure {
        Failure(
            .unavailable, .unusableAnswer, at: Place(file: url), "the answer \(text)",
            hint: "see that service.base_url is the API's")
    }

    /// The service's own description of an error, if it is short and has the usual form.
    private func describe(_ body: [UInt8]) -> String {
        guard let json = try? JSON(parsing: key.redacted(body)), let error = json["error"],
            let text = error["message"]?.string ?? error.string
        else { return "" }
        return String(shown(text).prefix(300))
    }

    private func shown(_ text: String) -> String {
        printable(String(decoding: key.redacted(Array(text.utf8)), as: UTF8.self))
    }
}
