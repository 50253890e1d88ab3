import MediaPlans
import Testing

@testable import Trackers

@Suite("A number format is copied only where it shows the same number")
struct FormatChoiceTests {
    @Test(
        "Formats of neighbours",
        arguments: [
            (.impressions, "#,##0", 12405, true), (.impressions, "0.00", 12405, true),
            (.impressions, "_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)", 12405, true),
            // For a zero that would show the sign of the unknown.
            (.impressions, "_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)", 0, false),
            (.impressions, "#,##0,\"K\"", 12405, true), (.impressions, "#,##0,", 12405, false),
            (.impressions, ";;;", 12405, false), (.impressions, "@", 12405, false),
            (.impressions, "General", 12405, false),
            (.impressions, "0%", 12405, false), (.impressions, "yyyy-mm-dd", 45000, false),
            (.impressions, "# ?/?", 0.5, false),
            (.impressions, "$#,##0", 12405, false), (.impressions, "#,##0;;", 12405, false),
            (.impressions, "\"n/a\"", 12405, false),
            (.budget, "[$$-409]#,##0", 10533.76, true), (.budget, "$#,##0_);($#,##0)", 10533.76, true),
            (.budget, "[$€-2] #,##0", 10533.76, false), (.budget, "\"AED\" #,##0", 10533.76, false),
            (.budget, "#,##0", 0.25, false), (.budget, "#,##0.00", 0.25, true), (.budget, "#,##0", 0, true),
            (.cpv, "[$$-409]#,##0.00", 0.0026, false), (.cpv, "[$$-409]#,##0.000", 0.0026, true),
            (.ctr, "0.00%", 0.00098, true), (.ctr, "0%", 0.00098, false), (.ctr, "0.00", 0.00098, false),
            // Words of other currencies and units, however they are written; a rounding that changes the figure.
            (.budget, "#,##0 \\A\\E\\D", 4805.6, false), (.budget, "#,##0 \"د.إ\"", 19_295, false),
            (.budget, "\"¢\"0.00", 0.12, false), (.impressions, "#,##0 \"k\"", 2_604_167, false),
            (.impressions, "#,##0.0,,\" mn\"", 2_604_167, true), (.impressions, "#,##0 \"pcs\"", 12_405, false),
            (.frequency, "0.0\"x\"", 6.08, true), (.cpm, "0", 0.56, false), (.frequency, "0", 7.6, true),
            (.cpv, "0.00", 0.0061, false), (.budget, "\"US$\" #,##0", 4805.6, true),
            (.vtr, "0%", 0.37, true), (.frequency, "0.0", 6.08, true), (.frequency, "h:mm", 6.08, false),
        ] as [(Metric, String, Double, Bool)])
    func copying(metric: Metric, code: String, value: Double, isTaken: Bool) {
        #expect(FormatChoice(metric: metric, currency: "USD").takes(code, value: value) == isTaken)
    }

    @Test(
        "A metric's own format",
        arguments: [
            (.impressions, "USD", [12405, 2_000_000], "#,##0"), (.budget, "USD", [10533.7, 250], "[$$-409]#,##0"),
            (.budget, "AED", [10533.7], "[$AED] #,##0"), (.budget, "EUR", [10533.7], "[$€-2]#,##0"),
            (.budget, nil, [10533.7], "#,##0"), (.budget, "USD", [0.25], "[$$-409]#,##0.00"),
            (.cpm, "USD", [0.89, 1.2], "[$$-409]#,##0.00"), (.cpv, "USD", [0.0026], "[$$-409]#,##0.0000"),
            (.frequency, "USD", [6.08], "#,##0.00"), (.ctr, "USD", [0.0149], "0.00%"), (.vtr, "USD", [0.37], "0.0%"),
            (.ctr, "USD", [], "0.00%"),
        ] as [(Metric, String?, [Double], String)])
    func own(metric: Metric, currency: String?, values: [Double], code: String) {
        #expect(FormatChoice(metric: metric, currency: currency).own(for: values) == code)
    }

    @Test(
        "Where a cell has no room, the currency goes and then the signs between thousands",
        arguments: [
            (.budget, "AED", [74_151.5], ["[$AED] #,##0", "#,##0", "0"]),
            (.impressions, "AED", [225_041_257], ["#,##0", "0"]),
            (.cpm, "USD", [0.89], ["[$$-409]#,##0.00", "#,##0.00", "0.00"]), (.ctr, "USD", [0.0149], ["0.00%"]),
        ] as [(Metric, String?, [Double], [String])])
    func shorter(metric: Metric, currency: String?, values: [Double], codes: [String]) {
        #expect(FormatChoice(metric: metric, currency: currency).formats(for: values) == codes)
    }
}
