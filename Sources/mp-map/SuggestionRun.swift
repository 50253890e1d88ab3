import ArgumentParser
import Glibc
import MediaPlans
import Streams
import Toolkit
import Workbooks

/// Who proposes destinations of columns that have none.
enum Suggester: String, OptionWord {
    case offline, claude, off
}

/// How columns without a destination are treated.
struct SuggestionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Propose destinations of source columns that have none: offline, claude (asks the Anthropic Messages API) or off.",
            valueName: "who"))
    var suggest = Suggester.offline

    @Flag(help: "With --suggest claude, send names of columns only, and no values.")
    var noSamples = false
}

/// Decides which columns of the records belong elsewhere.
struct SuggestionRun {
    let options: SuggestionOptions
    let home: String
    let client: String?
    let vocabulary: Vocabulary
    let rules: ClientRules
    let report: (Message) -> Void

    /// Whether accepted answers are written to the memory.
    let remembers: Bool

    /// Decides about the columns of a survey; nil when no record can have one without a destination.
    ///
    /// Mistakes of the configuration are told before records are read.
    func decider(for reader: RecordReader) throws -> ((ColumnSurvey) throws -> ColumnMatching)? {
        guard options.suggest != .off else { return nil }
        let thresholds = try SuggestionThresholds.loading(home: home)
        let memory = try MappingMemory.loading(home: home)
        if let names = try reader.extraNames(), names.isEmpty { return nil }
        return { try matching(of: $0, thresholds, memory) }
    }

    private func matching(of survey: ColumnSurvey, _ thresholds: SuggestionThresholds, _ memory: MappingMemory) throws
        -> ColumnMatching
    {
        let open = ColumnMatching.open(survey, memory, client: client)
        let offline = OfflineSuggester(vocabulary: vocabulary)
        var proposals = open.compactMap { offline.proposal(for: $0, least: thresholds.propose) }
        var remarks: [Message] = []
        if options.suggest == .claude, !open.isEmpty {
            let asked = ask(open) { message in
                remarks.append(message)
                report(message)
            }
            // Of two proposals for a column the surer one counts.
            proposals = (proposals + asked).sorted { $0.score > $1.score }.reduce(into: []) { kept, proposal in
                if !kept.contains(where: { $0.column == proposal.column }) { kept.append(proposal) }
            }
        }
        var matching = ColumnMatching(
            survey: survey, memory: memory, proposals: proposals, client: client, date: Self.today(),
            thresholds: thresholds, vocabulary: vocabulary)
        matching.remarks = remarks
        for message in matching.messages { report(message) }
        if remembers { try MappingMemory.update(home: home, adding: matching.learned, used: matching.used) }
        return matching
    }

    /// The model's proposals; none, with a word why, when it cannot be asked.
    private func ask(_ columns: [SurveyedColumn], report: (Message) -> Void) -> [ColumnProposal] {
        let suggester = ClaudeSuggester()
        do {
            let request = suggester.request(columns, vocabulary: vocabulary, samples: !options.noSamples)
            let answer = try AskProcess.run(request, report: report)
            guard let answer else {
                report(
                    Message(
                        .warning, .noSuggestions, "Claude could not be asked; destinations are proposed offline",
                        hint: "see the messages before this one"))
                return []
            }
            let (proposals, problems) = suggester.proposals(answer, for: columns)
            for problem in problems.prefix(10) {
                report(
                    Message(
                        .warning, .unusableSuggestion, "of Claude's answer something is left out: \(printable(problem))"
                    ))
            }
            let more = problems.count - 10
            if more > 0 {
                report(
                    Message(
                        .warning, .unusableSuggestion,
                        "of Claude's answer \(more == 1 ? "one thing more is" : "\(more) things more are") left out"))
            }
            return proposals
        } catch {
            report(
                Message(
                    .warning, .noSuggestions, "Claude could not be asked: \(error); destinations are proposed offline"))
            return []
        }
    }

    /// The local day, ISO 8601.
    private static func today() -> String {
        var now = time(nil)
        var parts = tm()
        localtime_r(&now, &parts)
        return CivilDate(year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
            .description
    }
}
