import Streams

/// The settings for requests to the Anthropic Messages API: section `service` of `config/toolkit.json`.
public struct ServiceSettings: Sendable, Equatable {
    /// The model for requests that name none.
    public var model = "claude-sonnet-4-5"
    /// The URL without `/v1/messages`; https only.
    public var baseURL = "https://api.anthropic.com"
    /// The file that holds the key, relative to MP_HOME; nil when none is set.
    public var keyFile: String?
    /// The time limit for connecting, in seconds.
    public var connectTimeout = 10.0
    /// The time limit for a whole attempt, in seconds.
    public var timeout = 60.0
    /// How many attempts follow the first one.
    public var retries = 3
    /// The wait before the second attempt, in seconds. It is doubled before each further attempt.
    public var firstWait = 1.0
    /// The longest wait, in seconds. If the service asks for a longer one, the tool gives up.
    public var longestWait = 60.0
    /// The size of the longest answer, in bytes. Longer ones are refused.
    public var mostResponseBytes = 4 << 20

    public init() {}

    /// The built-in settings, with the changes of the file under `home` and of `ANTHROPIC_BASE_URL`, which overrides
    /// it.
    ///
    /// - Throws: `Failure` with status 78 for a mistake.
    public static func loading(home: String, baseURL: String?) throws -> ServiceSettings {
        var settings = ServiceSettings()
        if let section = try ToolkitSection.service.reading(home: home) { try settings.read(section) }
        if let file = settings.keyFile, !file.hasPrefix("/") { settings.keyFile = "\(home)/\(file)" }
        if let baseURL {
            settings.baseURL = try checked(baseURL) {
                Failure(
                    .configuration, .malformedConfiguration, at: Place(file: "ANTHROPIC_BASE_URL"), $0,
                    hint: "such as https://api.anthropic.com")
            }
        }
        return settings
    }

    private mutating func read(_ section: ConfigurationNode) throws {
        let names = [
            "model", "base_url", "key_file", "connect_timeout_seconds", "timeout_seconds", "retries",
            "first_wait_seconds",
            "longest_wait_seconds", "most_response_bytes",
        ]
        for (key, node) in try section.members(allowing: names) {
            switch key {
            case "model": model = try Self.text(node)
            case "base_url":
                baseURL = try Self.checked(try node.string()) {
                    node.failure($0, hint: "such as https://api.anthropic.com")
                }
            case "key_file": keyFile = try Self.text(node)
            case "connect_timeout_seconds": connectTimeout = try Self.number(node, 0.001...3600)
            case "timeout_seconds": timeout = try Self.number(node, 0.001...3600)
            case "retries": retries = Int(try Self.number(node, 0...20))
            case "first_wait_seconds": firstWait = try Self.number(node, 0...600)
            case "longest_wait_seconds": longestWait = try Self.number(node, 0...3600)
            default: mostResponseBytes = Int(try Self.number(node, 1024...1_073_741_824))
            }
        }
    }

    private static func text(_ node: ConfigurationNode) throws -> String {
        let text = try node.string()
        guard !text.isEmpty else { throw node.failure("must not be empty") }
        return text
    }

    private static func number(_ node: ConfigurationNode, _ range: ClosedRange<Double>) throws -> Double {
        guard let number = node.value.number, range.contains(number) else {
            throw node.failure(
                "must be a number from \(DecimalText.string(range.lowerBound)) to \(DecimalText.string(range.upperBound))"
            )
        }
        return number
    }

    /// The URL without a slash at its end. Any other scheme than https would send the key without encryption.
    private static func checked(_ url: String, _ failure: (String) -> Failure) throws -> String {
        let rest = url.dropFirst("https://".count)
        guard url.lowercased().hasPrefix("https://"), !rest.isEmpty, rest.first != "/" else {
            throw failure("must begin with https://")
        }
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !url.contains(where: { "@?#\\".contains($0) }) else {
            throw failure("must be a scheme, a host, and perhaps a port and a path")
        }
        var url = url
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }
}
