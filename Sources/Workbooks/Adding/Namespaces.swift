/// The namespaces of one variant of the format (ECMA-376 part 1, annex A; part 4, annex A).
struct Namespaces: Equatable {
    var main: String
    /// Of relationship identifiers; with a type's name behind a slash also of relationship types.
    var relationships: String
    var drawing: String
    var chart: String
    var sheetDrawing: String

    private init(drawing: String, relationships: String, main: String) {
        self.main = main
        self.relationships = relationships
        self.relationships = relationships
        self.drawing = "\(drawing)/main"
        chart = "\(drawing)/chart"
        sheetDrawing = "\(drawing)/spreadsheetDrawing"
    }

    static let transitional = Namespaces(
        drawing: "http://schemas.openxmlformats.org/drawingml/2006",
        relationships: "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        main: "http://schemas.openxmlformats.org/spreadsheetml/2006/main")
    static let strict = Namespaces(
        drawing: "http://purl.oclc.org/ooxml/drawingml",
        relationships: "http://purl.oclc.org/ooxml/officeDocument/relationships",
        main: "http://purl.oclc.org/ooxml/spreadsheetml/main")
    static let all = [transitional, strict]
}

extension XMLScanner {
    /// The prefix, with its colon, under which one of the namespaces is in scope inside of an element that is a child of the root;
    /// nil when no declaration of it is. A default namespace is none: attributes do not take it.
    func prefix(of namespace: String, inChildOfRoot child: Int) throws(MarkupError) -> String? {
        guard let root = try root(), let tag = try tag(at: child) else { return nil }
        var found: [String: String] = [:]
        for attribute in attributes(of: root) + attributes(of: tag) where attribute.name.hasPrefix("xmlns:") {
            found[String(attribute.name.dropFirst(6))] = string(attribute.value)
        }
        return found.filter { $0.value == namespace }.keys.min().map { $0 + ":" }
    }

    /// The variant of the format that the root's namespace names.
    func namespaces() throws(MarkupError) -> Namespaces {
        guard let root = try root() else { return .transitional }
        let values = attributes(of: root).filter { $0.name == "xmlns" || $0.name.hasPrefix("xmlns:") }
        return values.contains { string($0.value) == Namespaces.strict.main } ? .strict : .transitional
    }
}
