import ArgumentParser
import Bundles
import Streams
import Toolkit

struct Settings: ToolCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the rules of retention that hold.",
        discussion: "Columns: name, value. Ends with 78 when the configuration is not completely understood.")

    @OptionGroup(title: "Messages")
    var common: CommonOptions

    func run(_ session: Session) throws -> ExitStatus {
        let settings = try retentionSettings()
        let output = Output.standard()
        try output.write("name\tvalue\n")
        for (name, value) in settings.table { try output.write(TSV.line([name, value])) }
        try output.finish()
        return .done
    }
}

/// The settings of the home folder. Whatever removes files, or puts some where others may read them, reads them first.
func retentionSettings() throws -> RetentionSettings {
    try RetentionSettings.loading(home: environment("MP_HOME") ?? ".", keyFile: environment("ANTHROPIC_API_KEY_FILE"))
}
