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

    @Test("codes of built-in metrics are known in formulas, also where a column without a sum is called so")
    func builtInCodes() throws {
        for code in ["cpm", "frequency", "ctr_percent", "vtr_percent"] {
            let made = try table(metrics("\"m\": {\"labels\": [\"M\"], \"formula\": \"\(code) * 2\"}"))
            #expect(made.metrics.first?.code == "m", "\(code)")
        }
    }

    @Test("metrics that double what they are made of are refused, and nothing grows with them") func doubling() {
        let entries = (1...40).map {
            "\"m\($0)\": {\"labels\": [\"Row \($0)\"], \"formula\": \"m\($0 - 1) + m\($0 - 1)\"}"
        }
        let all = ["\"m0\": {\"labels\": [\"Row 0\"], \"formula\": \"LEADS\"}"] + entries
        let failure = #expect(throws: Failure.self) { _ = try table(metrics(all.joined(separator: ","))) }
        #expect(failure?.status == .configuration)
        #expect(failure?.message.text.contains("is made of more than 1000 numbers and columns") == true)
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

    @Test("the metrics that are built in are entries of the table that is shipped")
    func shipped() throws {
        let path = PackagePath.root + "/" + MetricTable.fileName
        let file = try #require(try ConfigurationNode.reading(path))
        #expect(file.value == BuiltInMetrics.root.value, "stale; this writes it: scripts/make-built-in-sources")
        // What the shipped file says is what is known without it.
        let table = try MetricTable(file)
        #expect(table == MetricTable() && table.metrics.isEmpty)
        #expect(try TemplateWords.builtIn.adding(table) == .builtIn)
        #expect(
            MetricTable.builtIn.map { "\($0.name) \($0.unit) \($0.decimals) = \($0.formula.text)" } == [
                "Census TA count 0 = ", "TA Population count 0 = ", "Reach count 0 = UNIQUES_REACH",
                "Reach % share 1 = UNIQUES_REACH", "Frequency ratio 2 = IMPRESSIONS/UNIQUES_REACH",
                "Impressions count 0 = IMPRESSIONS", "Views count 0 = VIDEO_VIEWS", "Clicks count 0 = CLICKS_ACTIONS",
                "Budget money 0 = BUDGET_LOCAL", "CPM money 2 = BUDGET_LOCAL/IMPRESSIONS*1000",
                "CPV money 3 = BUDGET_LOCAL/VIDEO_VIEWS", "CPC money 2 = BUDGET_LOCAL/CLICKS_ACTIONS",
                "VTR% share 1 = VIDEO_VIEWS/IMPRESSIONS", "CTR% share 2 = CLICKS_ACTIONS/IMPRESSIONS",
            ])
        #expect(MetricTable.builtIn.filter(\.isTyped).map(\.code) == ["census_ta", "ta_population"])
        #expect(MetricTable.builtIn.compactMap(\.share) == ["ta_population"])
        #expect(MetricTable.builtIn.allSatisfy { $0.sides.count == 2 && $0.isBuiltIn })
    }

    @Test("a built-in metric may be called and shown otherwise")
    func changed() throws {
        let table = try table(
            metrics(
                """
                "cpm": {"labels": ["TKP", "CPM"], "format": "0.000", "name": "Tausender"}, "vtr_percent": {"decimals": 4},
                "lead_cost": {"labels": ["Lead cost"], "formula": "budget / LEADS"}, "twice": {"labels": ["Twice"], "formula": "cpm * 2"}
                """))
        let cpm = try #require(table.builtIns.first { $0.code == "cpm" })
        #expect(cpm.labels.last == "TKP" && cpm.labels.count { $0 == "CPM" } == 1)
        #expect(cpm.format == "0.000" && cpm.name == "Tausender" && Metric.own(cpm) == .cpm)
        #expect(table.builtIns.first { $0.code == "vtr_percent" }?.decimals == 4)
        #expect(table.metrics.map(\.formula.text) == ["BUDGET_LOCAL/LEADS", "BUDGET_LOCAL/IMPRESSIONS*1000*2"])
        let words = try TemplateWords.builtIn.adding(table)
        #expect(words.metrics[.cpm]?.last == "TKP" && words.builtIns.contains { $0.rawValue == "Tausender" })
    }

    @Test(
        "what a built-in metric is made of cannot be changed",
        arguments: [
            (#""reach": {"additive": ["markets"]}"#, "\"metrics.reach\" is built in"),
            (#""ctr_percent": {"unit": "ratio"}"#, "\"metrics.ctr_percent\" is built in"),
            (#""cpv": {"sides": "actual"}"#, "\"metrics.cpv\" is built in"),
            (#""cpm": {"labels": ["Reach"]}"#, "\"metrics.cpm.labels[0]\" is a label that has a meaning already"),
            (#""cpm": {"decimals": 7}"#, "\"metrics.cpm.decimals\" must be a whole number from 0 to 6"),
            (
                #""heads": {"labels": ["Heads"], "formula": "IMPRESSIONS / ta_population"}"#,
                "\"metrics.heads.formula\" counts with ta_population, which a person types into the tracker"
            ),
            (
                #""heads": {"labels": ["Heads"], "typed": true, "formula": "LEADS"}"#,
                "\"metrics.heads.formula\" is there, though a person types the metric"
            ),
            (
                #""heads": {"labels": ["Heads"], "formula": "LEADS", "reported": "reach"}"#,
                "\"metrics.heads.reported\" is for built-in metrics only"
            ),
        ])
    func unchangeable(entries: String, text: String) {
        let failure = #expect(throws: Failure.self) { _ = try table(metrics(entries)) }
        #expect(failure?.status == .configuration && failure?.message.text == text)
    }

    @Test("a label of a built-in metric is no section's and no other metric's by the home's own words")
    func labels() throws {
        let stage = try table(#"{"metrics": {"cpm": {"labels": ["Awareness"]}}}"#)
        #expect(throws: Failure.self) { try TemplateWords.builtIn.adding(stage) }
        let words = try TemplateWords.builtIn.extended(
            by: ConfigurationNode(Array(#"{"metrics": {"cpv": ["TKP"]}}"#.utf8), file: "toolkit.json"))
        let other = try table(#"{"metrics": {"cpm": {"labels": ["TKP"]}}}"#)
        #expect(throws: Failure.self) { try words.adding(other) }
    }
}
