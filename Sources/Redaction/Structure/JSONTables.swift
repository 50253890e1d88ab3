/// Tables in JSON that name their columns in one list and have their rows in others: `{"columns": ["user", "password"], "data": [[…], …]}`,
/// `{"columns": [{"name": "password"}], "rows": […]}`, `[["user", "password"], […]]`. The cells under a secret's name are secret.
struct JSONTables {
    let text: Text
    private static let reach = 1 << 16
    /// Lists with more items are not columns.
    private static let mostColumns = 1024

    init(_ text: Text) { self.text = text }

    private struct Item {
        var range: Range<Int>
        /// The name of the column that it is; nil for a list, and for an object without a name.
        var label: Range<Int>?
    }

    private struct Frame {
        var start: Int
        var isList: Bool
        var items: [Item] = []
        /// The key of the list or object itself.
        var key: Range<Int>?
        /// Of an object: the key that was read last, and the value of `name`.
        var lastKey: Range<Int>?
        var label: Range<Int>?
    }

    /// - Parameters:
    ///   - name: a secret's name.
    ///   - report: gets the cells.
    ///   - open: gets a table that goes on behind what was read of it.
    /// - Returns: up to where the text was read; nil when the name is no text in a list.
    func find(columnAt name: Range<Int>, _ report: (Range<Int>) -> Void, open: OpenValues?) -> Int? {
        guard text[name.lowerBound - 1] == 0x22 || text[name.upperBound] == 0x22 else { return nil }
        guard let quote = (name.upperBound..<min(name.upperBound + 48, text.count)).first(where: { text[$0] == 0x22 })
        else { return nil }
        let next = text.skipWhitespace(quote + 1)
        guard [UInt8](",]}".utf8).contains(text[next]) else { return nil }
        var index = begin(before: name.lowerBound)
        while index < name.lowerBound {
            if text[index] == UInt8(ascii: "{") || text[index] == UInt8(ascii: "[") {
                let end = read(from: index, report, open)
                if end > name.lowerBound { return end }
                index = max(end, index + 1)
            } else {
                index += 1
            }
        }
        return nil
    }

    /// The begin of the document around a place: a line that begins with a bracket or with something that is not JSON's.
    private func begin(before place: Int) -> Int {
        let earliest = max(0, place - Self.reach)  // fits: a place in the text
        var start = text.lineStart(of: place)
        while start > earliest, [UInt8](" \t\"]},".utf8).contains(text[start]) {
            start = text.lineStart(of: start - 1)
        }
        return max(start, earliest)
    }

    /// Reads a document from its bracket on.
    private func read(from start: Int, _ report: (Range<Int>) -> Void, _ open: OpenValues?) -> Int {
        var stack: [Frame] = []
        var headers: [(fields: Int, secret: [Int])] = []
        var rows: [[Range<Int>]] = []
        var index = start
        let limit = min(text.count, start + 2 * Self.reach)
        func close() {
            guard let frame = stack.popLast() else { return }
            let range = frame.start..<index
            if frame.isList {
                if let secret = columns(frame) {
                    headers.append((frame.items.count, secret))
                } else if stack.last?.isList == true || isRowKey(frame.key) {
                    rows.append(frame.items.map(\.range))
                }
            }
            add(Item(range: range, label: frame.label), to: &stack)
        }
        loop: while index < limit {
            let byte = text.bytes[index]
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                let key = stack.last.flatMap { $0.isList ? nil : $0.lastKey }
                stack.append(Frame(start: index, isList: byte == UInt8(ascii: "["), key: key))
                index += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                index += 1
                close()
                if stack.isEmpty { break loop }
            case 0x22:
                let end = stringEnd(from: index + 1, to: limit)
                let content = (index + 1)..<end
                index = min(end + 1, text.count)
                guard text[end] == 0x22 else { break loop }
                if stack.last?.isList == false, text[text.skipWhitespace(index)] == UInt8(ascii: ":") {
                    stack[stack.count - 1].lastKey = content
                } else {
                    add(Item(range: content, label: content), to: &stack)
                }
            case UInt8(ascii: ","), UInt8(ascii: ":"): index += 1
            case _ where Text.isWhitespace(byte): index += 1
            default:
                var end = index
                while end < limit, Text.isAlphanumeric(text[end]) || [UInt8]("+-.".utf8).contains(text[end]) {
                    end += 1
                }
                guard end > index else { break loop }
                add(Item(range: index..<end, label: nil), to: &stack)
                index = end
            }
        }
        for header in headers {
            for row in rows where row.count == header.fields { header.secret.forEach { report(row[$0]) } }
        }
        if index >= limit, index < text.count, !stack.isEmpty, !headers.isEmpty {
            open?.add(.brackets, start: start, stop: stack.last { $0.isList && !$0.items.isEmpty }?.start ?? index)
        }
        return index
    }

    private func add(_ item: Item, to stack: inout [Frame]) {
        guard let top = stack.indices.last else { return }
        if stack[top].isList {
            if stack[top].items.count <= Self.mostColumns || stack[top].items.last?.label != nil {
                stack[top].items.append(item)
            }
        } else if let key = stack[top].lastKey, let label = item.label,
            SecretWords.nameKeys.contains(text.lowercased(key)), key.count < 24, stack[top].label == nil
        {
            stack[top].label = label
        }
    }

    /// The columns of a list of names that are a secret's; nil when it is no such list.
    private func columns(_ list: Frame) -> [Int]? {
        guard list.items.count <= Self.mostColumns, !list.items.isEmpty, list.items.allSatisfy({ $0.label != nil }),
            !["required", "enum"].contains(list.key.map(text.lowercased) ?? "")
        else { return nil }
        let secret = list.items.indices.filter { index in
            list.items[index].label.map { $0.count <= 48 && SecretColumns.isSecret($0, in: text) } ?? false
        }
        return secret.isEmpty ? nil : secret
    }

    private func isRowKey(_ key: Range<Int>?) -> Bool {
        guard let key, key.count < 16 else { return false }
        return ["row", "rows", "values", "data", "cells", "record", "value", "items"].contains(text.lowercased(key))
    }

    private func stringEnd(from start: Int, to limit: Int) -> Int {
        var index = start
        while index < limit, text[index] != 0x22 { index += text[index] == UInt8(ascii: "\\") ? 2 : 1 }
        return min(index, limit)
    }
}
