import Streams

/// From where on proposals count: section `suggestions` of `config/toolkit.json`.
public struct SuggestionThresholds: Sendable, Equatable {
    /// Accepted and remembered from this score on.
    public var accept = 0.9
    /// Told from this score on.
    public var propose = 0.5

    public init() {}

    public static func loading(home: String) throws -> SuggestionThresholds {
        var thresholds = SuggestionThresholds()
        guard let section = try ToolkitSection.suggestions.reading(home: home) else { return thresholds }
        for (key, node) in try section.members(allowing: ["accept_from", "propose_from"]) {
            guard let number = node.value.number, (0...1).contains(number) else {
                throw node.failure("must be a number from 0 to 1")
            }
            if key == "accept_from" { thresholds.accept = number } else { thresholds.propose = number }
        }
        return thresholds
    }
}

/// What is done about each source column without a destination.
public struct ColumnMatching: Sendable {
    /// What became of a proposal.
    public enum Fate: Sendable, Equatable {
        /// Accepted in this run, and used.
        case accepted
        /// Accepted before, and used.
        case remembered
        /// Told only, with the reason.
        case proposed(String)
    }

    public struct Line: Sendable {
        public var proposal: ColumnProposal
        public var fate: Fate
        public var values: Int
    }

    public private(set) var lines: [Line] = []
    private var destinations: [String: RecordColumn] = [:]
    /// What the memory should learn, and what of it was used.
    public private(set) var learned: [MappingMemory.Answer] = []
    public private(set) var used: [MappingMemory.Answer] = []
    private let vocabulary: Vocabulary

    /// Columns that nobody has answered for yet.
    public static func open(_ survey: ColumnSurvey, _ memory: MappingMemory, client: String?) -> [SurveyedColumn] {
        survey.columns.filter { $0.values > 0 && memory.answer(for: $0.name, client: client) == nil }
    }

    /// Decides: answers of the memory first, then proposals by their scores.
    public init(
        survey: ColumnSurvey, memory: MappingMemory, proposals: [ColumnProposal], client: String?, date: String,
        thresholds: SuggestionThresholds, vocabulary: Vocabulary
    ) {
        self.vocabulary = vocabulary
        for column in survey.columns {
            guard let answer = memory.answer(for: column.name, client: client), let destination = answer.destination
            else { continue }
            let proposal = ColumnProposal(
                column: column.name, destination: destination, proposer: answer.proposer, score: answer.score,
                reason: "remembered since \(answer.date)")
            let obstacle = obstacle(column, destination, survey)
            lines.append(
                Line(proposal: proposal, fate: obstacle.map(Fate.proposed) ?? .remembered, values: column.values))
            guard obstacle == nil else { continue }
            destinations[column.name] = destination
            used.append(answer)
        }
        for proposal in proposals.sorted(by: { ($0.score, $1.column) > ($1.score, $0.column) })
        where proposal.score >= thresholds.propose {
            guard let column = survey.columns.first(where: { $0.name == proposal.column }),
                destinations[column.name] == nil
            else { continue }
            var fate = Fate.accepted
            if let obstacle = obstacle(column, proposal.destination, survey) {
                fate = .proposed(obstacle)
            } else if proposal.score < thresholds.accept {
                fate = .proposed("below \(DecimalText.string(thresholds.accept))")
            }
            lines.append(Line(proposal: proposal, fate: fate, values: column.values))
            guard fate == .accepted else { continue }
            destinations[column.name] = proposal.destination
            learned.append(
                .init(
                    column: cleanedName(column.name), destination: proposal.destination, client: client,
                    proposer: proposal.proposer,
                    score: (proposal.score * 1000).rounded() / 1000, date: date, timesUsed: 1))
        }
    }

    /// Why a column cannot go there whatever its score: two sources of one figure are no guess's matter.
    private func obstacle(_ column: SurveyedColumn, _ destination: RecordColumn, _ survey: ColumnSurvey) -> String? {
        if destination.isScalable, let unit = vocabulary.unit(of: column.name.replacing("_", with: " ")) {
            return "\(unit.text) may be the unit of its numbers"
        }
        if destination.isNumeric, let part = qualifier(column.name, destination) {
            return "\"\(part)\" may be a part of what it measures"
        }
        if survey.isTaken(destination, for: column) { return "\(destination.rawValue) has values of its own" }
        if let other = destinations.first(where: { $0.value == destination && survey.meet($0.key, column.name) }) {
            return "\(other.key) goes there"
        }
        return nil
    }

    /// The qualifier that is left of a name beside the destination's name that is most like it.
    private func qualifier(_ name: String, _ destination: RecordColumn) -> String? {
        let words = NameLikeness.words(name)
        let names = ([destination.rawValue] + (vocabulary.columns[destination] ?? [])).map(NameLikeness.words)
        let best = names.map { NameLikeness.score(words, $0) }.max() ?? 0
        return names.lazy.filter { NameLikeness.score(words, $0) >= best - 1e-9 }
            .compactMap { NameLikeness.qualifier(words, $0) }.first
    }

    /// Whether any column goes elsewhere than it stands.
    public var changesRecords: Bool { !destinations.isEmpty }

    /// The record with its values where they belong. What cannot be read as the destination's kind stays.
    public func applied(to record: Record) -> Record {
        guard record.extras.contains(where: { destinations[$0.name] != nil }) else { return record }
        var moved = record
        moved.extras = []
        for extra in record.extras {
            guard let destination = destinations[extra.name] else {
                moved.extras.append(extra)
                continue
            }
            if extra.value.isUnknown { continue }
            if moved[destination].isUnknown, let value = value(extra.value, for: destination) {
                moved[destination] = value
            } else {
                moved.extras.append(extra)
            }
        }
        return moved
    }

    private func value(_ value: FieldValue, for destination: RecordColumn) -> FieldValue? {
        switch (destination.kind, value) {
        case (.number, .number), (.percent, .number), (.date, .date): return value
        case (.number, _), (.percent, _), (.date, _): return nil
        case (.market, .text(let text)): return .text(vocabulary.market(named: text)?.displayName ?? text)
        case (.stage, .text(let text)): return .text(vocabulary.stage(named: text)?.displayName ?? text)
        case (_, .text): return value
        case (_, .number(let number)): return .text(DecimalText.string(number))
        case (_, .date(let date)): return .text(date.description)
        case (_, .unknown): return nil
        }
    }

    /// What was said while proposals were asked for: why there are none, or fewer.
    public var remarks: [Message] = []

    /// One message for each guess that changes figures.
    public var messages: [Message] {
        lines.compactMap { line in
            let what = "\(line.proposal.column) is read as \(line.proposal.destination.rawValue)"
            let score = DecimalText.string((line.proposal.score * 100).rounded() / 100)
            let hint = "if that is wrong, write null as its destination in \(MappingMemory.fileName)"
            switch line.fate {
            case .accepted:
                return Message(
                    .warning, .columnGuessed,
                    "\(what), as \(line.proposal.proposer) proposes (score \(score): \(line.proposal.reason))",
                    hint: hint)
            case .remembered:
                return Message(
                    .note, .columnRemembered,
                    "\(what), \(line.proposal.reason) (\(line.proposal.proposer), score \(score))", hint: hint)
            case .proposed: return nil
            }
        }
    }
}
