import Streams

/// The cell formats of a workbook, to which further ones may be added (ECMA-376 part 1, 18.8).
public struct WorkbookStyles {
    private let package: Package
    private let part: String
    private var growth: StyleGrowth

    /// Nil when the workbook lacks a usual styles part.
    ///
    /// - Throws: `Failure` for damaged parts.
    public init?(of workbook: Workbook) throws {
        let package = workbook.package
        guard let main = try package.relationships(of: "").first(where: { $0.isOfType("officeDocument") }),
            let styles = try package.relationships(of: main.target).first(where: {
                $0.isOfType("styles") && !$0.isExternal
            }),
            package.contains(styles.target)
        else { return nil }
        let bytes = try package.text(of: styles.target)
        let growth = try Self.reading(package, styles.target) { () throws(MarkupError) in
            try StyleGrowth(bytes, codes: workbook.styles.codes)
        }
        guard let growth else { return nil }
        (self.package, part, self.growth) = (package, styles.target, growth)
    }

    private static func reading<T>(_ package: Package, _ part: String, _ body: () throws(MarkupError) -> T) throws -> T
    {
        do throws(MarkupError) { return try body() } catch {
            throw Failure.corrupt(package.path, "part \(part): \(error.text)")
        }
    }

    /// Whether so many more cell formats are within what Excel takes.
    func hasRoom(for count: Int) -> Bool { growth.hasRoom(for: count) }

    /// The index under which cells name a format.
    public mutating func index(of format: CellFormat) -> Int { growth.index(of: format) }

    /// The index of a format that differs from that of another index by a change.
    public mutating func index(of style: Int, with change: StyleChange) throws -> Int {
        try Self.reading(package, part) { () throws(MarkupError) in try growth.index(of: style, with: change) }
    }

    /// The font of the cells of a format.
    public func font(of style: Int) -> CellFont { growth.font(of: style) ?? .usual }

    /// The workbook's first font, in whose digits columns are measured.
    public var firstFont: CellFont { growth.firstFont ?? .usual }

    /// Whether cells of a format make their text smaller where there is no room.
    public func shrinks(_ style: Int) -> Bool { growth.shrinks(style) }

    /// Puts what was added into a rewrite of the workbook's package.
    public func apply(to rewrite: inout PackageRewrite) {
        if growth.isChanged { rewrite.replace(part, with: growth.result) }
    }
}

extension Workbook {
    /// The format code of a cell format; `General` where none is defined.
    public func formatCode(ofStyle style: Int) -> String {
        let id = styles.formatIDs.indices.contains(style) ? styles.formatIDs[style] : styles.formatIDs.first ?? 0
        return styles.codes[id] ?? BuiltInFormats.code(of: id) ?? "General"
    }
}
