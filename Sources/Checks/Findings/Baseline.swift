import MediaPlans
import Streams
import Workbooks

/// Findings that somebody looked at and accepts, until a day.
///
/// A file of `{"findings": [{"code", "file", "sheet", "row", "column", "cell", "market", "until", "why"}]}`. An
/// entry accepts the findings that agree in all that it gives; a file's folder does not matter.
public struct Baseline: Sendable {
    struct Entry: Sendable {
        var code: MessageCode
        var file: String?
        var sheet: String?
        var row: Int?
        var column: String?
        var cell: String?
        var market: String?
        var until: CivilDate
    }

    private(set) var entries: [Entry] = []
    /// Entries whose day has passed: their findings are shown again.
    public private(set) var expired = 0

    /// Reads a baseline.
    ///
    /// - Parameter today: entries that end before it no longer count.
    /// - Throws: `Failure` with status 78 for a mistake in the file, 66 when there is none.
    public init(path: String, today: CivilDate) throws {
        guard let root = try ConfigurationNode.reading(path) else {
            throw Failure(
                .noInput, .cannotRead, at: Place(file: path), "there is no such baseline",
                hint: "write one with --write-baseline")
        }
        for (key, node) in try root.members(allowing: ["findings"]) where key == "findings" {
            for element in try node.elements() {
                let entry = try Self.entry(element)
                if entry.until < today { expired += 1 } else { entries.append(entry) }
            }
        }
    }

    private static func entry(_ node: ConfigurationNode) throws -> Entry {
        var entry = Entry(code: MessageCode(rawValue: ""), until: CivilDate(year: 1, month: 1, day: 1))
        var hasUntil = false
        for (key, value) in try node.members(allowing: [
            "code", "file", "sheet", "row", "column", "cell", "market", "until", "why",
        ]) {
            switch key {
            case "code": entry.code = MessageCode(rawValue: try value.string())
            case "file": entry.file = fileName(try value.string())
            case "sheet": entry.sheet = try value.string()
            case "column": entry.column = try value.string()
            case "cell": entry.cell = try value.string()
            case "market": entry.market = try value.string()
            case "row":
                guard let row = value.value.number.flatMap({ Int(exactly: $0) }) else {
                    throw value.failure("must be a row's number")
                }
                entry.row = row
            case "until":
                guard let day = CivilDate(iso: try value.string()) else {
                    throw value.failure("must be a day such as 2026-12-31")
                }
                entry.until = day
                hasUntil = true
            default: break
            }
        }
        guard !entry.code.rawValue.isEmpty else { throw node.failure("lacks \"code\"") }
        guard hasUntil else { throw node.failure("lacks \"until\"", hint: "nothing is accepted for ever: give a day") }
        return entry
    }

    func accepts(_ code: MessageCode, _ spot: Spot) -> Bool {
        entries.contains { entry in
            entry.code == code && (entry.file == nil || entry.file == spot.file.map(fileName))
                && (entry.sheet == nil || entry.sheet == spot.sheet)
                && (entry.row == nil || entry.row == spot.row)
                && (entry.column == nil || entry.column == spot.column?.rawValue)
                && (entry.cell == nil || entry.cell == spot.cell)
                && (entry.market == nil || entry.market == spot.market)
        }
    }

    /// A baseline of those findings, as JSON text with a line for each.
    public static func text(accepting findings: [Finding], until: CivilDate) -> String {
        let lines = findings.map { finding -> String in
            var members: [JSON.Member] = [.init("code", .string(finding.code.rawValue))]
            let spot = finding.spot
            let texts = [
                ("file", spot.file.map(fileName)), ("sheet", spot.sheet), ("column", spot.column?.rawValue),
                ("cell", spot.cell),
                ("market", spot.market),
            ]
            for (key, text) in texts { if let text { members.append(.init(key, .string(text))) } }
            if let row = spot.row { members.append(.init("row", .number(Double(row)))) }
            members += [.init("until", .string(until.description)), .init("why", .string(finding.text))]
            return "    " + JSON.object(members).serialised()
        }
        return "{\n  \"findings\": [\n\(lines.joined(separator: ",\n"))\n  ]\n}\n"
    }
}

/// The name of a file without its folder.
func fileName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
