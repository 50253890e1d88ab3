import Glibc
import Streams

/// JUnit's XML as CI systems read it: a test case for each rule, one that found errors or warnings having failed.
///
/// It has all that the strictest schema in use asks for, Apache Ant's. Notes are in the suite's output.
struct JUnitReport {
    let result: CheckResult

    func text() -> String {
        let groups = Dictionary(uniqueKeysWithValues: result.log.sorted.map { ($0.code, $0) })
        let known = result.settings.listing.map { MessageCode(rawValue: $0[0]) }
        let codes = known + groups.keys.filter { !known.contains($0) }.sorted { $0.rawValue < $1.rawValue }
        let failures = groups.values.count { $0.level != .note }
        let properties = result.inputs.map { "      <property name=\"input\" value=\"\(escaped($0))\"/>\n" }.joined()
        let notes = result.log.sorted.filter { $0.level == .note }.map {
            (["\($0.code) (\($0.count)): \($0.title)"] + lines($0)).joined(separator: "\n")
        }
        let output = ([result.verdict] + notes + result.omissions).joined(separator: "\n")
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites>
              <testsuite name="mp-validate" package="mp-validate" id="0" timestamp="\(Self.now)" hostname="localhost" tests="\(codes.count)" failures="\(failures)" errors="0" time="0">
                <properties>
            \(properties)    </properties>
            \(codes.map { testCase($0, groups[$0]) }.joined())    <system-out>\(escaped(output))</system-out>
                <system-err/>
              </testsuite>
            </testsuites>

            """
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

    private func testCase(_ code: MessageCode, _ group: FindingLog.Group?) -> String {
        let open = "    <testcase classname=\"mp-validate\" name=\"\(escaped(code.rawValue))\" time=\"0\""
        guard let group, group.level != .note else { return open + "/>\n" }
        let body = escaped(lines(group).joined(separator: "\n"))
        return open
            + ">\n      <failure type=\"\(group.level.rawValue)\" message=\"\(group.count): \(escaped(group.title))\">\(body)</failure>\n    </testcase>\n"
    }
}
