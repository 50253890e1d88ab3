import MediaPlans
import Streams
import Workbooks

/// Findings that somebody looked at and accepts, until a day.
///
/// A file of `{"findings": [{"code", "file", "sheet", "row", "column", "cell", "market", "finding",
/// "until", "why"}]}`. An entry accepts the findings that agree in all that it gives; a file's folder does not matter. `finding` is what was
/// found, with the value seen: another value in the same cell is another finding.
public struct Baseline: Sendable {
    struct Entry: Sendable {
        var code: MessageCode
        var file: String?
        var sheet: String?
        var row: Int?
        var column: String?
        var cell: String?
        var market: String?
        var finding: String?
        var until: CivilDate
    }

    /// Those that give what was found, by it: baselines that are written have one for each finding, which may be very many.
    private var exact: [String: [Entry]] = [:]
    private var wide: [Entry] = []
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
                if entry.until < today {
                    expired += 1
                } else if let finding = entry.finding {
                    exact[finding, default: []].append(entry)
                } else {
                    wide.append(entry)
                }
            }
        }
    }

    private static func entry(_ node: ConfigurationNode) throws -> Entry {
        var entry = Entry(code: MessageCode(rawValue: ""), until: CivilDate(year: 1, month: 1, day: 1))
        var hasUntil = false
        for (key, value) in try node.members(allowing: [
            "code", "file", "sheet", "row", "column", "cell", "market", "finding", "until", "why",
        ]) {
            switch key {
            case "code": entry.code = MessageCode(rawValue: try value.string())
            case "file": entry.file = fileName(try value.string())
            case "sheet": entry.sheet = try value.string()
            case "column": entry.column = try value.string()
            case "cell": entry.cell = try value.string()
            case "finding": entry.finding = try value.string()
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

    /// - Parameter text: what was found.
    func accepts(_ code: MessageCode, _ spot: Spot, _ text: String) -> Bool {
        Self.isAccepted(code, spot, by: exact[text] ?? []) || Self.isAccepted(code, spot, by: wide)
    }

    private static func isAccepted(_ code: MessageCode, _ spot: Spot, by entries: [Entry]) -> Bool {
        entries.contains { entry in
            entry.code == code && (entry.file == nil || entry.file == spot.file.map(fileName))
                && (entry.sheet == nil || entry.sheet == spot.sheet)
                && (entry.row == nil || entry.row == spot.row)
                && (entry.column == nil || entry.column == spot.column?.rawValue)
                && (entry.cell == nil || entry.cell == spot.cell)
                && (entry.market == nil || entry.market == spot.market)
        }
    }
}

/// Writes all findings of a run as a baseline, a line for each. Memory: that of a spool, however many there are.
public final class BaselineWriter {
    private let spool = Spool()
    private let until: CivilDate
    private var count = 0
    private var failure: (any Error)?

    public init(until: CivilDate) { self.until = until }

    public func add(_ finding: Finding) {
        var members: [JSON.Member] = [.init("code", .string(finding.code.rawValue))]
        let spot = finding.spot
        let texts = [
            ("file", spot.file.map(fileName)), ("sheet", spot.sheet), ("column", spot.column?.rawValue),
            ("cell", spot.cell), ("market", spot.market),
        ]
        for (key, text) in texts { if let text { members.append(.init(key, .string(text))) } }
        if let row = spot.row { members.append(.init("row", .number(Double(row)))) }
        members += [.init("finding", .string(finding.text)), .init("until", .string(until.description))]
        let line = (count == 0 ? "" : ",\n") + "    " + JSON.object(members).serialised()
        count += 1
        do { try spool.write(Array(line.utf8)) } catch { failure = failure ?? error }
    }

    /// - Throws: what kept a finding from being put aside; what writing throws.
    public func write(to output: Output) throws {
        if let failure { throw failure }
        try output.write("{\n  \"findings\": [\n")
        try spool.forEachChunk { try output.write($0) }
        try output.write("\n  ]\n}\n")
    }
}

/// The name of a file without its folder.
func fileName(_ path: String) -> String { path.pathName }
