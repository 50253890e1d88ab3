import Testing
import Workbooks

@Suite("Cell references") struct CellReferenceTests {
    @Test(
        "read and print the same A1 text",
        arguments: [
            ("A1", 1, 1), ("E28", 28, 5), ("Z9", 9, 26), ("AA10", 10, 27), ("AZ1", 1, 52), ("BA1", 1, 53),
            ("XFD1048576", 1_048_576, 16_384),
        ])
    func roundTrip(text: String, row: Int, column: Int) throws {
        let reference = try #require(CellReference(text))
        #expect(reference == CellReference(row: row, column: column))
        #expect(reference.description == text)
    }

    @Test(
        "outside of a worksheet or malformed are none",
        arguments: ["", "A", "1", "A0", "XFE1", "A1048577", "1A", "A1B", "Ä1", "A-1"])
    func refused(text: String) { #expect(CellReference(text) == nil) }

    @Test("absolute signs are passed over") func absolute() {
        #expect(CellReference("$B$3") == CellReference(row: 3, column: 2))
    }

    @Test("a range has its corners in any order") func range() throws {
        #expect(try #require(CellRange("C5:A2")).description == "A2:C5")
        #expect(try #require(CellRange("B2")).description == "B2")
        #expect(CellRange("A1:") == nil)
    }

    @Test("every column's letters read back to it") func letters() {
        for column in 1...16_384 {
            #expect(CellReference(CellReference.letters(ofColumn: column) + "1")?.column == column)
        }
    }
}
