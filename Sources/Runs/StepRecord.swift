import Glibc
import Streams

/// Whether a step of a run need not be done again: it came to its end, by the same command, and what it read and made is
/// what it was then.
public enum StepRecord: Sendable, Equatable {
    case stands(LedgerEntry)
    /// Not to be relied on, and why.
    case isOutdated(String)

    /// - Parameters:
    ///   - entries: the lines of the run, in their order.
    ///   - tool: the tool's name, and `arguments` what follows it, as the step would be run now.
    ///   - version: the version of the toolkit that would do it.
    ///   - configuration: the configuration files of now.
    public init(
        step: String, of entries: [LedgerEntry], tool: String, arguments: [String], version: String,
        configuration: [FileRecord]
    ) {
        guard let entry = entries.last(where: { $0.step == step }) else {
            self = .isOutdated("it was not done")
            return
        }
        let reason: String? =
            if !entry.isDone {
                entry.status > 128
                    ? "it was ended by signal \(entry.status - 128)" : "it ended with status \(entry.status)"
            } else if entry.tool != tool || entry.arguments != arguments {
                "it was done by another command"
            } else if entry.version != version {
                "it was done by version \(entry.version)"
            } else {
                Self.changed(entry.inputs, "input") ?? Self.changed(entry.outputs, "output")
                    ?? Self.changed(entry.configuration, to: configuration)
            }
        self = reason.map { .isOutdated($0) } ?? .stands(entry)
    }

    private static func changed(_ files: [FileRecord], _ kind: String) -> String? {
        for file in files {
            guard file.sha256 != nil else { return "\(kind) \(file.path) could not be read then" }
            switch file.state {
            case .same: continue
            case .changed: return "\(kind) \(file.path) has changed"
            case .gone: return "\(kind) \(file.path) is not there any more"
            }
        }
        return nil
    }

    private static func changed(_ recorded: [FileRecord], to now: [FileRecord]) -> String? {
        for file in recorded + now
        where recorded.first(where: { $0.path == file.path }) != now.first(where: { $0.path == file.path }) {
            return "configuration \(file.path) has changed"
        }
        return nil
    }
}

/// The configuration files of a home folder, which every step goes by.
public enum ConfigurationFiles {
    /// All that hold for a home. The home's own are named from there, the machine's by their paths.
    public static func read(home: String) -> [FileRecord] {
        let own = home == "." ? "config/" : "\(home)/config/"
        return ConfigurationPlace.files(home: home).map { name, path in
            var file = FileRecord(reading: path)
            // The home folder may be moved or be another's temporary copy.
            if path == own + name { file.path = "config/\(name)" }
            return file
        }
    }
}
