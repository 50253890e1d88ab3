/// One step from a JSON value to a value inside it.
public enum JSONStep: Sendable, Hashable {
    case key(String)
    case index(Int)
}

extension JSON {
    /// The line and column where the value at `path` begins. Both count from 1, and the column is in bytes.
    ///
    /// The text must be one that `init(parsing:)` accepts. Of several members with the same name the last one counts,
    /// as for `subscript`.
    public static func location(of path: [JSONStep], in bytes: [UInt8]) -> (line: Int, column: Int)? {
        var walker = JSONWalker(bytes: bytes)
        guard let index = walker.find(path[...]) else { return nil }
        let before = bytes[..<index]
        let line = before.count { $0 == 0x0A } + 1
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return (line, index - start + 1)
    }
}

/// Skips values of a text that is known to be JSON.
private struct JSONWalker {
    let bytes: [UInt8]
    var index: Int

    init(bytes: [UInt8]) {
        self.bytes = bytes
        index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The index of the value at `path`, which starts from the value at the current index.
    mutating func find(_ path: ArraySlice<JSONStep>) -> Int? {
        skipBlanks()
        guard let step = path.first else { return index }
        guard index < bytes.count, let found = child(step) else { return nil }
        index = found
        return find(path.dropFirst())
    }

    /// The index where the value of a step begins.
    private mutating func child(_ step: JSONStep) -> Int? {
        let isObject = bytes[index] == UInt8(ascii: "{")
        guard isObject || bytes[index] == UInt8(ascii: "[") else { return nil }
        index += 1
        var found: Int?
        var position = 0
        while skipBlanks(), bytes[index] != UInt8(ascii: "}"), bytes[index] != UInt8(ascii: "]") {
            var own = JSONStep.index(position)
            if isObject {
                own = .key(string())
                skipBlanks()
                index += 1  // the colon
                skipBlanks()
            }
            if own == step { found = index }
            skipValue()
            skipBlanks()
            if index < bytes.count, bytes[index] == UInt8(ascii: ",") { index += 1 }
            position += 1
        }
        return found
    }

    @discardableResult
    private mutating func skipBlanks() -> Bool {
        while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
        return index < bytes.count
    }

    /// Skips a string, and returns its value as JSON reads it.
    private mutating func string() -> String {
        let start = index
        skipString()
        return (try? JSON(parsing: Array(bytes[start..<index])))?.string ?? ""
    }

    private mutating func skipString() {
        index += 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        index += 1
    }

    private mutating func skipValue() {
        var depth = 0
        repeat {
            guard skipBlanks() else { return }
            switch bytes[index] {
            case UInt8(ascii: "\""): skipString()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                index += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                index += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"): index += 1
            default:
                while index < bytes.count, !",:]} \t\r\n".utf8.contains(bytes[index]) { index += 1 }
            }
        } while depth > 0
    }
}
