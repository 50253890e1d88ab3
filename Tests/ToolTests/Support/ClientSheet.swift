@testable import Workbooks

/// A sheet of a client's own in a workbook, with parts of its own.
struct ClientSheet: Sendable {
    static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    static let types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    static let kind = "application/vnd.openxmlformats-officedocument"

    var name = "Client"
    /// The markup of its rows, and what follows the sheet's data.
    var rows = ""
    var tail = ""
    /// What leads from it to other parts: type, target.
    var relationships: [(type: String, target: String)] = []
    /// Further parts: name, content type (none for relationships), markup.
    var parts: [(name: String, type: String?, markup: String)] = []
    /// Put before the end of the workbook part.
    var book = ""
    /// More relationships of the workbook part: identifier, type, target.
    var bookRelationships: [(id: String, type: String, target: String)] = []
    /// Changes the workbook part besides.
    var changesBook: @Sendable (String) -> String = { $0 }

    /// Rows of one cell in column A each: formulas with the saved value 111.
    static func formulas(_ formulas: [String]) -> String {
        formulas.enumerated().map {
            "<row r=\"\($0 + 1)\"><c r=\"A\($0 + 1)\"><f>\(XMLText.escaped($1))</f><v>111</v></c></row>"
        }.joined()
    }

    static func relationships(_ entries: [(type: String, target: String)]) -> String {
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
            + entries.enumerated().map {
                "<Relationship Id=\"rId\($0 + 1)\" Type=\"\(types)/\($1.type)\" Target=\"\($1.target)\"/>"
            }.joined() + "</Relationships>"
    }

    /// Writes the template with the sheet.
    func add(to template: String, as output: String) throws {
        let package = try Package(path: template)
        var rewrite = PackageRewrite(of: package)
        func change(_ part: String, _ change: (String) -> String) throws {
            rewrite.replace(part, with: Array(change(String(decoding: try package.data(of: part), as: UTF8.self)).utf8))
        }
        var added = parts
        added.append(
            (
                "xl/worksheets/client.xml", "\(Self.kind).spreadsheetml.worksheet+xml",
                "<worksheet xmlns=\"\(Self.main)\" xmlns:r=\"\(Self.types)\"><sheetData>\(rows)</sheetData>\(tail)</worksheet>"
            ))
        if !relationships.isEmpty {
            added.append(("xl/worksheets/_rels/client.xml.rels", nil, Self.relationships(relationships)))
        }
        for part in added { rewrite.add(part.name, bytes: Array(part.markup.utf8)) }
        try change("[Content_Types].xml") { text in
            text.replacing(
                "</Types>",
                with: added.compactMap { part in
                    part.type.map { "<Override PartName=\"/\(part.name)\" ContentType=\"\($0)\"/>" }
                }.joined() + "</Types>")
        }
        let leads =
            [("rIdClient", "worksheet", "worksheets/client.xml")]
            + bookRelationships.map { ($0.id, $0.type, $0.target) }
        try change("xl/_rels/workbook.xml.rels") { text in
            text.replacing(
                "</Relationships>",
                with: leads.map { "<Relationship Id=\"\($0)\" Type=\"\(Self.types)/\($1)\" Target=\"\($2)\"/>" }
                    .joined()
                    + "</Relationships>")
        }
        try change("xl/workbook.xml") { text in
            changesBook(text).replacing(
                "</sheets>", with: "<sheet name=\"\(name)\" sheetId=\"77\" r:id=\"rIdClient\"/></sheets>"
            )
            .replacing("</workbook>", with: book + "</workbook>")
        }
        try rewrite.write(to: output)
    }
}
