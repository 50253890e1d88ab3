import Workbooks

/// A marker of a region's fence.
enum Marker { case start, end }

extension CellValue {
    /// The marker that the cell is: its text is START or END, in any case, with blanks around it.
    var marker: Marker? {
        guard case .text(let text) = self, text.utf8.count < 24 else { return nil }
        if text == "START" { return .start }
        if text == "END" { return .end }
        // Cheap to rule out: the first letter that is no blank.
        guard let first = text.utf8.first(where: { $0 > 0x20 }) else { return nil }
        switch first {
        case UInt8(ascii: "S"), UInt8(ascii: "s"), UInt8(ascii: "E"), UInt8(ascii: "e"), 0x80...: break
        default: return nil
        }
        switch text.trimmed().uppercased() {
        case "START": return .start
        case "END": return .end
        default: return nil
        }
    }

    /// Whether nothing can be read in the cell: empty, or text of blanks.
    var isBlank: Bool {
        switch self {
        case .empty: true
        case .text(let text): text.utf8.allSatisfy { $0 <= 0x20 } || text.trimmed().isEmpty
        default: false
        }
    }
}

/// Which cells of a row are markers and which hold data.
struct RowShape {
    private(set) var starts: [Int] = []
    private(set) var ends: [Int] = []
    private(set) var firstData: Int?
    private(set) var lastData: Int?
    private(set) var dataCount = 0

    init(_ row: SheetRow) {
        for cell in row.cells {
            let column = cell.reference.column
            switch cell.value.marker {
            case .start: starts.append(column)
            case .end: ends.append(column)
            case nil:
                // A formula without its value is data that is not known.
                guard !cell.value.isBlank || cell.value.isEmpty && cell.formula != nil else { continue }
                if firstData == nil { firstData = column }
                lastData = column
                dataCount += 1
            }
        }
    }

    var isBlank: Bool { dataCount == 0 && starts.isEmpty && ends.isEmpty }
    var hasMarkers: Bool { !starts.isEmpty || !ends.isEmpty }
}
