import Glibc
import Streams

/// The results of a run as they are kept: a line of `logs/health.ndjson`.
public struct HealthRecord: Sendable {
    /// The time as `isoTime` writes it.
    public var time: String
    public var verdict: Verdict
    public var seconds: Double
    public var verdicts: [(check: String, verdict: Verdict)]
    /// The texts of checks that were not OK.
    public var texts: [String: String]
    /// Measures by check and name, such as `output-folder.free`.
    public var measures: [(name: String, value: Double)]

    public init(_ report: HealthReport) {
        time = isoTime(report.time)
        verdict = report.verdict
        seconds = report.seconds
        verdicts = report.results.map { ($0.name.rawValue, $0.verdict) }
        texts = report.results.reduce(into: [:]) { if $1.verdict != .ok { $0[$1.name.rawValue] = $1.outcome.text } }
        measures = report.results.flatMap { result in
            result.outcome.measures.map { ("\(result.name.rawValue).\($0.name)", $0.value) }
        }
    }

    var json: JSON {
        .object([
            .init("time", .string(time)), .init("verdict", .string(verdict.name)),
            .init("seconds", .number((seconds * 10_000).rounded() / 10_000)),
            .init("checks", .object(verdicts.map { .init($0.check, .string($0.verdict.name)) })),
            .init("texts", .object(texts.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })),
            .init("measures", .object(measures.map { .init($0.name, .number($0.value)) })),
        ])
    }

    init?(_ json: JSON) {
        guard let time = json["time"]?.string, let verdict = json["verdict"]?.string.flatMap(Verdict.init(name:)),
            let checks = json["checks"]?.members
        else { return nil }
        self.time = time
        self.verdict = verdict
        seconds = json["seconds"]?.number ?? 0
        verdicts = checks.compactMap { member in
            member.value.string.flatMap(Verdict.init(name:)).map { (member.key, $0) }
        }
        texts = (json["texts"]?.members ?? []).reduce(into: [:]) { $0[$1.key] = $1.value.string }
        measures = (json["measures"]?.members ?? []).compactMap { member in member.value.number.map { (member.key, $0) }
        }
    }

    /// The record with some of the checks only; nil when the run made none of them.
    public func only(_ names: Set<String>) -> HealthRecord? {
        var record = self
        record.verdicts.removeAll { !names.contains($0.check) }
        guard !record.verdicts.isEmpty else { return nil }
        record.verdict = Verdict.worst(record.verdicts.map(\.verdict))
        record.texts = texts.filter { names.contains($0.key) }
        record.measures.removeAll { measure in !names.contains { measure.name.hasPrefix($0 + ".") } }
        return record
    }
}

/// The results of earlier runs: `logs/health.ndjson` under the home folder, if it has a folder `logs`.
///
/// When the file has a size of 1 MiB, it is renamed to `health.ndjson.1` and replaces the earlier one. So no more than
/// 2 MiB are kept.
public struct HealthHistory: Sendable {
    private let path: String
    private static let mostBytes = 1 << 20

    public init(home: String) { path = "\(home)/logs/health.ndjson" }

    /// Adds a record. If it cannot be written in time, it is lost, since the report is written already and matters
    /// more.
    public func append(_ record: HealthRecord, within seconds: Double) {
        let workers = Workers<Int, Void>()
        let path = path
        let line = Array((record.json.serialised() + "\n").utf8)
        guard workers.start(0, { Self.append(line, to: path) }) else { return }
        _ = workers.next(until: .now + .seconds(seconds))
    }

    /// Writes with one write(2) on an O_APPEND descriptor, so that several runs can share the file.
    private static func append(_ line: [UInt8], to path: String) {
        // A link that somebody else can have planted is not followed.
        guard let place = try? OutputPlace(path),
            let descriptor = try? place.openToAppend(mode: FolderPrivacy.fileMode(in: path))
        else { return }
        defer { close(descriptor) }
        _ = write(descriptor, line, line.count)
        var status = stat()
        guard fstat(descriptor, &status) == 0, Int(status.st_size) > mostBytes else { return }
        renameat(place.folder, place.name, place.folder, place.name + ".1")
    }

    /// The last records, the latest last. Lines that are not records are skipped.
    ///
    /// - Throws: `Failure` when the file cannot be read. A missing file is not a failure.
    public func records(last count: Int, where wanted: (HealthRecord) -> HealthRecord?) throws -> [HealthRecord] {
        var found: [HealthRecord] = []
        for file in [path, path + ".1"] where access(file, F_OK) == 0 {
            // Another run may have written one more record before the file was renamed.
            for line in try FileTail(file, limit: Self.mostBytes + 1 << 16).lines where found.count < count {
                if let record = (try? JSON(parsing: Array(line))).flatMap(HealthRecord.init).flatMap(wanted) {
                    found.append(record)
                }
            }
        }
        return found.reversed()
    }
}
