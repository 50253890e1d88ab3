import Testing

@testable import Workbooks

@Suite("The calculation chain is taken out of a package")
struct CalculationChainTests {
    @Test("Only the element that names it is cut out of a part")
    func removing() throws {
        let part =
            #"<Types xmlns="t"><Override PartName="/xl/workbook.xml" ContentType="w"/><Override ContentType="c" PartName="/xl/calcChain.xml"></Override>"#
            + "\n</Types>"
        let result = try CalculationChain.removing("Override", from: Array(part.utf8)) {
            $0("PartName") == "/xl/calcChain.xml"
        }
        #expect(
            result.map { String(decoding: $0, as: UTF8.self) }
                == #"<Types xmlns="t"><Override PartName="/xl/workbook.xml" ContentType="w"/>"# + "\n</Types>")
    }

    @Test("A part that does not name it stays as it is")
    func nothing() throws {
        #expect(try CalculationChain.removing("Override", from: Array("<Types/>".utf8)) { _ in true } == nil)
    }
}
