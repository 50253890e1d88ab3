/// A part's name as it is compared: two names that mean the same part are equal (ECMA-376 part 2, 6.3.2 and 6.3.5).
///
/// Case does not count, nor do a leading slash and backslashes that some writers put, nor whether a sign is written as it is or in percent
/// form: names are percent-encoded (6.2.2.3), which archives and relationships do or leave. Segments that no part name may have are taken
/// as file systems take them: empty ones and `.` are nothing, `..` leaves a folder, a final dot is cut off, and NUL ends the name.
struct PartName: Hashable {
    let key: String

    init(_ name: String) {
        if let key = Self.plainKey(name) {
            self.key = key
            return
        }
        let plain = Self.decoded(name).prefix { $0 != "\0" }.replacing("\\", with: "/").lowercased()
        guard plain.hasPrefix("/") || plain.contains("//") || plain.contains("./") || plain.hasSuffix(".") else {
            key = plain
            return
        }
        var segments: [Substring] = []
        for segment in plain.split(separator: "/") {
            if segment == ".." { _ = segments.popLast() }
            var segment = segment
            while segment.hasSuffix(".") { segment.removeLast() }
            if !segment.isEmpty { segments.append(segment) }
        }
        key = segments.joined(separator: "/") + (plain.hasSuffix("/") ? "/" : "")
    }

    /// The key of a name in ASCII without percent signs and without segments that no part name may have, as nearly all are.
    private static func plainKey(_ name: String) -> String? {
        var name = name
        return name.withUTF8 { bytes in
            let isRooted = bytes.first == UInt8(ascii: "/") || bytes.first == UInt8(ascii: "\\")
            let rest = UnsafeBufferPointer(rebasing: isRooted ? bytes.dropFirst() : bytes[...])
            var isUsual = true
            var last = UInt8(ascii: "/")
            for byte in rest {
                let isEnd = byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\")
                if byte >= 0x80 || byte == 0 || byte == UInt8(ascii: "%")
                    || isEnd && (last == UInt8(ascii: "/") || last == UInt8(ascii: "."))
                {
                    isUsual = false
                }
                last = isEnd ? UInt8(ascii: "/") : byte
            }
            guard isUsual, last != UInt8(ascii: ".") else { return nil }
            return String(unsafeUninitializedCapacity: rest.count) { key in
                for (index, byte) in rest.enumerated() {
                    let isUpper = byte &- UInt8(ascii: "A") < 26
                    key[index] = isUpper ? byte | 0x20 : byte == UInt8(ascii: "\\") ? UInt8(ascii: "/") : byte
                }
                return rest.count
            }
        }
    }

    private init(key: String) { self.key = key }

    /// The name of the folder that the part would be in; nil at the top.
    var folder: PartName? { key.lastIndex(of: "/").map { PartName(key: String(key[..<$0])) } }

    /// The name with `%20` as a blank. Slashes and backslashes stay encoded, since they would be other names.
    private static func decoded(_ name: String) -> String {
        guard name.utf8.contains(UInt8(ascii: "%")) else { return name }
        let bytes = Array(name.utf8)
        var out: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = Character(Unicode.Scalar(bytes[index + 1])).hexDigitValue,
                let low = Character(Unicode.Scalar(bytes[index + 2])).hexDigitValue,
                case let byte = UInt8(high << 4 | low), byte != UInt8(ascii: "/"), byte != UInt8(ascii: "\\")
            {
                out.append(byte)
                index += 3
            } else {
                out.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
