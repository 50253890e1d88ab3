import Streams
import Testing

/// What a tool says of its own command line (`--experimental-dump-help` of swift-argument-parser).
struct CommandDefinition {
    struct Argument {
        /// As they are typed: `-s`, `--sheet`. Empty for an operand.
        var names: [String]
        /// Nil for a flag.
        var value: String?
        var allValues: [String]
        var standardValue: String?
    }

    var name: String
    var abstract: String
    var arguments: [Argument]
    var commands: [CommandDefinition]

    init(of tool: String) async throws {
        let dump = try await runTool(tool, ["--experimental-dump-help"])
        self.init(try #require(JSON(parsing: dump.output)["command"], "\(dump)"))
    }

    private init(_ json: JSON) {
        name = json["commandName"]?.string ?? ""
        abstract = json["abstract"]?.string ?? ""
        arguments = (json["arguments"]?.array ?? []).map(Argument.init)
        // The command "help" of tools with commands is ArgumentParser's own.
        commands = (json["subcommands"]?.array ?? []).map(CommandDefinition.init).filter { $0.name != "help" }
    }

    /// Its own arguments and those of its commands.
    var everything: [Argument] { arguments + commands.flatMap(\.everything) }
    var options: [Argument] { everything.filter { !$0.names.isEmpty } }
    var operands: [Argument] { everything.filter(\.names.isEmpty) }
}

extension CommandDefinition.Argument {
    init(_ json: JSON) {
        names = (json["names"]?.array ?? []).compactMap { name in
            guard let text = name["name"]?.string else { return nil }
            return name["kind"]?.string == "long" ? "--\(text)" : "-\(text)"
        }
        value = json["kind"]?.string == "flag" ? nil : json["valueName"]?.string
        allValues = (json["allValues"]?.array ?? []).compactMap(\.string)
        standardValue = json["defaultValue"]?.string
    }
}
