import Streams
import Testing

@testable import MediaPlans

/// Metrics of a client: arithmetic that can do nothing else.
@Suite struct CustomMetricTests {
    @Test(
        "arithmetic binds as in school",
        arguments: [
            ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("8 / 4 / 2", 1), ("8 - 4 - 2", 2), ("-2 * -3", 6), ("- (2 + 3)", -5),
            ("2 - -2", 4), ("1.5e3 + .5", 1500.5), ("+4", 4), ("A * 2 + B", 14), ("[A] / B * 1000", 1250),
            ("(((A)))", 5), ("A*A-B*B", 9),
        ] as [(String, Double)])
    func values(text: String, expected: Double) throws {
        let expression = try MetricExpression(text)
        #expect(expression.value(expression.columns.map { ["A": 5, "B": 4][$0] }) == expected)
    }

    @Test(
        "what is unknown makes the result unknown, as do division by zero and overflow",
        arguments: [
            "A + X", "X * 0", "A / 0", "A / (B - 4)", "0 / 0", "1e308 * 10", "A - X + X",
        ])
    func unknowns(text: String) throws {
        let expression = try MetricExpression(text)
        #expect(expression.value(expression.columns.map { ["A": 5, "B": 4][$0] }) == nil)
    }

    @Test(
        "what is no arithmetic is refused with its place",
        arguments: [
            ("", 1), ("A +", 4), ("A B", 3), ("A ** 2", 4), ("(A", 1), ("A)", 2), ("A ^ 2", 3), ("1.2.3", 1),
            ("12abc", 1), ("[A", 1),
            ("[]", 1), ("A; B", 2), ("f(A)", 2), ("\"A\"", 1), ("1e", 1), ("A = B", 3), ("=A", 1), ("$HOME", 1),
        ])
    func mistakes(text: String, position: Int) {
        #expect(throws: MetricExpressionError.self) { try MetricExpression(text) }
        do throws(MetricExpressionError) { _ = try MetricExpression(text) } catch {
            #expect(error.position == position, "\(error)")
        }
    }

    @Test("deep and long expressions are refused, not a crash")
    func limits() {
        for text in [
            String(repeating: "(", count: 900) + "1", String(repeating: "-", count: 990) + "1",
            String(repeating: "1+", count: 900) + "1",
        ] {
            #expect(throws: MetricExpressionError.self) { try MetricExpression(text) }
        }
        #expect((try? MetricExpression(String(repeating: "1+", count: 490) + "1"))?.value([]) == 491)
    }

    private let plan = """
        START | START  |        |        |             |                 |            |       |
        START | MARKET | CEJ    | FORMAT | IMPRESSIONS | BUDGET [LOCAL]  | LEADS      | SCORE | END
        START | Qatar  | Awareness | Video | 1000      | 50              | 4          | 7     | END
        START | Kuwait | Awareness | Video | 0         | 30              | n/a        | 8     | END
        END   | END    |        |        |             |                 |            |       |
        """

    private func records(_ metrics: String) throws -> [Record] {
        let rules = try ClientRules(
            ConfigurationNode(Array(#"{"clients": {"acme": {"custom_metrics": \#(metrics)}}}"#.utf8), file: "r.json"),
            client: "acme")
        return try extract(TextSheets(plan), as: .planned, rules: rules).records
    }

    @Test("a metric is an extra column of every record, over record columns, extras and metrics before it")
    func columns() throws {
        let records = try records(
            #"{"cost per lead": "BUDGET_LOCAL / LEADS", "Doubled": "2 * COST_PER_LEAD", "eCPM": "budget_local / IMPRESSIONS * 1000"}"#
        )
        try #require(records.count == 2)
        #expect(records.allSatisfy { $0.extras.map(\.name) == ["LEADS", "SCORE", "COST_PER_LEAD", "DOUBLED", "ECPM"] })
        #expect(records[0].extras.map(\.value) == [.number(4), .number(7), .number(12.5), .number(25), .number(50)])
        // Kuwait: leads are not known, and there are 0 impressions to divide by.
        #expect(records[1].extras.map(\.value) == [.unknown, .number(8), .unknown, .unknown, .unknown])
    }

    @Test("a source column that has a metric's name keeps its values under another")
    func sameName() throws {
        let extras = try records(#"{"SCORE": "BUDGET_LOCAL * 2"}"#)[0].extras
        #expect(extras.map(\.name) == ["LEADS", "SCORE_2", "SCORE"])
        #expect(extras.map(\.value) == [.number(4), .number(7), .number(100)])
    }

    @Test(
        "mistakes say line, column and path",
        arguments: [
            (
                #"{"A": "BUDGET_LOCAL +"}"#, "\"clients.acme.custom_metrics.A\" is no arithmetic: character 15",
                "line 1, column 47"
            ),
            (#"{"A": "MARKET * 2"}"#, "\"clients.acme.custom_metrics.A\" counts with MARKET", "line 1, column 47"),
            (#"{"A": "END_DATE - START_DATE"}"#, "counts with END_DATE", "line 1, column 47"),
            (#"{"A": "A + 1"}"#, "is made of itself", "line 1, column 47"),
            (#"{"A": 7}"#, "must be text", "line 1, column 47"),
            (#"{"Impressions": "1"}"#, "has the name of a record column, IMPRESSIONS", "line 1, column 57"),
            (#"{"B": "1", "-": "2"}"#, "holds no letter or digit", "line 1, column 57"),
        ])
    func configurationMistakes(text: String, expected: String, place: String) throws {
        do {
            _ = try records(text)
            Issue.record("accepted: \(text)")
        } catch let failure as Failure {
            #expect(failure.status == .configuration)
            #expect(failure.message.text.contains(expected), "\(failure)")
            #expect(failure.message.place.cell == place)
        }
    }

    @Test("a client's metric replaces the global one of its name, in its place")
    func replaced() throws {
        let text = """
            {"global_rules": {"custom_metrics": {"A": "1", "B": "A + 1"}},
             "clients": {"acme": {"custom_metrics": {"A": "10"}}, "globex": {"custom_metrics": {"A": "B"}}}}
            """
        do {
            _ = try ClientRules(ConfigurationNode(Array(text.utf8), file: "r.json"), client: "acme")
            Issue.record("globex's A is made of B, which is made of A")
        } catch let failure as Failure {
            #expect(
                failure.message.text == "\"clients.globex.custom_metrics.A\" is made of B, which is defined after it")
        }
        var good = text
        good.replaceSubrange(good.range(of: #": {"A": "B"}"#)!, with: #": {"C": "B"}"#)
        let rules = try ClientRules(ConfigurationNode(Array(good.utf8), file: "r.json"), client: "acme")
        var record = Record(sourceType: .planned, sheetPlatform: "META")
        record.add(rules.metrics)
        #expect(record.extras.map(\.name) == ["A", "B"])
        #expect(record.extras.map(\.value) == [.number(10), .number(11)])
    }
}

extension String {
    fileprivate func range(of text: String) -> Range<String.Index>? {
        indices.first { self[$0...].hasPrefix(text) }.map { $0..<index($0, offsetBy: text.count) }
    }
}
