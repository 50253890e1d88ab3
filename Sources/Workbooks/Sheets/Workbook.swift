import Streams

/// A workbook open for reading (ECMA-376 part 1, clause 18).
///
/// Opening reads the small parts only. Sheets stream; shared strings are read as far as cells need them
/// and stay in one arena.
public final class Workbook: Sendable {
    public let package: Package
    /// All sheets in workbook order.
    public let sheets: [Sheet]
    public let dateSystem: DateSystem
    public let definedNames: [DefinedName]
    /// Whether the values of its formulas may be wrong: it asks to be calculated when it is opened, or was saved before that was done
    /// (ECMA-376 part 1, 18.2.2).
    public let asksForCalculation: Bool
    /// Whether numbers are rounded to what their cells show before they are calculated with (18.2.2, `fullPrecision`).
    public let calculatesAsShown: Bool
    /// Whether formulas are calculated only when a person asks for it (18.2.2, `calcMode`).
    public let calculatesByHand: Bool
    let styles: Styles
    let richValues: RichValues
    let sharedStrings: SharedStrings

    public var path: String { package.path }

    /// The sheets that hold cells, in workbook order.
    public var worksheets: [Sheet] { sheets.filter { $0.kind == .worksheet } }

    /// One sheet as the workbook part lists it (18.2.19).
    public struct Sheet: Sendable, Equatable {
        /// Counted from 1 in workbook order.
        public var index: Int
        public var name: String
        public var state: State
        public var kind: Kind
        /// The name of its part; empty when the relationship is missing.
        public var partName: String

        public enum State: String, Sendable { case visible, hidden, veryHidden }
        public enum Kind: String, Sendable { case worksheet, chartsheet, dialogsheet, macrosheet }
    }

    /// Opens a workbook; see `Package.init` for what is thrown.
    public convenience init(path: String, name: String? = nil, limits: Limits = .standard) throws {
        try self.init(package: Package(path: path, name: name, limits: limits))
    }

    /// The workbook of an open package.
    init(package: Package) throws {
        let path = package.path
        let part = try Self.workbookPart(of: package)
        let relationships = try package.relationships(of: part)
        let reader = XMLReader(partName: part, package: path)
        let content = try WorkbookPart(package.data(of: part), reader: reader)

        func target(_ type: String) -> String? {
            relationships.first { $0.isOfType(type) && !$0.isExternal && package.contains($0.target) }?.target
        }
        self.package = package
        dateSystem = content.dateSystem
        definedNames = content.names
        asksForCalculation = content.asksForCalculation
        calculatesAsShown = content.calculatesAsShown
        calculatesByHand = content.calculatesByHand
        styles =
            try target("styles").map {
                try Styles(package.data(of: $0), reader: XMLReader(partName: $0, package: path))
            } ?? Styles()
        richValues = target("rdRichValue") == nil ? RichValues() : try RichValues(relationships, in: package)
        sharedStrings = SharedStrings(part: target("sharedStrings"), in: package)
        sheets = content.sheets(relationships)
    }

    /// The part that the package's relationships name as its main one.
    private static func workbookPart(of package: Package) throws -> String {
        let main = try package.relationships(of: "").first { $0.isOfType("officeDocument") }?.target
        guard let part = main, package.contains(part) else {
            if package.contains("mimetype"), package.contains("content.xml") {
                throw Failure.otherFormat(package.path, "an OpenDocument file")
            }
            throw Failure.notAWorkbook(package.path, "it is a ZIP archive without a workbook part")
        }
        if part.hasSuffix(".bin") { throw Failure.otherFormat(package.path, "a binary .xlsb workbook") }
        return part
    }

    /// The sheet of that name; a missing one is a failure that lists the sheets.
    public func sheet(named name: String) throws -> Sheet {
        // Excel tells names apart that Unicode takes for one, as with an accent that is a character of its own.
        let exact = sheets.first { $0.name.utf8.elementsEqual(name.utf8) }
        guard let sheet = exact ?? sheets.first(where: { $0.name == name }) else {
            throw Failure(
                .data, .noSuchSheet, at: Place(file: path), "has no sheet named \"\(name)\"",
                hint: "its sheets are " + sheets.map { "\"\($0.name)\"" }.joined(separator: ", "))
        }
        return sheet
    }
}

/// The workbook part's own content: sheets and date system.
private struct WorkbookPart {
    struct Entry {
        var name: String
        var state: Workbook.Sheet.State
        var relationship: String
    }

    var entries: [Entry] = []
    var dateSystem = DateSystem.from1900
    var names: [DefinedName] = []
    var asksForCalculation = false
    var calculatesAsShown = false
    var calculatesByHand = false

    init(_ bytes: [UInt8], reader: XMLReader) throws {
        var entries: [Entry] = []
        var names: [DefinedName] = []
        var isInName = false
        var is1904 = false
        var isWorkbook = false
        var asksForCalculation = false
        var calculatesAsShown = false
        var calculatesByHand = false
        try reader.parse(
            bytes, onEnd: { if $0.isNamed("definedName") { isInName = false } },
            onText: { if isInName { names[names.count - 1].formula += $0 } }
        ) { element in
            if element.isNamed("workbook") {
                isWorkbook = true
            } else if element.isNamed("workbookPr") {
                // An extension may have an element of the same name that says nothing of dates.
                is1904 = element.boolean("date1904") ?? is1904
            } else if element.isNamed("calcPr") {
                asksForCalculation =
                    element.boolean("fullCalcOnLoad") == true || element.boolean("calcCompleted") == false
                calculatesAsShown = element.boolean("fullPrecision") == false
                calculatesByHand = element["calcMode"] == "manual"
            } else if element.isNamed("sheet") {
                let state = element["state"].flatMap { Workbook.Sheet.State(rawValue: $0) } ?? .visible
                entries.append(
                    Entry(
                        name: decodingEscapes(element["name"] ?? ""), state: state,
                        relationship: element.relationship ?? ""))
            } else if element.isNamed("definedName") {
                isInName = true
                names.append(
                    DefinedName(
                        name: decodingEscapes(element["name"] ?? ""),
                        sheetIndex: element.integer("localSheetId").map { $0 + 1 },
                        formula: "",
                        isHidden: element.boolean("hidden") ?? false))
            }
        }
        guard isWorkbook else { throw Failure.notAWorkbook(reader.package, "its main part is no workbook") }
        self.entries = entries
        self.names = names
        self.asksForCalculation = asksForCalculation
        self.calculatesAsShown = calculatesAsShown
        self.calculatesByHand = calculatesByHand
        dateSystem = is1904 ? .from1904 : .from1900
    }

    func sheets(_ relationships: [Relationship]) -> [Workbook.Sheet] {
        let targets = Dictionary(relationships.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return entries.enumerated().map { index, entry in
            let target = targets[entry.relationship]
            let kind = target.flatMap { found in
                [Workbook.Sheet.Kind.chartsheet, .dialogsheet].first { found.isOfType($0.rawValue) }
                    ?? (found.isOfType("xlMacrosheet") || found.isOfType("xlIntlMacrosheet") ? .macrosheet : nil)
            }
            return Workbook.Sheet(
                index: index + 1, name: entry.name, state: entry.state, kind: kind ?? .worksheet,
                partName: target?.target ?? "")
        }
    }
}
