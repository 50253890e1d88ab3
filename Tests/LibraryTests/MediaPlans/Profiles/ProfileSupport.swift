import Streams
import Testing

@testable import MediaPlans
@testable import SourceFiles

/// A table of text as a file of that name.
struct TextFile: SheetSource {
    var name: String
    var text: String

    init(_ name: String, _ text: String) {
        self.name = name
        self.text = text
    }

    func walk(_ visitor: some SheetVisitor) throws {
        try TextTableSource(DelimitedText(PieceStream(Array(text.utf8)), name: name), sheet: "", report: { _ in }).walk(
            visitor)
    }
}

extension SourceBook {
    /// The profiles that are compiled in, and some of a home's own.
    static func shipped(and own: [String: String] = [:]) throws -> SourceBook {
        let shipped = try BuiltInSources.texts.map { name, text in try profile(name, text) }
        return SourceBook(
            own: try own.sorted { $0.key < $1.key }.map { try profile($0.key, $0.value) }, shipped: shipped)
    }

    static func profile(_ name: String, _ text: String) throws -> SourceProfile {
        try SourceProfile(ConfigurationNode(Array(text.utf8), file: "\(name).json"), name: name, vocabulary: .builtIn)
    }
}

/// The records of a table of text that the profiles read.
func extract(
    _ file: TextFile, as kind: InputKind = .delivered, sources: SourceBook
) throws -> Extracted {
    let result = Extracted()
    let extraction = Extraction(
        vocabulary: .builtIn, sources: sources, emit: { result.records.append($0) },
        report: { result.messages.append($0) })
    try extraction.read(file, as: kind)
    result.regions = extraction.regions
    result.coverage = extraction.coverage
    return result
}

extension Record {
    /// The values of some columns as records write them, `-` for unknown.
    func texts(_ columns: [RecordColumn]) -> String {
        columns.map { column in
            switch self[column] {
            case .unknown: "-"
            case .number(let number): DecimalText.string(number)
            case .date(let date): date.description
            case .text(let text): text
            }
        }.joined(separator: " ")
    }
}
