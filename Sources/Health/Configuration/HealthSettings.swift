import Streams

/// The bounds of the checks: section `health` of `config/toolkit.json`.
public struct HealthSettings: Sendable, Equatable {
    /// The free space that the output folder needs, as a multiple of the size of the inputs.
    public var roomFactor = 10.0
    /// The free space in bytes that it needs in addition.
    public var roomBytes = 64.0 * 1_048_576
    /// The bounds for failed runs since yesterday.
    public var failedRunsWarning = 1.0
    public var failedRunsCritical = 5.0
    /// The bounds for errors in the logs since yesterday.
    public var logErrorsWarning = 1.0
    public var logErrorsCritical = 100.0
    /// The seconds after which a run that still holds its lock counts as stuck.
    public var lockSeconds = 7200.0
    /// The seconds after which a temporary file counts as left over.
    public var temporarySeconds = 3600.0
    /// The days after which a plan or report counts as old; nil for never.
    public var inputDays: Double?
    /// The bounds for the number of descriptors that the process may open.
    public var openFilesWarning = 256.0
    public var openFilesCritical = 64.0
    /// The bounds for free memory in bytes.
    public var memoryWarning = 256.0 * 1_048_576
    public var memoryCritical = 64.0 * 1_048_576
    /// The seconds by which a file may be newer than the clock.
    public var clockSeconds = 120.0
    /// Whether a clock that is not synchronised is a warning.
    public var wantsSynchronisedClock = false
    /// Whether a missing key is a reason for concern: where Claude is configured (section `service`), unless `api_key` says otherwise.
    public var wantsKey = false
    /// How many rows of each sheet of a plan or report are read; at least 1.
    public var mostRows = 20_000
    /// The seconds that the service may take to answer.
    public var serviceSeconds = 3.0

    public init() {}

    /// The numbers by their names in the configuration, each with the factor that converts it to the unit used here.
    private static let numbers:
        [(name: String, unit: Double, path: WritableKeyPath<HealthSettings, Double> & Sendable)] = [
            ("room_factor", 1, \.roomFactor), ("room_mib", 1_048_576, \.roomBytes),
            ("failed_runs_warning", 1, \.failedRunsWarning), ("failed_runs_critical", 1, \.failedRunsCritical),
            ("log_errors_warning", 1, \.logErrorsWarning), ("log_errors_critical", 1, \.logErrorsCritical),
            ("lock_hours", 3600, \.lockSeconds), ("temporary_file_hours", 3600, \.temporarySeconds),
            ("open_files_warning", 1, \.openFilesWarning), ("open_files_critical", 1, \.openFilesCritical),
            ("memory_warning_mib", 1_048_576, \.memoryWarning), ("memory_critical_mib", 1_048_576, \.memoryCritical),
            ("clock_seconds", 1, \.clockSeconds), ("service_seconds", 1, \.serviceSeconds),
        ]

    private static let names = numbers.map(\.name) + ["input_days", "sheet_rows", "synchronised_clock", "api_key"]

    /// The built-in settings, with the changes of the file of the home folder or of the machine.
    ///
    /// - Throws: `Failure` with status 78 for a mistake.
    public static func loading(home: String) throws -> HealthSettings {
        var settings = HealthSettings()
        let path = ConfigurationPlace.path(of: "config/toolkit.json", home: home)
        guard let root = try ConfigurationNode.reading(path) else { return settings }
        settings.wantsKey = root["service"] != nil
        if let section = root["health"] { try settings.apply(section) }
        return settings
    }

    mutating func apply(_ section: ConfigurationNode) throws {
        for (name, node) in try section.members(allowing: Self.names) {
            switch name {
            case "input_days": inputDays = node.value == .null ? nil : try Self.number(node)
            case "sheet_rows":
                guard let count = node.value.number.flatMap({ Int(exactly: $0) }), count > 0 else {
                    throw node.failure("must be a whole number from 1")
                }
                mostRows = count
            case "synchronised_clock": wantsSynchronisedClock = try Self.isRequired(node)
            case "api_key": wantsKey = try Self.isRequired(node)
            default:
                let number = try Self.number(node)
                for known in Self.numbers where known.name == name { self[keyPath: known.path] = number * known.unit }
            }
        }
    }

    private static func number(_ node: ConfigurationNode) throws -> Double {
        guard let number = node.value.number, number >= 0 else { throw node.failure("must be a number from 0") }
        return number
    }

    private static func isRequired(_ node: ConfigurationNode) throws -> Bool {
        switch try node.string() {
        case "required": return true
        case "optional": return false
        default: throw node.failure("must be \"required\" or \"optional\"")
        }
    }
}
