import SourceFiles
import Streams
import Workbooks

/// Rows of a table of text, which a thread of its own reads some batches ahead of who works on them.
///
/// Memory: `depth` batches. A short table is read without a thread.
///
/// Unsafe: a batch goes from thread to thread through a `Handoff`, and is used only by the thread that took it last; the table belongs to the
/// thread as soon as there is one.
final class TextRowsAhead: @unchecked Sendable {
    /// A row as the table has it.
    struct Row {
        var row = SheetRow(number: 0, cells: [])
        /// How many fields the row before has, where the last row lacks some and its line end.
        var cutFrom: Int?
        var notes = TextNotes()
    }

    private final class Batch {
        var rows: [Row] = []
        var count = 0
        /// What ends the table behind these rows: nothing where there are more.
        var end: Result<Void, any Error>?
    }

    private let table: DelimitedText
    /// The number of fields of the row before.
    private var width = 0
    private let free = Handoff((0..<depth).map { _ in Batch() })
    private let ready = Handoff<Batch>()
    private static let depth = 4
    private static let batchSize = 256

    private init(_ table: DelimitedText) { self.table = table }

    /// Hands on all rows in their order, on the calling thread, until `body` gives false.
    ///
    /// - Parameter isThreaded: whether a thread reads ahead.
    /// - Throws: what the table throws, after all rows before it; what `body` throws.
    static func forEach(
        of table: DelimitedText, isThreaded: Bool = Worker.processors > 1, _ body: (Row) throws -> Bool
    ) throws {
        let ahead = TextRowsAhead(table)
        let first = Batch()
        ahead.fill(first)
        guard try hand(on: first, body), first.end == nil else { return }
        guard isThreaded else {
            while true {
                ahead.fill(first)
                guard try hand(on: first, body), first.end == nil else { return }
            }
        }
        let worker = try Worker { ahead.produce() }
        defer { ahead.free.close() }
        while let batch = ahead.ready.take() {
            let isWanted = try hand(on: batch, body)
            guard isWanted, batch.end == nil else {
                // The next member of an archive is read from the same file.
                ahead.free.close()
                return worker.join()
            }
            ahead.free.put(batch)
        }
    }

    private static func hand(on batch: Batch, _ body: (Row) throws -> Bool) throws -> Bool {
        for index in 0..<batch.count { guard try body(batch.rows[index]) else { return false } }
        try batch.end?.get()
        return true
    }

    private func produce() {
        while let batch = free.take() {
            fill(batch)
            let isLast = batch.end != nil
            ready.put(batch)
            if isLast { return }
        }
    }

    private func fill(_ batch: Batch) {
        batch.count = 0
        do {
            while batch.count < Self.batchSize {
                guard try table.next() else { return batch.end = .success(()) }
                if batch.count == batch.rows.count { batch.rows.append(Row()) }
                try take(into: &batch.rows[batch.count])
                if !batch.rows[batch.count].row.cells.isEmpty || batch.rows[batch.count].cutFrom != nil {
                    batch.count += 1
                }
            }
        } catch {
            batch.end = .failure(error)
        }
    }

    private func take(into row: inout Row) throws {
        row.cutFrom = table.isUnterminated && table.fieldCount > 2 && table.fieldCount < width ? width : nil
        width = table.fieldCount
        guard table.fieldCount <= CellReference.maximumColumn else {
            throw Failure(
                .data, .damagedFile, at: Place(file: table.name, cell: "line \(table.line)"),
                "has \(table.fieldCount) fields, more than a sheet has columns", hint: "check that it is a table")
        }
        let number = table.number
        row.row.number = number
        row.row.cells.removeAll(keepingCapacity: true)
        for index in 0..<width {
            switch table.field(index) {
            case .text(let text) where text.isEmpty: continue
            case .text(let text):
                row.row.cells.append(Cell(CellReference(row: number, column: index + 1), .text(text)))
            case .integer(let value):
                row.row.cells.append(Cell(CellReference(row: number, column: index + 1), .number(value)))
            }
        }
        row.notes = TextNotes(table)
    }
}

/// What there is to say of a table's text up to a row.
struct TextNotes {
    var otherEncoding = (count: 0, number: 0, column: 0)
    var nullCharacters = (count: 0, number: 0, column: 0)
    /// The line of the file on which the row begins, and its fields.
    var line = 0
    var fields = 0

    init() {}

    init(_ table: DelimitedText) {
        (otherEncoding, nullCharacters) = (table.otherEncoding, table.nullCharacters)
        (line, fields) = (table.line, table.fieldCount)
    }
}
