import Streams
import Testing

/// The manual names every kind of message.
@Suite struct ManualTests {
    private func text(_ path: String) throws -> String {
        let input = try Input(path: PackagePath.root + "/" + path)
        var lines: [String] = []
        while let line = try input.line() { lines.append(String(decoding: line, as: UTF8.self)) }
        return lines.joined(separator: "\n")
    }

    @Test func everyMessageCodeOfThisRoomIsInTheManual() throws {
        let pages = try text("man/mp-extract.1") + text("man/mp-records.5")
        let source = try text("Sources/MediaPlans/Findings/MessageCodes.swift")
        let codes = source.split(separator: "\n").compactMap { line -> Substring? in
            let parts = line.split(separator: "\"")
            return line.hasSuffix("\")") && parts.count == 3 ? parts[1] : nil
        }
        #expect(codes.count > 30)
        for code in codes {
            #expect(pages.split(separator: "\n").contains { ($0.hasPrefix(".It Sy ") || $0.hasPrefix(".Sy ")) && $0.split(separator: " ").contains(code) }, "\(code)")
        }
    }
}
