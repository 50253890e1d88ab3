import Streams
import Testing

@testable import MediaPlans

/// What names and values alone say about a column.
@Suite struct SuggesterTests {
    private func column(_ name: String, _ values: [FieldValue]) -> (SurveyedColumn, ColumnSurvey) {
        var survey = ColumnSurvey(vocabulary: .builtIn)
        for value in values {
            var record = Record(sourceType: .planned, sheetPlatform: "META")
            record.extras = [(name, value)]
            survey.add(record)
        }
        return (survey.columns[0], survey)
    }

    private let numbers: [FieldValue] = [.number(12000), .number(35000), .number(8)]

    @Test(
        "misspelt and abbreviated names are found",
        arguments: [
            ("IMPRESIONS", RecordColumn.impressions), ("IMPRS", .impressions), ("VID_VWS", .videoViews),
            ("CLIKS", .clicksActions),
        ])
    func names(name: String, expected: RecordColumn) {
        let proposal = OfflineSuggester(vocabulary: .builtIn).proposal(for: column(name, numbers).0, least: 0.5)
        #expect(proposal?.destination == expected, "\(String(describing: proposal))")
    }

    @Test(
        "what would be a wrong figure is never accepted",
        arguments: [
            "SPEND_USD", "BUDGET_AED", "IMPRESSIONS_TARGET", "NET_BUDGET", "LAST_YEAR_SPEND", "BENCHMARK_CTR",
            "CUMULATIVE_REACH", "VIEWABLE_IMPRESSIONS",
            "PLATFORM_BUDGET_USD", "REACH_1_PLUS", "LEADS", "SCORE",
        ])
    func guarded(name: String) {
        let proposal = OfflineSuggester(vocabulary: .builtIn).proposal(for: column(name, numbers).0, least: 0)
        #expect((proposal?.score ?? 0) < 0.9, "\(String(describing: proposal))")
    }

    @Test(
        "a number, a letter or a unit beside a metric's name is a part of it, however like the names are",
        arguments: [
            "UNIQUES_REACH_3", "UNIQUES_REACH_2", "IMPRESSIONS_T", "KIMPRESSIONS", "TIMPRESSIONS", "V_IMPRESSIONS",
            "BUDGET_LOCAL_G", "BUDGET_LOCAL_2", "VIDEO_VIEWS_Q", "IMPRESSIONSK", "VIDEO_VIEWS_25", "UNIQUES_REACH_1P",
            "MIMPRESSIONS", "REACH_4W",
        ], [0.9, 1])
    func qualified(name: String, score: Double) throws {
        let (surveyed, survey) = column(name, numbers)
        let own = OfflineSuggester(vocabulary: .builtIn).proposal(for: surveyed, least: 0)
        let destination = try #require(own).destination
        // Whoever proposes it, and however sure.
        let proposal = ColumnProposal(
            column: name, destination: destination, proposer: "claude", score: score, reason: "")
        for proposal in [own, proposal].compactMap({ $0 }) {
            let matching = ColumnMatching(
                survey: survey, memory: MappingMemory(), proposals: [proposal], client: nil, date: "2026-01-01",
                thresholds: SuggestionThresholds(), vocabulary: .builtIn)
            #expect(!matching.changesRecords, "\(matching.lines)")
            #expect(matching.learned.isEmpty)
        }
    }

    @Test("a slip of the keyboard is none", arguments: ["IMPRESIONS", "IMPRESSSIONS", "IMPRESSIONSS", "VIDEO_VEIWS"])
    func slips(name: String) throws {
        let (surveyed, survey) = column(name, numbers)
        let proposal = try #require(OfflineSuggester(vocabulary: .builtIn).proposal(for: surveyed, least: 0))
        let matching = ColumnMatching(
            survey: survey, memory: MappingMemory(), proposals: [proposal], client: nil, date: "2026-01-01",
            thresholds: SuggestionThresholds(), vocabulary: .builtIn)
        #expect(matching.lines.allSatisfy { !"\($0.fate)".contains("a part of what it measures") }, "\(matching.lines)")
    }

    @Test("a guess that one run has used is a warning, an answer that is older a note") func guesses() throws {
        for (proposer, used, code) in [
            ("offline", 1, MessageCode.columnGuessed), ("claude", 2, .columnRemembered),
            ("person", 1, .columnRemembered),
        ] {
            let memory = MappingMemory([
                .init(
                    column: "AD_EXPOSURES", destination: .impressions, client: nil, proposer: proposer, score: 0.95,
                    date: "2026-04-15", timesUsed: used)
            ])
            var messages: [Message] = []
            let extraction = Extraction(
                vocabulary: .builtIn, memory: memory, emit: { _ in }, report: { messages.append($0) })
            try extraction.read(
                TextSheets(
                    """
                    .|START|START|START|START
                    START|MARKET|CEJ|AD EXPOSURES|BUDGET [LOCAL]|END
                    START|UAE|Awareness|1000|10|END
                    .|END|END|END|END
                    """), as: .planned)
            #expect(messages.map(\.code).contains(code), "\(messages)")
            #expect(messages.first { $0.code == code }?.level == (code == .columnGuessed ? .warning : .note))
        }
    }

    @Test("values speak against a name, and for a kind")
    func values() {
        let suggester = OfflineSuggester(vocabulary: .builtIn)
        #expect(suggester.proposal(for: column("IMPRESIONS", [.text("many"), .text("few")]).0, least: 0.5) == nil)
        #expect((suggester.proposal(for: column("FREQUENCI", [.number(4000)]).0, least: 0)?.score ?? 0) < 0.9)
        let territory = suggester.proposal(
            for: column("TERRITORY", [.text("Qatar"), .text("Kuwait"), .text("QAT")]).0, least: 0.5)
        #expect(territory?.destination == .market && territory?.score == 0.6)
    }

    @Test("a column with values beside the destination's on any sheet is taken")
    func taken() {
        var (_, survey) = column("IMPRESIONS", numbers)
        #expect(!survey.isTaken(.impressions, for: survey.columns[0]))
        var record = Record(sourceType: .planned, sheetPlatform: "META")
        record[.impressions] = .number(1)
        survey.add(record)
        #expect(survey.isTaken(.impressions, for: survey.columns[0]))
    }

    @Test("extraction reads a remembered header as what it was accepted for, behind every better name")
    func remembered() throws {
        let memory = MappingMemory([
            .init(
                column: "AD_EXPOSURES", destination: .impressions, client: nil, proposer: "claude", score: 0.95,
                date: "2026-04-15")
        ])
        func headers(_ text: String) throws -> ([Record], [Message], [MappingMemory.Answer]) {
            var records: [Record] = []
            var messages: [Message] = []
            let extraction = Extraction(
                vocabulary: .builtIn, memory: memory, emit: { records.append($0) }, report: { messages.append($0) })
            try extraction.read(TextSheets(text), as: .planned)
            return (records, messages, extraction.answers)
        }
        let (records, messages, answers) = try headers(
            """
            START | START  |        |        |              |                |
            START | MARKET | CEJ    | FORMAT | Ad Exposures | BUDGET [LOCAL] | END
            START | Qatar  | Awareness | Video | 1000       | 50             | END
            END   | END    |        |        |              |                |
            """)
        #expect(records.first?[.impressions] == .number(1000) && records.first?.extras.isEmpty == true)
        #expect(messages.contains { $0.code == .columnRemembered && $0.place.cell == "E2" })
        #expect(answers == memory.answers)
        let (both, _, unused) = try headers(
            """
            START | START  |        |        |              |             |                |
            START | MARKET | CEJ    | FORMAT | Ad Exposures | IMPRESSIONS | BUDGET [LOCAL] | END
            START | Qatar  | Awareness | Video | 1000       | 7           | 50             | END
            END   | END    |        |        |              |             |                |
            """)
        #expect(both.first?[.impressions] == .number(7) && both.first?.extras.first?.value == .number(1000))
        #expect(unused.isEmpty)
    }
}
