import Streams

/// The report for people at a terminal: verdict first, then findings by rule, the worst first.
struct TextReport {
    let result: CheckResult

    func text() -> String {
        var lines = [
            "Rows: \(result.rows), Columns: \(result.columns)", "",
            printable(result.verdict) + " (\(result.countsText))",
        ]
        for input in result.inputs { lines.append("  read \(printable(input))") }
        if result.recordCount > 0 { lines.append("  \(counted(result.recordCount, "record")) checked") }
        if let source = result.source { lines.append("  coverage: " + source.sentence) }
        if let totals = result.controlTotals {
            lines.append("  control totals: \(totals.agreed) of \(totals.compared) agree")
        }
        if let sums = result.gridSums {
            lines.append("  sums of the sheets' own numbers: \(sums.agreed) of \(sums.compared) agree")
        }
        if let audit = result.audit { lines.append("  tracker: " + Self.words(audit)) }
        if let earlier = result.earlier {
            lines.append("  compared with \(printable(earlier.path)): \(printable(earlier.sentence))")
        }
        if let pacing = result.pacing { lines.append("  pacing: " + printable(PacingRules.sentence(pacing))) }
        for group in result.log.sorted { lines += section(group) }
        if !result.omissions.isEmpty { lines += [""] + result.omissions }
        return lines.joined(separator: "\n") + "\n"
    }

    static func words(_ audit: AuditSummary) -> String {
        "\(audit.right) of \(counted(audit.figures, "figure")) right: \(audit.exact) exact, \(audit.withinTolerance) within tolerance, "
            + "\(audit.wrong) wrong, \(audit.missing) missing; \(audit.notCompared) not compared: \(audit.unexplained) unexplained, "
            + "\(audit.uncalculated) never calculated, \(audit.unlabelled) without a known label; \(audit.beside) outside the blocks not compared; \(audit.unknown) unknown on both sides; "
            + "\(counted(audit.formulas, "formula")) calculated anew, \(audit.formulasUnknown) of unknown form"
    }

    private func section(_ group: FindingLog.Group) -> [String] {
        var lines = ["", "\(group.level.rawValue.uppercased()) \(group.code) (\(group.counted)): \(group.title)"]
        for finding in group.findings { lines.append("  " + finding.sentence) }
        if group.count > group.findings.count {
            lines.append(
                "  … and \(group.count - group.findings.count) more of \(group.count); --max-findings \(group.count) lists all"
            )
        }
        return lines
    }
}

/// One object a line: a summary, then every finding that is listed, then how many of a rule are not.
struct NDJSONReport {
    let result: CheckResult

    func text() -> String {
        var lines = [summary]
        for group in result.log.sorted {
            lines += group.findings.map(object)
            if group.count > group.findings.count {
                lines.append(
                    .object([
                        .init("kind", .string("unlisted")), .init("code", .string(group.code.rawValue)),
                        .init("level", .string(group.level.rawValue)),
                        .init("count", .number(Double(group.count))),
                        .init("listed", .number(Double(group.findings.count))),
                        .init("cells", .number(Double(group.cells))),
                    ]))
            }
        }
        return lines.map { $0.serialised() + "\n" }.joined()
    }

    private var summary: JSON {
        var members: [JSON.Member] = [
            .init("kind", .string("summary")), .init("verdict", .string(result.verdict)),
            .init("rows", .number(Double(result.rows))),
            .init("columns", .number(Double(result.columns))), .init("records", .number(Double(result.recordCount))),
            .init("inputs", .array(result.inputs.map(JSON.string))),
        ]
        for level in Message.Level.allCases.reversed() {
            members.append(.init(level.rawValue + "s", .number(Double(result.log.count(level)))))
        }
        members.append(.init("accepted", .number(Double(result.log.accepted))))
        members.append(
            .init(
                "silenced",
                .object(
                    result.log.silenced.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                        .init($0.key.rawValue, .number(Double($0.value)))
                    })))
        if let totals = result.controlTotals {
            members.append(
                .init(
                    "control_totals",
                    .object([
                        .init("compared", .number(Double(totals.compared))),
                        .init("agreed", .number(Double(totals.agreed))),
                    ])))
        }
        if let sums = result.gridSums {
            members.append(
                .init(
                    "grid_sums",
                    .object([
                        .init("compared", .number(Double(sums.compared))),
                        .init("agreed", .number(Double(sums.agreed))),
                    ])))
        }
        if let audit = result.audit {
            let counts = [
                ("exact", audit.exact), ("within_tolerance", audit.withinTolerance), ("wrong", audit.wrong),
                ("missing", audit.missing),
                ("unexplained", audit.unexplained), ("uncalculated", audit.uncalculated),
                ("unlabelled", audit.unlabelled), ("beside", audit.beside),
                ("not_compared", audit.notCompared), ("unknown", audit.unknown), ("formulas", audit.formulas),
                ("formulas_unknown", audit.formulasUnknown),
            ]
            members.append(.init("audit", .object(counts.map { .init($0.0, .number(Double($0.1))) })))
        }
        if let pacing = result.pacing { members.append(.init("pacing", pacing.json)) }
        if let earlier = result.earlier { members.append(.init("earlier", earlier.json)) }
        return .object(members)
    }

    private func object(_ finding: Finding) -> JSON {
        var members: [JSON.Member] = [
            .init("kind", .string("finding")), .init("level", .string(finding.level.rawValue)),
            .init("code", .string(finding.code.rawValue)),
        ]
        let texts = [
            ("file", finding.place.file), ("sheet", finding.place.sheet), ("cell", finding.place.cell),
            ("column", finding.spot.column?.rawValue),
            ("message", finding.text), ("expected", finding.expected), ("hint", finding.hint),
        ]
        for (key, text) in texts { if let text { members.append(.init(key, .string(text))) } }
        if let row = finding.spot.row { members.append(.init("row", .number(Double(row)))) }
        if let rows = finding.rows { members.append(.init("rows", .number(Double(rows.count)))) }
        return .object(members)
    }
}
