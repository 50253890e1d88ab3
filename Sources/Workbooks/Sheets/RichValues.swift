import Streams

/// What stands behind a cell that older programs know as `#VALUE!` only.
enum RichValue: Sendable, Equatable {
    /// A picture in the cell, by its alternative text.
    case picture(String)
    /// An error as Excel shows it.
    case error(String)
    /// What Excel shows of a data type such as Stocks or Geography, and of other entities.
    case text(String)
}

/// The rich values that cells name by their value metadata ([MS-XLSX] 2.3.6.1; ECMA-376 part 1, 18.9): pictures, errors and entities; others are
/// left out.
struct RichValues: Sendable {
    private var values: [Int: RichValue] = [:]

    /// Those of a workbook without any.
    init() {}

    /// - Parameter relationships: those of the workbook part.
    init(_ relationships: [Relationship], in package: Package) throws {
        func reader(_ type: String) -> (XMLReader, [UInt8])? {
            guard let part = relationships.first(where: { $0.isOfType(type) && !$0.isExternal })?.target,
                package.contains(part), let bytes = try? package.data(of: part)
            else { return nil }
            return (XMLReader(partName: part, package: package.path), bytes)
        }
        guard let (valueReader, valueBytes) = reader("rdRichValue"),
            let (structureReader, structureBytes) = reader("rdRichValueStructure"),
            let (metadataReader, metadataBytes) = reader("sheetMetadata")
        else { return }
        let structures = try Self.structures(structureReader, structureBytes)
        let rich = try Self.values(valueReader, valueBytes, structures)
        for (index, value) in try Self.indices(metadataReader, metadataBytes).enumerated() {
            if let value, rich.indices.contains(value) { values[index + 1] = rich[value] }
        }
    }

    /// The value of a cell's `vm`, counted from 1.
    subscript(index: Int) -> RichValue? { values[index] }

    /// The errors that came with dynamic arrays and rich values, by their `errorType`; Aspose.Cells lists them (ErrorCellValueType), files that Excel
    /// wrote confirm 8, 12 and 13.
    private static let errors = [
        8: "#SPILL!", 9: "#CONNECT!", 10: "#BLOCKED!", 11: "#UNKNOWN!", 12: "#FIELD!", 13: "#CALC!", 14: "#BUSY!",
        18: "#EXTERNAL!", 19: "#TIMEOUT!",
    ]

    private struct Structure {
        var type: String
        var keys: [String] = []
    }

    private static func structures(_ reader: XMLReader, _ bytes: [UInt8]) throws -> [Structure] {
        var structures: [Structure] = []
        try reader.parse(bytes) { element in
            if element.isNamed("s") {
                structures.append(Structure(type: element["t"] ?? ""))
            } else if element.isNamed("k"), !structures.isEmpty {
                structures[structures.count - 1].keys.append(element["n"] ?? "")
            }
        }
        return structures
    }

    private static func values(
        _ reader: XMLReader, _ bytes: [UInt8], _ structures: [Structure]
    ) throws -> [RichValue?] {
        var rows: [(structure: Int, fields: [String])] = []
        var isInField = false
        try reader.parse(
            bytes, onEnd: { if $0.isNamed("v") { isInField = false } },
            onText: { if isInField { rows[rows.count - 1].fields[rows[rows.count - 1].fields.count - 1] += $0 } }
        ) { element in
            if element.isNamed("rv") {
                rows.append((element.integer("s") ?? -1, []))
            } else if element.isNamed("v"), !rows.isEmpty {
                rows[rows.count - 1].fields.append("")
                isInField = true
            }
        }
        return rows.map { row in
            guard structures.indices.contains(row.structure) else { return nil }
            let structure = structures[row.structure]
            func field(_ name: String) -> String? {
                structure.keys.firstIndex(of: name).flatMap { row.fields.indices.contains($0) ? row.fields[$0] : nil }
            }
            switch structure.type {
            case "_localImage", "_webimage": return .picture(decodingEscapes(field("Text") ?? ""))
            case "_error": return field("errorType").flatMap { Int($0) }.flatMap { errors[$0] }.map { .error($0) }
            // Entities, linked or not ([MS-XLSX] 2.3.6.1.3), and what add-ins make of them.
            default: return field("_DisplayString").map { .text(decodingEscapes($0)) }
            }
        }
    }

    /// For each value metadata record, the index of its rich value.
    private static func indices(_ reader: XMLReader, _ bytes: [UInt8]) throws -> [Int?] {
        var types: [String] = []
        /// Of the future metadata of rich values, the index that each block names.
        var blocks: [Int?] = []
        var records: [(type: Int, value: Int)] = []
        var isRich = false
        var isInValues = false
        try reader.parse(
            bytes, takesForeign: true,
            onEnd: {
                if $0.isNamed("futureMetadata") { isRich = false }
                if $0.isNamed("valueMetadata") { isInValues = false }
            }
        ) { element in
            if element.isNamed("metadataType") {
                types.append(element["name"] ?? "")
            } else if element.isNamed("futureMetadata") {
                isRich = element["name"] == "XLRICHVALUE"
            } else if element.isNamed("valueMetadata") {
                isInValues = true
            } else if isRich, element.isNamed("bk") {
                blocks.append(nil)
            } else if isRich, element.isNamed("rvb"), !blocks.isEmpty {
                blocks[blocks.count - 1] = element.integer("i")
            } else if isInValues, element.isNamed("bk") {
                records.append((0, -1))
            } else if isInValues, element.isNamed("rc"), !records.isEmpty {
                let type = element.integer("t") ?? 0
                if types.indices.contains(type - 1), types[type - 1] == "XLRICHVALUE" {
                    records[records.count - 1] = (type, element.integer("v") ?? -1)
                }
            }
        }
        return records.map { blocks.indices.contains($0.value) ? blocks[$0.value] : nil }
    }
}
