import MediaPlans
import Streams
import Workbooks

/// How the value of one filled cell came about.
struct LineageEntry {
    /// Rows of one sheet of one file.
    struct Source {
        var file: String
        var sheet: String
        /// `20-25, 28`; empty when no row is known.
        var rows: String
    }

    var sheet: String
    var cell: CellReference
    /// What stands there, in words.
    var figure: String
    var value: CellValue
    /// Without `=`; nil for a plain value.
    var formula: String?
    /// The formula in words.
    var words: String
    /// How many records are behind it.
    var records: Int
    var sources: [Source]
    /// Records whose rows are not listed, because they are too many.
    var unlisted: Int
    /// What was unknown.
    var unknown: [String]

    /// The sources as one text: `plan.xlsx!DV360: 20-25, 28; report.xlsx!DV360_MEDIA: 14`.
    var sourceText: String {
        var parts = sources.map { source in
            let place = [source.file, source.sheet].filter { !$0.isEmpty }.joined(separator: "!")
            return source.rows.isEmpty ? place : "\(place): \(source.rows)"
        }
        if unlisted > 0 { parts.append("and \(unlisted) more records") }
        return parts.joined(separator: "; ")
    }

    /// One line of `--lineage`.
    var json: JSON {
        func value(_ value: CellValue) -> JSON { value.number.map { .number($0) } ?? .string(value.displayText) }
        var members: [JSON.Member] = [
            .init("sheet", .string(sheet)), .init("cell", .string(cell.description)), .init("figure", .string(figure)),
            .init("value", value(self.value)), .init("formula", formula.map { .string("=" + $0) } ?? .null),
            .init("words", .string(words)),
            .init("records", .number(Double(records))),
        ]
        members.append(
            .init(
                "sources",
                .array(
                    sources.map {
                        .object([
                            .init("file", .string($0.file)), .init("sheet", .string($0.sheet)),
                            .init("rows", .string($0.rows)),
                        ])
                    })))
        members.append(.init("unlisted", .number(Double(unlisted))))
        members.append(.init("unknown", .array(unknown.map { .string($0) })))
        return .object(members)
    }
}
