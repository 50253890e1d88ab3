import SourceFiles
import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// A table that a thread reads ahead gives what one without a thread gives.
@Suite struct TextRowsAheadTests {
    /// Each row as text; what was thrown at the end.
    private func rows(
        _ text: String, isThreaded: Bool, size: Int = 1000, stopsAfter most: Int = .max
    ) throws -> (rows: [String], failure: String?) {
        let table = try DelimitedText(PieceStream(Array(text.utf8), pieces: size), name: "x.csv")
        var found: [String] = []
        do {
            try TextRowsAhead.forEach(of: table, isThreaded: isThreaded) { row in
                let cells = row.row.cells.map { "\($0.reference) \($0.value.displayText)" }
                found.append("\(cells) \(row.notes.otherEncoding.count) \(row.cutFrom ?? 0)")
                return found.count < most
            }
        } catch let failure as Failure {
            return (found, "\(failure.message.place) \(failure.message.text)")
        }
        return (found, nil)
    }

    private static let table = (1...5000).map {
        "Sun \($0),\($0 % 7 == 0 ? "" : "x"),\($0 * 3),\"a,\(String(repeating: "b", count: $0 % 90))\""
    }

    @Test(arguments: [1, 255, 256, 257, 512, 1279, 1280, 1281, 5000])
    func allRowsComeInTheirOrder(count: Int) throws {
        let text = Self.table.prefix(count).joined(separator: "\n") + "\n"
        let (threaded, plain) = (try rows(text, isThreaded: true), try rows(text, isThreaded: false))
        #expect(threaded.rows == plain.rows && threaded.rows.count == count && threaded.failure == nil)
        #expect(threaded.rows.last?.contains("Sun \(count)") == true)
    }

    @Test(arguments: [1, 200, 256, 300, 1000, 4999])
    func whoeverHasEnoughStops(most: Int) throws {
        let text = Self.table.joined(separator: "\n")
        let found = try rows(text, isThreaded: true, size: 100_000, stopsAfter: most)
        #expect(found.rows.count == most && found.rows.last?.contains("Sun \(most)") == true)
    }

    @Test(arguments: [10, 256, 2000])
    func damageComesBehindTheRowsBeforeIt(count: Int) throws {
        let text = Self.table.prefix(count).joined(separator: "\n") + "\n\"open,1,2,3"
        let (threaded, plain) = (try rows(text, isThreaded: true), try rows(text, isThreaded: false))
        #expect(threaded.rows == plain.rows && threaded.rows.count == count)
        #expect(threaded.failure == plain.failure && threaded.failure?.contains("line \(count + 1)") == true)
    }

    @Test func aLineThatIsCutIsTold() throws {
        let text = Self.table.joined(separator: "\n") + "\nSun,x,7"
        for isThreaded in [true, false] {
            let found = try rows(text, isThreaded: isThreaded)
            #expect(found.rows.count == 5001 && found.rows.last?.hasSuffix(" 0 4") == true)
        }
    }
}
