/// A record as its row was read: some of its values may have two readings yet.
struct ReadLine {
    /// Where a value of a record is.
    enum Slot {
        case column(RecordColumn)
        case extra(Int)
    }

    var record: Record
    var undecided: [(slot: Slot, cell: AmbiguousCell)] = []
}

/// Hands records on in their order, holding them back while values have two readings.
///
/// At most `mostHeld` records wait; what their column and file have shown by then decides.
struct LineQueue {
    private var waiting: [ReadLine] = []
    static let mostHeld = 4096

    /// Takes a line; gives the records that are ready.
    mutating func add(_ line: ReadLine, _ cells: inout CellReader) -> [Record] {
        guard !waiting.isEmpty || !line.undecided.isEmpty else { return [line.record] }
        waiting.append(line)
        return waiting.count < Self.mostHeld ? [] : flush(&cells)
    }

    /// Decides all that wait.
    mutating func flush(_ cells: inout CellReader) -> [Record] {
        let lines = waiting
        waiting = []
        return lines.map { line in
            var record = line.record
            for (slot, cell) in line.undecided {
                let value = cells.resolve(cell)
                switch slot {
                case .column(let column): record[column] = value
                case .extra(let index): record.extras[index].value = value
                }
            }
            return record
        }
    }
}
