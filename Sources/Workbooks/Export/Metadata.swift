import Streams

/// What a workbook is made of, as NDJSON: one object each for the workbook, its sheets, defined names and tables.
public enum Metadata {
    /// - Parameter report: takes what is wrong with a sheet, of which the object then says less.
    /// - Returns: the lines, and whether every sheet could be read.
    public static func ndjson(
        of workbook: Workbook, report: (Message) -> Void
    ) throws -> (text: [UInt8], isComplete: Bool) {
        var isComplete = true
        var author: (name: String?, version: String?)
        do { author = try writer(of: workbook) } catch let failure as Failure {
            isComplete = false
            report(failure.message)
        }
        var lines = [workbookObject(workbook, author)]
        for sheet in workbook.sheets {
            var object = sheetObject(sheet, workbook)
            do { object += try extent(of: sheet, workbook) } catch let failure as Failure {
                isComplete = false
                report(failure.message)
            }
            lines.append(object)
        }
        for name in workbook.definedNames { lines.append(nameObject(name, workbook)) }
        let tables = try workbook.tables {
            isComplete = false
            report($0.message)
        }
        for table in tables { lines.append(tableObject(table, workbook)) }
        return (lines.flatMap { Array(JSON.object($0).serialised().utf8) + [0x0A] }, isComplete)
    }

    private static func workbookObject(_ workbook: Workbook, _ writer: (name: String?, version: String?)) -> [JSON
        .Member]
    {
        [
            .init("kind", .string("workbook")), .init("file", .string(workbook.path)),
            .init("date_system", .number(workbook.dateSystem == .from1904 ? 1904 : 1900)),
            .init("writer", writer.name.map { .string($0) } ?? .null),
            .init("writer_version", writer.version.map { .string($0) } ?? .null),
            .init("parts", .number(Double(workbook.package.partNames.count))),
        ]
    }

    private static func sheetObject(_ sheet: Workbook.Sheet, _ workbook: Workbook) -> [JSON.Member] {
        [
            .init("kind", .string("sheet")),
            .init("index", workbook.worksheetIndex(of: sheet).map { .number(Double($0)) } ?? .null),
            .init("name", .string(sheet.name)),
            .init("type", .string(sheet.kind.rawValue)), .init("state", .string(sheet.state.rawValue)),
            .init("part", .string(sheet.partName)),
        ]
    }

    private static func extent(of sheet: Workbook.Sheet, _ workbook: Workbook) throws -> [JSON.Member] {
        guard sheet.kind == .worksheet else { return [] }
        let scanner = try SheetScanner(sheet, in: workbook)
        try scanner.readHead()
        let extent = try SheetExtent(of: sheet, in: workbook)
        return [
            .init("dimension", scanner.head.dimension.map { .string($0.description) } ?? .null),
            .init("rows", .number(Double(extent.rows))), .init("columns", .number(Double(extent.columns))),
        ]
    }

    private static func nameObject(_ name: DefinedName, _ workbook: Workbook) -> [JSON.Member] {
        let sheet = name.sheetIndex.flatMap {
            workbook.sheets.indices.contains($0 - 1) ? workbook.sheets[$0 - 1].name : nil
        }
        return [
            .init("kind", .string("defined-name")), .init("name", .string(name.name)),
            .init("sheet", sheet.map { .string($0) } ?? .null), .init("formula", .string(name.formula)),
            .init("hidden", .boolean(name.isHidden)),
        ]
    }

    private static func tableObject(_ table: SheetTable, _ workbook: Workbook) -> [JSON.Member] {
        [
            .init("kind", .string("table")), .init("name", .string(table.name)),
            .init("sheet", .string(workbook.sheets[table.sheetIndex - 1].name)),
            .init("range", .string(table.range.description)), .init("header_rows", .number(Double(table.headerRows))),
            .init("totals_rows", .number(Double(table.totalsRows))),
            .init("columns", .array(table.columns.map { .string($0) })),
        ]
    }

    /// The program that wrote the workbook, from the extended properties (ECMA-376 part 1, 22.2).
    private static func writer(of workbook: Workbook) throws -> (String?, String?) {
        guard
            // Strict files name the type otherwise (part 1, 15.2.12.3).
            let part = try workbook.package.relationships(of: "").first(where: {
                $0.isOfType("extended-properties") || $0.isOfType("extendedProperties")
            })?.target,
            workbook.package.contains(part)
        else { return (nil, nil) }
        var texts: [String: String] = [:]
        var current: String?
        let reader = XMLReader(partName: part, package: workbook.path)
        try reader.parse(
            try workbook.package.data(of: part), onEnd: { _ in current = nil },
            onText: { text in if let current { texts[current, default: ""] += text } }
        ) { element in
            current =
                element.isNamed("Application") ? "Application" : element.isNamed("AppVersion") ? "AppVersion" : nil
        }
        return (texts["Application"], texts["AppVersion"])
    }
}
