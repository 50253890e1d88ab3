import MediaPlans
import Streams

/// What the reports' brand-lift tables say, in the comprehensive report.
extension ReportText {
    /// A line for each result, "no lift" and "not enough data" apart from unknown; nothing without results.
    mutating func add(_ results: [BrandLiftResult]) {
        guard !results.isEmpty else { return }
        section("BRAND LIFT (\(results.count), in no sum of the tracker)")
        let lifts = results.filter(\.measure.isLift)
        let counts = [
            ("lift", BrandLiftResult.Status.lift), ("no lift", .noLift), ("not enough data", .notEnoughData),
            ("unknown", .unknown),
        ].map { name, status in "\(lifts.count { $0.status == status }) \(name)" }
        line("\(counted(lifts.count, "result")): \(counts.joined(separator: ", "))")
        table(
            ["platform", "market", "metric", "measure", "result", "where"],
            results.map { result in
                [
                    result.platform?.code ?? "-", result.market?.displayName ?? "all", result.metric,
                    result.measure.code, Self.words(result), "\(result.place.sheet ?? "")!\(result.place.cell ?? "")",
                ]
            })
    }

    private static func words(_ result: BrandLiftResult) -> String {
        let number = result.value.map { value in
            result.measure.isShare
                ? decimals(value * 100, 1) + " %" : decimals(value, value == value.rounded() ? 0 : 2)
        }
        let money = [result.currency, number].compactMap { $0 }.joined(separator: " ")
        switch result.status {
        case .lift: return money
        case .noLift: return number.map { "No lift (\($0))" } ?? "No lift"
        case .notEnoughData: return "Not enough data"
        case .value: return number == nil ? result.written : money
        case .unknown: return "unknown" + (result.written.isEmpty ? "" : " (\(result.written))")
        }
    }
}
