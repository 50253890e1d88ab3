import Testing
import Workbooks

@Suite("The room that a text takes")
struct TextMeasureTests {
    @Test(
        "Lines of a text in a column of 20 digits",
        arguments: [
            ("Lumident", 1), ("2025-03-01 to 2025-05-30", 2), ("one\ntwo\r\nthree", 3), ("", 1),
            ("Gender: all, languages: Arabic and English, age 25 to 44", 3), (String(repeating: "x", count: 50), 3),
            ("عربي", 1), ("日本語の長い文章です。日本語の長い文章です。", 3),
        ])
    func lines(text: String, count: Int) {
        #expect(TextMeasure(font: .usual, base: .usual).lines(of: text, width: 20) == count)
    }

    @Test("A larger or bolder font takes more lines, a smaller one fewer, and a column of no width one for each sign")
    func fonts() {
        let text = "Gender: all, languages: Arabic and English, age 25 to 44, lifestyle and hobbies"
        func lines(_ size: Double, _ isBold: Bool) -> Int {
            TextMeasure(font: CellFont(size: size, isBold: isBold, name: "Calibri"), base: .usual).lines(
                of: text, width: 20)
        }
        #expect(
            lines(8, false) < lines(11, false) && lines(11, false) < lines(16, false)
                && lines(11, true) >= lines(11, false))
        #expect(TextMeasure(font: .usual, base: .usual).lines(of: "abc", width: 0) >= 3)
    }
}
