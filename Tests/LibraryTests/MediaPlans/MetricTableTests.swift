import Streams
import Testing

@testable import MediaPlans

@Suite("Metrics that the configuration defines") struct MetricTableTests {
    private func table(_ json: String) throws -> MetricTable {
        try MetricTable(try ConfigurationNode(Array(json.utf8), file: "metrics.json"))
    }

    private func metrics(_ entries: String) -> String {
        #"{"columns": {"LEADS": {"headers": ["Leads", "Leads total"]}, "SALES": {"unit": "money"}}, "metrics": {\#(entries)}}"#
    }

    @Test("metrics are made of each other in any order, and keep the order of calculation")
    func nested() throws {
        let found = try table(
            metrics(
                """
                "b": {"labels": ["Rest"], "formula": "BUDGET_LOCAL - (a - 2)"},
                "a": {"labels": ["Both"], "formula": "leads / (sales / 3)"}
                """)
        ).metrics
        #expect(found.map(\.formula.text) == ["BUDGET_LOCAL-(LEADS/(SALES/3)-2)", "LEADS/(SALES/3)"])
        // 100 - (12 / (6 / 3) - 2)
        #expect(
            found[0].formula.value(found[0].columns.map { ["BUDGET_LOCAL": 100, "LEADS": 12, "SALES": 6][$0.name] })
                == 96)
        #expect(found[0].formula.divisors { found[0].columns[$0].name } == ["SALES/3"])
        #expect(found[1].columns.map(\.isAmount) == [false, true])
    }

    @Test(
        "what a formula is, and how its numbers are shown",
        arguments: [
            ("LEADS", OwnMetric.Unit.count, true, nil), ("SALES", .money, true, nil),
            ("BUDGET_LOCAL / LEADS", .money, false, 1), ("1000 * BUDGET_LOCAL / LEADS", .money, false, 1000),
            ("SALES / BUDGET_LOCAL", .ratio, false, 1), ("LEADS / IMPRESSIONS * 100", .ratio, false, 100),
            ("LEADS + CLICKS_ACTIONS", .count, false, nil), ("LEADS / (LEADS + 1)", .ratio, false, nil),
        ] as [(String, OwnMetric.Unit, Bool, Double?)])
    func kinds(formula: String, unit: OwnMetric.Unit, isSum: Bool, factor: Double?) throws {
        let metric = try #require(
            try table(metrics(#""m": {"labels": ["M"], "formula": "\#(formula)"}"#)).metrics.first)
        #expect(metric.unit == unit && metric.isPlainSum == isSum && metric.quotient?.factor == factor)
    }

    @Test("columns are found by their headers and by their own names")
    func headers() throws {
        let table = try table(metrics(""))
        #expect(table.column(named: "leads\nTOTAL ") == "LEADS" && table.column(named: "Sales") == "SALES")
        #expect(table.column(named: "Lead") == nil && table.amounts == ["SALES"])
    }

    @Test("a header of a column that all records sum, and the name of a section, are mistakes")
    func taken() throws {
        #expect(throws: Failure.self) {
            try MetricTable(
                ConfigurationNode(
                    Array(#"{"columns": {"CONV": {"headers": ["Clicks"]}}}"#.utf8), file: "metrics.json"))
        }
        let label = try table(metrics(#""m": {"labels": ["Awareness"], "formula": "LEADS"}"#)).metrics
        #expect(throws: Failure.self) { try TemplateWords.builtIn.adding(label) }
        let loyalty = try table(metrics(#""m": {"labels": ["Loyalty"], "formula": "LEADS"}"#)).metrics
        #expect(throws: Never.self) { try TemplateWords.builtIn.adding(loyalty) }
    }

    @Test(
        "a mistake is status 78 and named with its place",
        arguments: [
            (
                #""m": {"labels": ["M"], "formula": "LEEDS"}"#,
                "\"metrics.m.formula\" names no column or metric: \"LEEDS\""
            ),
            (#""m": {"labels": ["M"], "formula": "LEADS / 0"}"#, "\"metrics.m.formula\" divides by 0"),
            (#""m": {"labels": ["M"], "formula": "LEADS / (2 - 2)"}"#, "\"metrics.m.formula\" divides by 0"),
            (
                #""m": {"labels": ["M"], "formula": "n + 1"}, "n": {"labels": ["N"], "formula": "m"}"#,
                "\"metrics.n.formula\" is made of itself: m is made of n is made of m"
            ),
            (#""m": {"labels": ["M"], "formula": "m"}"#, "\"metrics.m.formula\" is made of itself: m is made of m"),
            (#""m": {"labels": ["M", "m"], "formula": "LEADS"}"#, "\"metrics.m.labels[1]\" is there twice"),
            (
                #""m": {"labels": ["M"], "formula": "LEADS"}, "n": {"labels": ["M "], "formula": "LEADS"}"#,
                "\"metrics.n.labels[0]\" is a label of \"m\" too"
            ),
            (
                #""m": {"labels": ["Reach abs."], "formula": "LEADS"}"#,
                "\"metrics.m.labels[0]\" is a label that has a meaning already"
            ),
            (
                #""m": {"labels": ["PLANNED"], "formula": "LEADS"}"#,
                "\"metrics.m.labels[0]\" is a label that has a meaning already"
            ),
            (#""m": {"labels": [], "formula": "LEADS"}"#, "\"metrics.m.labels\" is empty"),
            (
                #""m": {"labels": ["--"], "formula": "LEADS"}"#,
                "\"metrics.m.labels[0]\" has no word that tells it from other labels"
            ),
            (
                #""m": {"labels": ["M"], "formula": ""}"#,
                "\"metrics.m.formula\" is no arithmetic: character 1: the expression ends where a number or a column should stand"
            ),
            (#""m": {"labels": ["M"], "formula": "3"}"#, "\"metrics.m.formula\" names no column"),
            (#""m": {"labels": ["M"], "formula": 3}"#, "\"metrics.m.formula\" must be text"),
            (#""m": {"labels": ["M"]}"#, "\"metrics.m\" has no \"formula\""),
            (#""m": {"formula": "LEADS"}"#, "\"metrics.m\" has no \"labels\""),
            (
                #""m": {"labels": ["M"], "formula": "CPM_LOCAL"}"#,
                "\"metrics.m.formula\" counts with CPM_LOCAL, whose sum means nothing"
            ),
            (
                #""m": {"labels": ["M"], "formula": "LEADS", "additive": ["weeks"]}"#,
                "\"metrics.m.additive[0]\" must be lines, days, stages, markets"
            ),
            (
                #""m": {"labels": ["M"], "formula": "LEADS", "sides": "none"}"#,
                "\"metrics.m.sides\" must be planned, actual or both"
            ),
            (#""cpm": {"labels": ["M"], "formula": "LEADS"}"#, "\"metrics.cpm\" is built in"),
            (#""M 1": {"labels": ["M"], "formula": "LEADS"}"#, "\"metrics.M 1\" is not a metric's code"),
        ])
    func mistakes(entries: String, text: String) {
        let failure = #expect(throws: Failure.self) { _ = try table(metrics(entries)) }
        #expect(failure?.status == .configuration && failure?.message.text == text)
        #expect(
            failure?.message.place.file == "metrics.json" && failure?.message.place.cell?.hasPrefix("line ") == true)
    }

    @Test(
        "columns that all records have, and headers of two columns, are mistakes",
        arguments: [
            (#"{"IMPRESSIONS": {}}"#, "is a column that all records have"),
            (#"{"FX_RATE": {}}"#, "is a column that all records have"),
            (#"{"leads": {}}"#, "is not a column's name"),
            (#"{"A": {"headers": ["X"]}, "B": {"headers": ["x"]}}"#, "is a header of A too"),
            (#"{"A": {"unit": "AED"}}"#, "must be count or money"), (#"{"A": []}"#, "must be an object"),
        ])
    func columns(columns: String, text: String) {
        let failure = #expect(throws: Failure.self) { _ = try table(#"{"columns": \#(columns)}"#) }
        #expect(
            failure?.status == .configuration && failure?.message.text.hasSuffix(text) == true,
            "\(failure?.message.text ?? "")")
    }

    @Test("a client's computed columns are metrics, too, where their sums mean something")
    func custom() throws {
        let rules = try ClientRules(
            try ConfigurationNode(
                Array(
                    #"{"global_rules": {"custom_metrics": {"LEAD_COST": "BUDGET_LOCAL / LEADS", "TWICE": "LEAD_COST * 2", "RATE": "CPM_LOCAL * 2", "CPM": "BUDGET_LOCAL"}}}"#
                        .utf8), file: "rules.json"), client: nil
        ).with(MetricTable())
        #expect(rules.table.metrics.map(\.labels) == [["LEAD COST"], ["TWICE"]])
        #expect(rules.table.metrics.map(\.formula.text) == ["BUDGET_LOCAL/LEADS", "BUDGET_LOCAL/LEADS*2"])
    }
}
