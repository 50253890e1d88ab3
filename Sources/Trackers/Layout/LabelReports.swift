import Streams

/// What there is to say about a template's labels, so that one that stands in many rows is told once, with its places.
final class LabelReports {
    /// Messages that say the same of different cells of a sheet.
    private var groups: [(message: Message, cells: [String])] = []
    private var index: [Message: Int] = [:]
    private static let namedCells = 6

    func add(_ message: Message) {
        var key = message
        key.place.cell = nil
        if message.code == .unknownLabel, let cell = message.place.cell, let group = index[key] {
            groups[group].cells.append(cell)
        } else {
            index[key] = groups.count
            groups.append((message, [message.place.cell].compactMap { $0 }))
        }
    }

    /// One message for each group, in the order in which the first of each was said.
    var messages: [Message] {
        groups.map { message, cells in
            guard cells.count > 1 else { return message }
            var message = message
            let rest = cells.count > Self.namedCells ? " and \(cells.count - Self.namedCells) more" : ""
            message.text += " (\(cells.count) times: \(cells.prefix(Self.namedCells).joined(separator: ", "))\(rest))"
            return message
        }
    }
}
