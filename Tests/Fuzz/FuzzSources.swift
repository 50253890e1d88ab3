import Streams
import Workbooks

@testable import MediaPlans
@testable import SourceFiles

/// What the fuzzer tries of plans and reports: tables of text, profiles, conventions of names, number texts.
///
/// Whatever the bytes, each ends with a result or a `Failure`, and no cell of a table is left without a word about it.
enum FuzzSources {
    static let modes = 4

    static func run(_ mode: Int, _ bytes: [UInt8]) {
        do {
            switch mode {
            case 0: try read(bytes, as: .delivered)
            case 1: try profile(bytes)
            case 2: names(bytes)
            default: texts(bytes)
            }
        } catch is Failure {
        } catch {
            fatalError("\(error)")
        }
    }

    private static let book = try? SourceBook.loading(home: "/nonexistent", vocabulary: .builtIn)

    private static func read(_ bytes: [UInt8], as kind: InputKind, by profile: SourceProfile? = nil) throws {
        var book = book ?? SourceBook()
        book.asked = profile
        let filter = RecordFilter(report: { _ in })
        filter.begin("DELIVERED_meta.csv")
        let extraction = Extraction(
            vocabulary: .builtIn, sources: book, leaving: { try filter.leave($0) }, emit: { _ in }, report: { _ in })
        defer { filter.finish() }
        let text = try DelimitedText(FuzzBytes(bytes), name: "DELIVERED_meta.csv")
        try extraction.read(TextTableSource(text, sheet: "", report: { _ in }), as: kind)
        for part in extraction.coverage.parts {
            precondition(part.gap != .elsewhere, "cells that nothing spoke of")
            precondition(part.count.cells >= part.count.numbers && part.count.numbers >= 0, "\(part)")
        }
    }

    /// A profile, a NUL, and a table that is read by it.
    private static func profile(_ bytes: [UInt8]) throws {
        let cut = bytes.firstIndex(of: 0) ?? bytes.endIndex
        let root = try ConfigurationNode(Array(bytes[..<cut]), file: "mine.json")
        let profile = try SourceProfile(root, name: "mine", vocabulary: .builtIn)
        try read(Array(bytes[cut...].dropFirst()), as: profile.kind ?? .delivered, by: profile)
    }

    /// A pattern, and names on further lines.
    private static func names(_ bytes: [UInt8]) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", maxSplits: 20)
        guard let first = lines.first, let convention = try? NameConvention(String(first)) else { return }
        for name in lines.dropFirst() {
            let parts = convention.parts(of: String(name), accepts: { _, text in text.count != 3 })
            precondition(parts.map { Set($0.keys).isSubset(of: convention.columns) } ?? true)
        }
    }

    private static func texts(_ bytes: [UInt8]) {
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let text = String(line).trimmed()
            switch NumberParse(text).number {
            case .number(let value), .percentage(let value): precondition(value.isFinite, text)
            case .ambiguous(let point, let comma, _):
                precondition(point.isFinite && comma.isFinite && point != comma, text)
            case .unclear: break
            }
            let (quick, whole) = (NumberParse(text), NumberParse(takingApart: text))
            precondition(quick.number == whole.number && quick.shows == whole.shows, "read in two ways: \(text)")
            _ = DateParse(text)
            _ = Period(normalised: normalised(text).split(separator: " ").map(String.init))
            _ = Currency.parted(text)
            _ = Currency.ofAmounts(text)
            _ = WordPattern(text).matches(text)
        }
    }
}

/// Bytes in pieces of seven, so that every border between pieces is tried.
private final class FuzzBytes: ByteStream {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    func next() throws -> [UInt8] {
        defer { rest = rest.dropFirst(7) }
        return Array(rest.prefix(7))
    }
}
