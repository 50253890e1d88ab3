import Streams
import Testing

@testable import MediaPlans

/// Which lift a label of a template asks for, and what the results of studies answer.
@Suite struct LiftMetricTests {
    @Test(
        "labels that name a lift",
        arguments: [
            ("Ad recall lift", "Ad Recall"), ("AD RECALL LIFT (ABS. %)", "Ad Recall"),
            ("Brand awareness lift", "Awareness"),
            ("Purchase intent uplift pts", "Purchase Intent"), ("BLS - Favorability", "Favourability"),
            ("Brand lift ad recall", "Ad Recall"), ("Brand Lift", nil), ("BLS result", nil), ("Brand Lift Study", nil),
        ])
    func named(label: String, metric: String?) throws {
        let found = try #require(LiftMetric(label: label, in: .builtIn), "\(label)")
        #expect(found.metric == metric && found.measure == .absoluteLift)
    }

    @Test(
        "a label of another lift",
        arguments: [("Ad recall relative lift", "relative-lift"), ("Headroom lift of ad recall", nil)])
    func others(label: String, measure: String?) {
        #expect(LiftMetric(label: label, in: .builtIn)?.measure.code == measure)
    }

    @Test(
        "labels that ask for no lift, or for one that nobody knows",
        arguments: [
            "Ad recall", "Awareness", "Reach", "Lift", "Sales lift", "Cost per lifted user", "Ad recall lift benchmark",
            "Ad recall lift last month", "Lifted users", "Forklift", "Facelift awareness",
        ])
    func none(label: String) { #expect(LiftMetric(label: label, in: .builtIn) == nil) }

    private func result(
        _ metric: String, _ measure: BrandLiftResult.Measure, _ status: BrandLiftResult.Status, _ value: Double? = nil,
        market: String? = nil, cell: String
    ) -> BrandLiftResult {
        BrandLiftResult(
            platform: Platform(code: "META", displayName: "Meta"),
            market: market.map { Market(code: $0, displayName: $0) }, metric: metric, measure: measure, status: status,
            value: value, written: "", place: Place(file: "r.xlsx", sheet: "META", cell: cell))
    }

    private func state(_ label: String, _ results: [BrandLiftResult], market: String? = nil) throws -> LiftAnswer.State
    {
        let metric = try #require(LiftMetric(label: label, in: .builtIn))
        let code = market.flatMap { Vocabulary.builtIn.market(named: $0)?.code }
        return BrandLiftBook(results, .builtIn).answer(metric, platform: "META", market: code).state
    }

    @Test("a lift that its row calls not significant is none; that of another row stays")
    func judged() throws {
        let results = [
            result("Ad Recall", .absoluteLift, .lift, 0.004, cell: "B7"),
            result("Ad Recall", .status, .noLift, cell: "D7"),
            result("Awareness", .absoluteLift, .lift, 0.03, cell: "B8"),
            result("Awareness", .status, .value, cell: "D8"),
        ]
        #expect(try state("Ad recall lift", results) == .noLift)
        #expect(try state("Awareness lift", results) == .lift(0.03))
    }

    @Test("the absolute lift goes before the result, and what is unknown before nothing")
    func measures() throws {
        let results = [
            result("Ad Recall", .result, .lift, 0.5, cell: "B7"),
            result("Ad Recall", .absoluteLift, .lift, 0.02, cell: "C7"),
            result("Ad Recall", .relativeLift, .lift, 0.4, cell: "D7"),
            result("Ad Recall", .absoluteLift, .unknown, cell: "C9"),
        ]
        #expect(try state("Ad recall lift", results) == .lift(0.02))
        #expect(try state("Ad recall relative lift", results) == .lift(0.4))
        #expect(try state("Awareness lift", results) == .unknown)
    }

    @Test("markets apart from all together; results that differ are none")
    func places() throws {
        let results = [
            result("Ad Recall", .result, .lift, 0.02, market: "UAE", cell: "B7"),
            result("Ad Recall", .result, .notEnoughData, market: "KSA", cell: "B8"),
        ]
        #expect(try state("Ad recall lift", results, market: "UAE") == .lift(0.02))
        #expect(try state("Ad recall lift", results, market: "KSA") == .notEnoughData)
        // Nothing is averaged.
        #expect(try state("Ad recall lift", results) == .unknown)
        let again = results + [result("Ad Recall", .result, .lift, 0.02, market: "UAE", cell: "B20")]
        #expect(try state("Ad recall lift", again, market: "UAE") == .lift(0.02))
        let other = results + [result("Ad Recall", .result, .noLift, market: "UAE", cell: "B20")]
        #expect(
            try state("Ad recall lift", other, market: "UAE")
                == .several(["Ad Recall 2 % (META!B7)", "Ad Recall No lift (META!B20)"]))
        #expect(try state("Brand lift", results, market: "KSA") == .notEnoughData)
    }
}
