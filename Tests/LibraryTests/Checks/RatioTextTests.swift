import Testing

@testable import Checks

@Suite("Shares beside the bounds that judge them") struct RatioTextTests {
    @Test(
        "a share has as many digits as tell on which side it is",
        arguments: [
            (0.89996, "89.996 %"), (0.9, "90 %"), (0.5, "50 %"), (1.10004, "110.004 %"), (1.1, "110 %"),
            (0.8996, "89.96 %"), (0.99996, "100 %"),
        ])
    func digits(share: Double, text: String) { #expect(percentText(share, beside: [0.9, 1.1]) == text) }
}
