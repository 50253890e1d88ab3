import Streams

/// One object for each check, and a last one for the whole run.
struct NDJSONReport {
    let report: HealthReport

    func text() -> String {
        let checks = report.results.map { Self.object($0, time: report.time) }
        return (checks + [summary]).map { $0.serialised() + "\n" }.joined()
    }

    private var summary: JSON {
        .object([
            .init("kind", .string("summary")), .init("time", .string(isoTime(report.time))),
            .init("home", .string(report.home)),
            .init("verdict", .string(report.verdict.name)), .init("checks", .number(Double(report.results.count))),
            .init("ok", .number(Double(report.count(.ok)))), .init("warning", .number(Double(report.count(.warning)))),
            .init("critical", .number(Double(report.count(.critical)))),
            .init("unknown", .number(Double(report.count(.unknown)))),
            .init("seconds", .number((report.seconds * 10_000).rounded() / 10_000)),
        ])
    }

    static func object(_ result: HealthResult, time: Double) -> JSON {
        var members: [JSON.Member] = [
            .init("kind", .string("check")), .init("time", .string(isoTime(time))),
            .init("check", .string(result.name.rawValue)),
            .init("verdict", .string(result.verdict.name)), .init("text", .string(result.outcome.text)),
        ]
        if let fix = result.outcome.fix { members.append(.init("fix", .string(fix))) }
        if let cause = result.blockedBy { members.append(.init("depends_on", .string(cause.rawValue))) }
        members.append(.init("measures", .array(result.outcome.measures.map(object))))
        members.append(.init("seconds", .number((result.seconds * 10_000).rounded() / 10_000)))
        return .object(members)
    }

    private static func object(_ measure: Measure) -> JSON {
        var members: [JSON.Member] = [
            .init("name", .string(measure.name)), .init("value", .number(measure.value)),
            .init("unit", .string(measure.unit.rawValue)),
        ]
        for (name, bound) in [("warning", measure.warning), ("critical", measure.critical)] {
            switch bound {
            case .above(let value): members.append(.init("\(name)_above", .number(value)))
            case .below(let value): members.append(.init("\(name)_below", .number(value)))
            case nil: break
            }
        }
        return .object(members)
    }
}
