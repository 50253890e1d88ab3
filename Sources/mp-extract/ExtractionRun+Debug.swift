import MediaPlans
import Streams
import Toolkit
import Workbooks

/// What the log tells at the level DEBUG: which table was taken, how its columns were named, and what was passed over.
extension ExtractionRun {
    /// - Parameters:
    ///   - regions: those of one kind of input.
    ///   - coverage: what became of the cells of these inputs.
    func logDecisions(_ regions: [Region], _ coverage: SourceCoverage) {
        guard session.isDebugging else { return }
        for region in regions { session.note(Self.sentence(region), level: .debug) }
        for sheet in coverage.sheets {
            for part in sheet.parts {
                let place = Place(file: sheet.file, sheet: sheet.name, cell: part.cells.isEmpty ? nil : part.cells)
                let why = part.gap.map { "passed over: \($0.rawValue)" } ?? "read as \(part.fate.word)"
                session.note(
                    "\(place): \(counted(part.count.cells, "cell")), \(counted(part.count.numbers, "number")): \(why)",
                    level: .debug)
            }
        }
    }

    private static func sentence(_ region: Region) -> String {
        let place = Place(file: region.sheet.file, sheet: region.sheet.name, cell: region.range.description)
        let columns = region.columns.sorted { $0.value < $1.value }.map {
            "\($0.key.rawValue) in \(CellReference.letters(ofColumn: $0.value))"
        }
        let markets = region.marketColumns.sorted { $0.value < $1.value }.map {
            "\($0.key) in \(CellReference.letters(ofColumn: $0.value))"
        }
        let fence =
            region.isUnfenced
            ? "no fence" : region.lacks.isEmpty ? "whole fence" : "fence lacks \(region.lacks.joined(separator: ", "))"
        let others = region.otherHeaders.map(String.init).joined(separator: ", ")
        let beside =
            others.isEmpty ? "" : "; no header in \(region.otherHeaders.count == 1 ? "row" : "rows") \(others)"
        return
            "\(place): \(region.kind.rawValue) of \(region.platform.code), header in row \(region.headerRow), \(counted(region.lines, "line")), \(fence)\(beside); columns: \((columns + markets).joined(separator: ", "))"
    }
}
