import Streams

/// How long what is kept, and which files never go into an archive: section `retention` of `config/toolkit.json`, and
/// `service.key_file`.
///
/// What deletes files reads them first, and stops at a file that it does not understand completely: a mistyped rule must not mean
/// that the built-in one holds.
public struct RetentionSettings: Sendable {
    /// Results older than this go to an archive.
    public var output = Age("30d")!
    /// Rotated logs older than this are removed.
    public var logs = Age("30d")!
    /// Archives older than this are removed.
    public var archive = Age("730d")!
    /// The newest backups that are kept, and the months of each of which one is.
    public var backupsLast = 3
    public var backupsMonthly = 12
    /// The receipt that archives are held against, a path from MP_HOME; nil for none.
    public var receipt: String?
    /// Where backups are copied to: a folder, `rclone:REMOTE:PATH` or `rsync:HOST:FOLDER`; nil for nowhere.
    public var backupTo: String?
    /// Files that hold a key.
    public private(set) var keyFiles: [String] = []

    public init() {}

    /// The built-in settings, changed by the file under `home`.
    ///
    /// - Parameter keyFile: a further file that holds a key, such as that of ANTHROPIC_API_KEY_FILE.
    /// - Throws: `Failure` with status 78 for a file that is empty, is not JSON, or has a name that is unknown or appears twice, or a
    ///   value that is not one.
    public static func loading(home: String, keyFile: String? = nil) throws -> RetentionSettings {
        var settings = RetentionSettings()
        if let keyFile { settings.keyFiles.append(keyFile) }
        settings.keyFiles += KeyFileNames.named(home: home)
        for (section, node) in try ToolkitSection.all(home: home) {
            switch section {
            case .retention: try settings.read(node)
            case .service: for (name, value) in try node.members() where name == "key_file" { _ = try value.string() }
            default: break
            }
        }
        return settings
    }

    private mutating func read(_ section: ConfigurationNode) throws {
        let names = ["output", "logs", "archive", "backups_last", "backups_monthly", "receipt", "backup_to"]
        for (name, node) in try section.members(allowing: names) {
            switch name {
            case "output": output = try Self.age(node)
            case "logs": logs = try Self.age(node)
            case "archive": archive = try Self.age(node)
            case "backups_last": backupsLast = try Self.count(node)
            case "backups_monthly": backupsMonthly = try Self.count(node)
            default:
                let path = try node.string()
                guard !path.isEmpty else { throw node.failure("must not be empty") }
                if name == "receipt" { receipt = path } else { backupTo = path }
            }
        }
    }

    private static func age(_ node: ConfigurationNode) throws -> Age {
        guard let age = Age(try node.string()), age.seconds > 0, age.text.utf8.first != UInt8(ascii: "0") else {
            throw node.failure("must be an age such as 30d", hint: "a number and s, m, h, d or w")
        }
        return age
    }

    private static func count(_ node: ConfigurationNode) throws -> Int {
        guard let count = node.value.number.flatMap({ Int(exactly: $0) }), count >= 1 else {
            throw node.failure("must be a whole number from 1 on")
        }
        return count
    }

    /// The files that hold a key, as names and values, also of a configuration that is damaged.
    public static func keyTable(home: String, keyFile: String?) -> [(name: String, value: String)] {
        table(of: (keyFile.map { [$0] } ?? []) + KeyFileNames.named(home: home))
    }

    private static func table(of keyFiles: [String]) -> [(name: String, value: String)] {
        keyFiles.map { ("key_file", $0) }
    }

    /// The settings that hold, as names and values.
    public var table: [(name: String, value: String)] {
        [
            ("output", output.text), ("logs", logs.text), ("archive", archive.text), ("backups_last", "\(backupsLast)"),
            ("backups_monthly", "\(backupsMonthly)"), ("receipt", receipt ?? ""),
            ("backup_to", backupTo ?? ""),
        ] + Self.table(of: keyFiles)
    }
}
