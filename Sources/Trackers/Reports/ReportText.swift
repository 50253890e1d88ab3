import Streams

/// Plain text in sections, tables aligned by blanks.
struct ReportText {
    private(set) var lines: [String] = []

    mutating func title(_ text: String) {
        lines.append(text)
        lines.append(String(repeating: "=", count: text.count))
        lines.append("")
    }

    mutating func section(_ text: String) {
        if lines.last != "" { lines.append("") }
        lines.append(text)
        lines.append(String(repeating: "-", count: text.count))
    }

    mutating func line(_ text: String = "") { lines.append(printable(text)) }

    /// Rows of equal length; numbers stand right, all else left.
    mutating func table(_ header: [String], _ rows: [[String]], right: Set<Int> = []) {
        guard !rows.isEmpty else { return }
        let all = [header] + rows.map { $0.map(printable) }
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        for row in all {
            let cells = row.enumerated().map { column, text in
                let blanks = String(repeating: " ", count: widths[column] - text.count)
                return right.contains(column) ? blanks + text : text + blanks
            }
            var line = "  " + cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            lines.append(line)
        }
    }

    var text: String { lines.joined(separator: "\n") + "\n" }

    /// `91.7 %`; `-` of nothing.
    static func share(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "-" }
        return "\(decimals(Double(part) / Double(whole) * 100, 1)) %"
    }

    /// A number with so many decimals, and a comma between thousands.
    static func decimals(_ value: Double, _ count: Int) -> String {
        guard value.magnitude < 1e15 else { return DecimalText.string(value) }
        var scale = 1.0
        for _ in 0..<count { scale *= 10 }
        let scaled = Int((value.magnitude * scale).rounded())
        let digits = String(scaled / Int(scale))
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { grouped.append(",") }
            grouped.append(digit)
        }
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard count > 0 else { return sign + grouped }
        let fraction = String(scaled % Int(scale))
        return "\(sign)\(grouped).\(String(repeating: "0", count: count - fraction.count))\(fraction)"
    }

    static func figure(_ figure: Figure, decimals count: Int = 2) -> String {
        figure.value.map { decimals($0, count) } ?? "-"
    }
}
