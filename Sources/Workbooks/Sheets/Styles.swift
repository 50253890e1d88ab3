/// What reading cells needs of the styles part: the number format of each cell format (ECMA-376 part 1, 18.8).
struct Styles: Sendable {
    /// For each index of cellXfs, the kind that its number format makes of a number.
    private(set) var kinds: [NumberKind] = []
    /// For each index of cellXfs, its number format's identifier.
    private(set) var formatIDs: [Int] = []
    /// Format codes that the part defines, by identifier.
    private(set) var codes: [Int: String] = [:]
    /// The codes of number formats that show words or a percentage sign beside a number, by index of cellXfs.
    private(set) var wordy: [Int: String] = [:]
    /// The number formats of differential formats, by their index.
    private(set) var differentials: [Int: String] = [:]

    init() {}

    init(_ bytes: [UInt8], reader: XMLReader) throws {
        var isInCellFormats = false
        // Differential formats (dxfs) hold numFmt elements too, which define nothing.
        var isInNumberFormats = false
        var differential: Int?
        var codes: [Int: String] = [:]
        var ids: [Int] = []
        try reader.parse(
            bytes,
            onEnd: {
                if $0.isNamed("cellXfs") { isInCellFormats = false }
                if $0.isNamed("numFmts") { isInNumberFormats = false }
                if $0.isNamed("dxfs") { differential = nil }
            }
        ) { element in
            if element.isNamed("numFmts") {
                isInNumberFormats = true
            } else if isInNumberFormats, element.isNamed("numFmt"), let id = element.integer("numFmtId"),
                let code = element["formatCode"]
            {
                codes[id] = code
            } else if element.isNamed("dxfs") {
                differential = -1
            } else if let index = differential {
                if element.isNamed("dxf") {
                    differential = index + 1
                } else if element.isNamed("numFmt") {
                    differentials[index] =
                        element["formatCode"] ?? element.integer("numFmtId").flatMap { BuiltInFormats.code(of: $0) }
                }
            } else if element.isNamed("cellXfs") {
                isInCellFormats = true
            } else if isInCellFormats, element.isNamed("xf") {
                ids.append(element.integer("numFmtId") ?? 0)
            }
        }
        let kindsOfCodes = codes.mapValues { NumberFormat.kind(ofCode: $0) }
        self.codes = codes
        formatIDs = ids
        kinds = ids.map { kindsOfCodes[$0] ?? NumberFormat.kind(ofBuiltIn: $0) }
        var withWords = codes.filter {
            kindsOfCodes[$0.key] == .number && ($0.value.contains("%") || NumberFormat.showsWords($0.value))
        }
        for id in BuiltInFormats.percentages { withWords[id] = BuiltInFormats.code(of: id) }
        guard !withWords.isEmpty else { return }
        for (index, id) in ids.enumerated() { if let code = withWords[id] { wordy[index] = code } }
    }

    /// The format code under a cell's style.
    func code(_ style: Int) -> String {
        let id = formatIDs.indices.contains(style) ? formatIDs[style] : 0
        return codes[id] ?? BuiltInFormats.code(of: id) ?? "General"
    }

    /// The kind under a cell's style; a style out of range has the general format.
    func kind(_ style: Int) -> NumberKind {
        kinds.indices.contains(style) ? kinds[style] : .number
    }
}
