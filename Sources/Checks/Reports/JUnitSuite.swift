import Streams

/// JUnit's XML as CI systems read it, with all that the strictest schema in use asks for, Apache Ant's: one suite, which knows passed cases,
/// failures and errors, and no skipped ones.
public struct JUnitSuite {
    /// A test case, and what became of it.
    public struct Case {
        public enum Outcome {
            case passed
            case failure(type: String, message: String, body: String)
            case error(type: String, message: String, body: String)
        }
        public var name: String
        public var seconds: Double
        public var outcome: Outcome

        public init(name: String, seconds: Double = 0, outcome: Outcome) {
            (self.name, self.seconds, self.outcome) = (name, seconds, outcome)
        }
    }

    public var name: String
    /// A moment by the local clock without its zone, `2026-04-15T13:30:00`.
    public var timestamp: String
    public var seconds = 0.0
    public var properties: [(name: String, value: String)] = []
    public var cases: [Case] = []
    /// Text that belongs to no test case, such as the verdict and notes.
    public var output = ""

    public init(name: String, timestamp: String) { (self.name, self.timestamp) = (name, timestamp) }

    public func text() -> String {
        let failures = cases.count { if case .failure = $0.outcome { true } else { false } }
        let errors = cases.count { if case .error = $0.outcome { true } else { false } }
        let properties = properties.map {
            "      <property name=\"\(escaped($0.name))\" value=\"\(escaped($0.value))\"/>\n"
        }.joined()
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites>
              <testsuite name="\(name)" package="\(name)" id="0" timestamp="\(timestamp)" hostname="localhost" tests="\(cases.count)" failures="\(failures)" errors="\(errors)" time="\(Self.decimal(seconds))">
                <properties>
            \(properties)    </properties>
            \(cases.map(text).joined())    <system-out>\(escaped(output))</system-out>
                <system-err/>
              </testsuite>
            </testsuites>

            """
    }

    private func text(_ test: Case) -> String {
        let open =
            "    <testcase classname=\"\(name)\" name=\"\(escaped(test.name))\" time=\"\(Self.decimal(test.seconds))\""
        func element(_ kind: String, _ type: String, _ message: String, _ body: String) -> String {
            "\(open)>\n      <\(kind) type=\"\(escaped(type))\" message=\"\(escaped(message))\">\(escaped(body))</\(kind)>\n    </testcase>\n"
        }
        return switch test.outcome {
        case .passed: open + "/>\n"
        case .failure(let type, let message, let body): element("failure", type, message, body)
        case .error(let type, let message, let body): element("error", type, message, body)
        }
    }

    /// xs:decimal has no exponent.
    private static func decimal(_ seconds: Double) -> String {
        let rounded = (seconds * 10_000).rounded() / 10_000
        return (0...1e9).contains(rounded) ? DecimalText.string(rounded) : "0"
    }
}
