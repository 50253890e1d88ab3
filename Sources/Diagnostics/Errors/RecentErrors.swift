import Streams

/// The newest errors of logs, whatever order the logs come in. Memory: four times the wanted number of lines, each of 4 KiB at most.
struct RecentErrors {
    /// A line that tells of an error.
    struct Entry: Hashable {
        /// `2026-11-24T06:12:00.123Z`, or as much of it as is known.
        var time: String
        /// The log's path, and the number of the line among those of this log, so that lines of one time keep their order.
        var file: String
        var number: Int
        /// The line without secrets.
        var text: String
        /// The run it belongs to; nil where the line does not tell.
        var run: String?

        /// As grep(1) shows it.
        var line: String { "\(file):\(text)" }
    }

    private let wanted: Int
    private var entries: [Entry] = []
    private static let longestLine = 4096
    private static let words = ["error", "fatal", "critical", "traceback", "exception", "panic"].map { Array($0.utf8) }

    init(_ wanted: Int) { self.wanted = wanted }

    /// The newest entries, the newest last.
    var newest: [Entry] { entries.sorted(by: Self.precedes).suffix(wanted) }

    private static func precedes(_ a: Entry, _ b: Entry) -> Bool {
        (a.time, a.file, a.number) < (b.time, b.file, b.number)
    }

    /// The lines of one log, in pieces.
    struct Log {
        fileprivate let file: String
        /// The time for lines that have none and follow none that has one.
        fileprivate var time: String
        fileprivate var number = 0
        fileprivate var held: [UInt8] = []

        init(_ file: String, modified: String) {
            self.file = file
            time = modified
        }
    }

    mutating func read(_ piece: [UInt8], of log: inout Log) {
        var rest = piece[...]
        while let end = rest.firstIndex(of: 0x0A) {
            take(log.held + rest[..<end].prefix(Self.longestLine), of: &log)
            log.held.removeAll(keepingCapacity: true)
            rest = rest[(end + 1)...]
        }
        if log.held.count < Self.longestLine { log.held += rest.prefix(Self.longestLine - log.held.count) }
    }

    mutating func end(_ log: inout Log) {
        if !log.held.isEmpty { take(log.held, of: &log) }
        log.held = []
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private mutating func take(_ bytes: [UInt8], of log: inout Log) {
        let line = log.number == 0 && bytes.starts(with: Self.byteOrderMark) ? Array(bytes.dropFirst(3)) : bytes
        log.number += 1
        let time = Self.time(line)
        if let time { log.time = time }
        guard Self.isError(line, hasTime: time != nil) else { return }
        let text = printable(String(decoding: line.last == 0x0D ? line.dropLast() : line[...], as: UTF8.self))
        let words = text.split(separator: " ", maxSplits: 4)
        let run = time != nil && words.count > 3 && words[3] != "-" ? String(words[3]) : nil
        entries.append(Entry(time: log.time, file: log.file, number: log.number, text: text, run: run))
        if entries.count >= max(64, 4 * wanted) { entries = newest }
    }

    /// `2026-11-24T06:12:00` and what belongs to it at the begin of a line, with a blank or `T` between.
    private static func time(_ line: [UInt8]) -> String? {
        let form = Array("0000-00-00T00:00:00".utf8)
        let begin = line.first == UInt8(ascii: "[") ? line.dropFirst() : line[...]
        guard begin.count >= form.count else { return nil }
        for (byte, wanted) in zip(begin, form) {
            let isRight =
                wanted == 0x30
                ? (48...57).contains(byte) : byte == wanted || wanted == UInt8(ascii: "T") && byte == 0x20
            guard isRight else { return nil }
        }
        var text = Array(begin.prefix(form.count))
        text[10] = UInt8(ascii: "T")
        text += begin.dropFirst(form.count).prefix { $0 == UInt8(ascii: ".") || (48...57).contains($0) }.prefix(10)
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether a line tells of an error: its level does where it has one, else its words.
    private static func isError(_ line: [UInt8], hasTime: Bool) -> Bool {
        let words = line.prefix(400).split(separator: 0x20, maxSplits: 3)
        if hasTime, words.count > 1 {
            let level = String(decoding: words[1], as: UTF8.self)
            if ["DEBUG", "TRACE", "INFO", "NOTICE", "WARNING"].contains(level) { return false }
            if ["ERROR", "CRITICAL", "FATAL"].contains(level) { return true }
        }
        let lower = line.prefix(400).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        return lower.withUnsafeBufferPointer { bytes in
            Self.words.contains { word in
                bytes.firstIndex(of: word) != nil
            }
        }
    }
}
