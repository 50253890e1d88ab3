import Testing
import Workbooks

/// What a format code makes of a value.
struct FormatCase: Sendable, CustomTestStringConvertible {
    var code: String
    var value: CellValue
    var text: String
    var system = DateSystem.from1900

    init(_ code: String, _ value: Double, _ text: String, _ system: DateSystem = .from1900) {
        self.init(code, .number(value), text, system)
    }

    init(_ code: String, _ value: CellValue, _ text: String, _ system: DateSystem = .from1900) {
        self.code = code
        self.value = value
        self.text = text
        self.system = system
    }

    /// One code with its values.
    static func all(_ code: String, _ values: KeyValuePairs<Double, String>) -> [FormatCase] {
        values.map { FormatCase(code, $0.key, $0.value) }
    }

    var testDescription: String { "\(code) \(value.displayText)" }

    func check(_ location: SourceLocation = #_sourceLocation) {
        let shown = DisplayFormat(code: code).text(for: value, dateSystem: system)
        #expect(shown == text, "\(code) of \(value.displayText)", sourceLocation: location)
    }
}
