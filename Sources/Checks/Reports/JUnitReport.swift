import Glibc
import Streams

/// JUnit's XML: a test case for each rule, one that found errors or warnings having failed. Notes are in the suite's output.
struct JUnitReport {
    let result: CheckResult

    func text() -> String {
        let groups = Dictionary(uniqueKeysWithValues: result.log.sorted.map { ($0.code, $0) })
        let known = result.settings.listing.map { MessageCode(rawValue: $0[0]) }
        let codes = known + groups.keys.filter { !known.contains($0) }.sorted { $0.rawValue < $1.rawValue }
        let notes = result.log.sorted.filter { $0.level == .note }.map {
            (["\($0.code) (\($0.count)): \($0.title)"] + lines($0)).joined(separator: "\n")
        }
        var suite = JUnitSuite(name: "mp-validate", timestamp: Self.now)
        suite.properties = result.inputs.map { ("input", $0) }
        suite.cases = codes.map { testCase($0, groups[$0]) }
        suite.output = ([result.verdict] + notes + result.omissions).joined(separator: "\n")
        return suite.text()
    }

    /// The moment by the local clock, without its zone as the schema wants it.
    private static var now: String {
        var seconds = time(nil)
        var parts = tm()
        localtime_r(&seconds, &parts)
        func padded(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let day = [parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday].map(padded).joined(separator: "-")
        return day + "T" + [parts.tm_hour, parts.tm_min, min(parts.tm_sec, 59)].map(padded).joined(separator: ":")
    }

    private func lines(_ group: FindingLog.Group) -> [String] {
        let listed = group.findings.map(\.sentence)
        return group.count > listed.count
            ? listed + ["… and \(group.count - listed.count) more of \(group.count)"] : listed
    }

    private func testCase(_ code: MessageCode, _ group: FindingLog.Group?) -> JUnitSuite.Case {
        guard let group, group.level != .note else { return .init(name: code.rawValue, outcome: .passed) }
        return .init(
            name: code.rawValue,
            outcome: .failure(
                type: group.level.rawValue, message: "\(group.counted): \(group.title)",
                body: lines(group).joined(separator: "\n")))
    }
}
