import ArgumentParser
import Bundles
import Streams
import Toolkit

struct Settings: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "Print the rules of retention that hold.",
        discussion: "Columns: name, value. Ends with 78 when the configuration is not completely understood.")

    @OptionGroup(title: "Messages")
    var common: CommonOptions

    func run(_ session: Session) throws -> ExitStatus {
        do {
            try write(try retentionSettings().table)
        } catch let failure as Failure where failure.status == .configuration {
            // Which files hold keys counts all the same: they must not be copied.
            let keys = RetentionSettings.keyTable(home: environment("MP_HOME") ?? ".", keyFile: keyFile())
            if !keys.isEmpty { try write(keys) }
            throw failure
        }
        return .done
    }

    private func write(_ table: [(name: String, value: String)]) throws {
        let output = Output.standard()
        try output.write("name\tvalue\n")
        for (name, value) in table { try output.write(TSV.line([name, value])) }
        try output.finish()
    }
}

/// The settings of the home folder. Whatever removes files, or puts some where others may read them, reads them first.
func retentionSettings() throws -> RetentionSettings {
    try RetentionSettings.loading(home: environment("MP_HOME") ?? ".", keyFile: keyFile())
}

/// Says which files that are to hold the service's key are not there: a key that lies elsewhere is not left out.
func reportMissingKeys(_ session: Session) {
    for path in KeyFileNames.missing(home: environment("MP_HOME") ?? ".") {
        session.report(
            Message(
                .warning, .passedOver, at: Place(file: "config/toolkit.json"),
                "service.key_file is \"\(path)\", where there is no file; if the key lies elsewhere, it is not left out",
                hint: "write its path in full, without ~ or a variable, or remove the line"))
    }
}

private func keyFile() -> String? { environment("ANTHROPIC_API_KEY_FILE") }
