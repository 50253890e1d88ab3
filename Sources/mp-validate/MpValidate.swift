import ArgumentParser
import Checks
import MediaPlans
import Streams
import Toolkit
import Workbooks

@main
struct MpValidate: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "mp-validate",
        abstract: "Find what is wrong in records, plans, reports and trackers.",
        usage: "mp-validate [options] [FILE...]",
        discussion: """
            Examples:
              mp-validate output/COMBINED_20260415_133000.xlsx
              mp-validate input/PLANNED_x.xlsx input/DELIVERED_x.xlsx
              mp-validate tracker.xlsx --against output/COMBINED_20260415_133000.tsv
              mp-extract --planned plan.xlsx | mp-validate --fail-on warning -
              mp-validate --format ndjson records.tsv | jq -r .code | sort | uniq -c
            """,
        version: toolkitVersion)

    @OptionGroup(title: "Input")
    var inputs: InputOptions

    @OptionGroup(title: "Days")
    var days: DayOptions

    @OptionGroup(title: "Rules")
    var rules: RuleOptions

    @OptionGroup(title: "Output")
    var outputs: OutputOptions

    @OptionGroup(title: "Messages")
    var common: CommonOptions

    var files: CommandFiles {
        var files = CommandFiles()
        files.reads("an input", inputs.everything)
        files.reads("the rules", rules.rules)
        files.reads("the baseline", rules.baseline)
        files.makes("--report", outputs.report)
        files.makes("--valid", outputs.valid)
        files.makes("--invalid", outputs.invalid)
        files.makes("--write-baseline", rules.writeBaseline)
        files.makes("--write-changes", outputs.writeChanges)
        files.makes("--write-pacing", outputs.writePacing)
        return files
    }

    static func main() { Tool.main(Self.self) }

    func run(_ session: Session) throws -> ExitStatus {
        try outputs.requireReportNames()
        let home = environment("MP_HOME") ?? "."
        let settings = try rules.settings(home: home)
        if rules.listRules { return try listRules(settings) }
        var statuses: [ExitStatus] = []
        for inputs in inputs.judgedApart {
            statuses.append(
                try ValidationRun(
                    inputs: inputs, rules: rules, outputs: outputs, settings: settings, home: home, session: session,
                    period: try days.period
                ).run())
        }
        return statuses.first { $0 != .done } ?? .done
    }

    func validate() throws {
        guard !rules.listRules else { return }
        try inputs.require()
        if try days.period != nil, !inputs.controlTotals.isEmpty {
            throw ValidationError("--control-totals are of the whole plan; leave --month, --from and --to out")
        }
        guard inputs.againstEarlier != nil || !outputs.changes && outputs.writeChanges == nil else {
            throw ValidationError(
                "--changes and --write-changes need records to compare with: --against-earlier RECORDS")
        }
        let made =
            [outputs.valid, outputs.invalid, rules.writeBaseline, outputs.writeChanges, outputs.writePacing].compactMap
        { $0 }
            + outputs.report
        guard inputs.judgedApart.count == 1 || !outputs.isTable else {
            throw ValidationError("with several files --check-data writes no table; give one file")
        }
        guard inputs.judgedApart.count == 1 || made.isEmpty else {
            throw ValidationError("with several files --check-data writes no files; give one file")
        }
    }

    private func listRules(_ settings: CheckSettings) throws -> ExitStatus {
        let output = Output.standard()
        try output.write(TSV.line(["code", "level", "title", "explanation"]))
        for line in settings.listing { try output.write(TSV.line(line)) }
        try output.finish()
        return .done
    }
}
