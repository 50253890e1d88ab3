import Streams

/// Writes a sheet as NDJSON: one object a row, keyed by the first row that holds a value.
///
/// A key that is blank is its column's letters; one that occurs again gets `_2`, `_3` behind it. Cells without a
/// value have no key in the object.
struct ObjectExport {
    private let sheet: Workbook.Sheet
    private let workbook: Workbook
    private let output: Output
    private let progress: ((Int, Int, Int) -> Void)?

    init(_ sheet: Workbook.Sheet, _ workbook: Workbook, _ output: Output, _ progress: ((Int, Int, Int) -> Void)?) {
        self.sheet = sheet
        self.workbook = workbook
        self.output = output
        self.progress = progress
    }

    func run() throws -> SheetSummary {
        let scanner = try SheetScanner(sheet, in: workbook)
        var renderer = CellRenderer(sheet, in: workbook)
        var summary = SheetSummary()
        var keys: ObjectKeys?
        var line: [UInt8] = []
        try scanner.forEachRow { row, window in
            for cell in row.cells { renderer.note(cell) }
            guard row.cells.contains(where: { CellRenderer.isShown($0) }) else { return }
            guard keys != nil else {
                keys = try ObjectKeys(row, window, &renderer)
                return
            }
            line.removeAll(keepingCapacity: true)
            line.append(UInt8(ascii: "{"))
            for cell in row.cells where CellRenderer.isShown(cell) {
                line.append(contentsOf: keys!.prefix(ofColumn: Int(cell.column)))
                try renderer.appendJSON(cell, window, to: &line)
                line.append(UInt8(ascii: ","))
            }
            line.removeLast()
            line.append(contentsOf: "}\n".utf8)
            try output.write(line)
            summary.rows += 1
            if summary.rows & 511 == 0 { progress?(scanner.position.done, scanner.position.total, summary.rows) }
        }
        summary.uncalculated = renderer.uncalculated
        summary.missingStrings = renderer.missingStrings
        return summary
    }
}

/// The key of each column, ready to be written.
private struct ObjectKeys {
    /// `"KEY":` by column, from column 1 on.
    private var prefixes: [[UInt8]] = []
    private var taken: Set<String> = []

    init(_ header: borrowing RawRow, _ window: XMLScanner, _ renderer: inout CellRenderer) throws {
        for cell in header.cells where CellRenderer.isShown(cell) {
            var text: [UInt8] = []
            try renderer.appendField(cell, window, to: &text)
            fill(upTo: Int(cell.column) - 1)
            add(TSV.fields(of: text)[0])
        }
    }

    /// The bytes before a value of that column; columns beyond the header are named by their letters.
    mutating func prefix(ofColumn column: Int) -> [UInt8] {
        fill(upTo: column)
        return prefixes[column - 1]
    }

    private mutating func fill(upTo column: Int) {
        while prefixes.count < column { add(CellReference.letters(ofColumn: prefixes.count + 1)) }
    }

    private mutating func add(_ name: String) {
        let base = name.trimmingBlanks().isEmpty ? CellReference.letters(ofColumn: prefixes.count + 1) : name
        var unique = base
        var number = 1
        while !taken.insert(unique).inserted {
            number += 1
            unique = "\(base)_\(number)"
        }
        var prefix: [UInt8] = []
        JSON.append(string: unique, to: &prefix)
        prefixes.append(prefix + [UInt8(ascii: ":")])
    }
}
