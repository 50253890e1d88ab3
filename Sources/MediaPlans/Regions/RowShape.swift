import Workbooks

/// A marker of a region's fence.
enum Marker { case start, end }

extension CellValue {
    /// The marker that the cell is: its text is START or END, in any case, with blanks around it.
    var marker: Marker? {
        guard case .text(let text) = self, text.utf8.count < 24 else { return nil }
        // Cheap to rule out: the first letter that is no blank.
        guard var first = text.utf8.first else { return nil }
        if first <= 0x20 { first = text.utf8.first { $0 > 0x20 } ?? 0 }
        switch first {
        case UInt8(ascii: "S"), UInt8(ascii: "s"), UInt8(ascii: "E"), UInt8(ascii: "e"), 0x80...: break
        default: return nil
        }
        if let isMarker = text.utf8.withContiguousStorageIfAvailable(Self.mayBeMarker), !isMarker { return nil }
        switch text.trimmed().uppercased() {
        case "START": return .start
        case "END": return .end
        default: return nil
        }
    }

    /// Whether a text has as many letters as a marker between blanks, or letters beyond ASCII.
    private static func mayBeMarker(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var letters = 0
        for byte in text {
            if byte >= 0x80 { return true }
            if byte > 0x20 { letters += 1 }
        }
        return letters == 3 || letters == 5
    }

    /// Whether nothing can be read in the cell: empty, or text of blanks.
    var isBlank: Bool {
        switch self {
        case .empty: true
        case .text(let text): text.isOfBlanks
        default: false
        }
    }
}

extension String {
    /// Whether there is nothing to see in the text.
    fileprivate var isOfBlanks: Bool {
        guard let first = utf8.first else { return true }
        if first > 0x20, first < 0x7F { return false }
        return utf8.allSatisfy { $0 <= 0x20 } || trimmed().isEmpty
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
        // By index: a copy of each cell costs more than looking at it.
        for index in row.cells.indices {
            let column = row.cells[index].reference.column
            switch row.cells[index].value.marker {
            case .start: starts.append(column)
            case .end: ends.append(column)
            case nil:
                // A formula without its value is data that is not known.
                guard row.cells[index].isData else { continue }
                if firstData == nil { firstData = column }
                lastData = column
                dataCount += 1
            }
        }
    }

    var isBlank: Bool { dataCount == 0 && starts.isEmpty && ends.isEmpty }
    var hasMarkers: Bool { !starts.isEmpty || !ends.isEmpty }
}
