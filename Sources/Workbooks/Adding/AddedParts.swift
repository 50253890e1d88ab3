import Streams

/// The parts of added sheets, under names that no part of the package has.
struct AddedParts {
    struct TakenTables {
        /// In lower case.
        var names: Set<String> = []
        var lastID = 0
    }

    private static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    private static let kind = "application/vnd.openxmlformats-officedocument"

    /// With the slash; the workbook part's own.
    let folder: String
    /// Of the workbook's variant of the format.
    let namespaces: Namespaces
    var tables: TakenTables
    /// Name, and target from the workbook part.
    private(set) var sheets: [(name: String, target: String)] = []
    private(set) var contentTypes: [(part: String, type: String)] = []

    init(folder: String, namespaces: Namespaces, tables: TakenTables) {
        self.folder = folder
        self.namespaces = namespaces
        self.tables = tables
    }

    /// - Parameter former: the part whose place it takes; nil for a new one.
    mutating func add(_ sheet: AddedSheet, as former: String?, to rewrite: inout PackageRewrite) {
        let part = former ?? freeName("worksheets/sheet", rewrite)
        if former == nil {
            sheets.append((sheet.name, String(part.dropFirst(folder.count))))
            contentTypes.append((part, "\(Self.kind).spreadsheetml.worksheet+xml"))
        }
        var tail = ""
        var relationships: [(type: String, target: String)] = []
        if !sheet.charts.isEmpty {
            relationships.append(("drawing", addDrawing(sheet.charts, to: &rewrite)))
            tail += "<drawing r:id=\"rId\(relationships.count)\"/>"
        }
        if let table = sheet.table {
            relationships.append(("table", addTable(table, to: &rewrite)))
            tail += "<tableParts count=\"1\"><tablePart r:id=\"rId\(relationships.count)\"/></tableParts>"
        }
        let (end, namespaces) = (tail, namespaces)
        let content: PackageRewrite.Streaming = { append in
            var markup = SheetMarkup(sheet.view, namespaces, append: append)
            try sheet.write(&markup)
            try markup.finish(merges: sheet.merges, bars: sheet.bars, tail: end, view: sheet.view)
        }
        if former == nil { rewrite.add(part, streaming: content) } else { rewrite.replace(part, streaming: content) }
        addRelationships(relationships, of: part, to: &rewrite)
    }

    private func freeName(_ stem: String, _ rewrite: PackageRewrite) -> String {
        var number = 1
        while rewrite.contains("\(folder)\(stem)\(number).xml") { number += 1 }
        return "\(folder)\(stem)\(number).xml"
    }

    private func addRelationships(
        _ relationships: [(type: String, target: String)], of part: String, to rewrite: inout PackageRewrite
    ) {
        guard !relationships.isEmpty else { return }
        let entries = relationships.enumerated().map {
            "<Relationship Id=\"rId\($0 + 1)\" Type=\"\(namespaces.relationships)/\($1.type)\" Target=\"/\($1.target)\"/>"
        }
        rewrite.add(
            Package.relationshipsPart(of: part),
            bytes: Array(
                (Self.declaration
                    + "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\(entries.joined())</Relationships>")
                    .utf8))
    }

    // MARK: Tables

    private mutating func addTable(_ table: AddedSheet.Table, to rewrite: inout PackageRewrite) -> String {
        let part = freeName("tables/table", rewrite)
        contentTypes.append((part, "\(Self.kind).spreadsheetml.table+xml"))
        var (name, number) = (table.name, 2)
        while tables.names.contains(name.lowercased()) { (name, number) = ("\(table.name)_\(number)", number + 1) }
        tables.names.insert(name.lowercased())
        tables.lastID += 1
        var markup =
            Self.declaration
            + "<table xmlns=\"\(namespaces.main)\" id=\"\(tables.lastID)\" name=\"\(name)\" displayName=\"\(name)\""
        markup +=
            " ref=\"\(table.range)\" totalsRowShown=\"0\"><autoFilter ref=\"\(table.range)\"/><tableColumns count=\"\(table.columns.count)\">"
        for (index, column) in table.columns.enumerated() {
            markup += "<tableColumn id=\"\(index + 1)\" name=\"\(XMLText.attribute(column))\"/>"
        }
        markup +=
            "</tableColumns><tableStyleInfo name=\"TableStyleLight1\" showFirstColumn=\"0\" showLastColumn=\"0\" showRowStripes=\"1\" showColumnStripes=\"0\"/></table>"
        rewrite.add(part, bytes: Array(markup.utf8))
        return part
    }

    // MARK: Charts

    private mutating func addDrawing(_ charts: [Chart], to rewrite: inout PackageRewrite) -> String {
        let part = freeName("drawings/drawing", rewrite)
        contentTypes.append((part, "\(Self.kind).drawing+xml"))
        var relationships: [(type: String, target: String)] = []
        var anchors = ""
        for (index, chart) in charts.enumerated() {
            let chartPart = freeName("charts/chart", rewrite)
            contentTypes.append((chartPart, "\(Self.kind).drawingml.chart+xml"))
            rewrite.add(chartPart, bytes: Array((Self.declaration + chart.markup(namespaces)).utf8))
            relationships.append(("chart", chartPart))
            anchors += chart.anchor(number: index + 1, relationship: "rId\(index + 1)", namespaces)
        }
        let markup =
            Self.declaration
            + "<xdr:wsDr xmlns:xdr=\"\(namespaces.sheetDrawing)\""
            + " xmlns:a=\"\(namespaces.drawing)\">\(anchors)</xdr:wsDr>"
        rewrite.add(part, bytes: Array(markup.utf8))
        addRelationships(relationships, of: part, to: &rewrite)
        return part
    }
}
