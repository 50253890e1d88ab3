import Streams
import Workbooks

/// What filling did to a workbook, told by comparing template and tracker as they lie on disk, not by what was meant.
///
/// One JSON object per line: the two files, then every part with its SHA-256 before and after, then every cell that
/// differs on a sheet that the template has.
struct TrackerReceipt {
    let template: Package
    let tracker: String
    /// By which the tracker can be read before it has its name.
    let readable: String

    /// Writes the receipt; the output stays to be finished.
    func write(to output: Output) throws {
        let workbook = try Workbook(path: readable, name: tracker)
        let before = try SHA256.digest(ofFile: template.path)
        let after = try SHA256.digest(ofFile: readable)
        try line(
            [
                .init("kind", .string("workbook")), .init("template", .string(template.path)),
                .init("template_sha256", .string(before.hash)),
                .init("tracker", .string(tracker)), .init("tracker_sha256", .string(after.hash)),
            ], output)
        try writeParts(workbook.package, output)
        try writeCells(try Workbook(path: template.path), workbook, output)
    }

    private func writeParts(_ after: Package, _ output: Output) throws {
        let names = template.partNames + after.partNames.filter { !template.contains($0) }
        for name in names {
            let hashes = try [template, after].map { try $0.contains(name) ? $0.digest(of: name) : nil }
            let change =
                switch (hashes[0], hashes[1]) {
                case (nil, _): "added"
                case (_, nil): "removed"
                case (let x, let y): x == y ? "same" : "changed"
                }
            try line(
                [
                    .init("kind", .string("part")), .init("part", .string(name)), .init("change", .string(change)),
                    .init("before", hashes[0].map(JSON.string) ?? .null),
                    .init("after", hashes[1].map(JSON.string) ?? .null),
                ], output)
        }
    }

    private func writeCells(_ before: Workbook, _ after: Workbook, _ output: Output) throws {
        for sheet in before.worksheets {
            guard let other = after.worksheets.first(where: { $0.name == sheet.name }) else { continue }
            let (old, new) = (try before.grid(of: sheet).cells, try after.grid(of: other).cells)
            for cell in Set(old.keys).union(new.keys).sorted() {
                let (x, y) = (old[cell], new[cell])
                guard x?.value != y?.value || x?.formula != y?.formula else { continue }
                var members: [JSON.Member] = [
                    .init("kind", .string("cell")), .init("sheet", .string(sheet.name)),
                    .init("cell", .string(cell.description)),
                    .init("before", Self.json(x?.value)), .init("after", Self.json(y?.value)),
                ]
                if x?.formula != nil || y?.formula != nil {
                    members.append(.init("formula_before", x?.formula.map { .string("=\($0)") } ?? .null))
                    members.append(.init("formula_after", y?.formula.map { .string("=\($0)") } ?? .null))
                }
                try line(members, output)
            }
        }
    }

    private static func json(_ value: CellValue?) -> JSON {
        switch value {
        case nil, .empty: .null
        case .number(let number): .number(number)
        case .boolean(let flag): .boolean(flag)
        case .text(let text), .error(let text): .string(text)
        case .date(let date): .number(date.serial)
        }
    }

    private func line(_ members: [JSON.Member], _ output: Output) throws {
        try output.write(JSON.object(members).serialised() + "\n")
    }
}
