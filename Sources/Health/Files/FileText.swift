import Streams

/// The text of a small system file, such as one in /proc.
struct FileText {
    var text: String

    init(_ path: String) throws {
        let input = try Input(path: path, mustBeFile: true)
        var bytes: [UInt8] = []
        while bytes.count < 1 << 22 {
            let chunk = try input.chunk()
            if chunk.isEmpty { break }
            bytes.append(contentsOf: chunk)
        }
        text = String(decoding: bytes, as: UTF8.self)
    }

    var lines: [Substring] { text.split(separator: "\n") }
}
