/// Counts as people read them, the same in every message, report and screen.

/// A count with its thousands apart: `1,234,567`.
public func grouped(_ count: Int) -> String {
    var out = ""
    for (index, digit) in String(count.magnitude).reversed().enumerated() {
        if index > 0, index % 3 == 0 { out.append(",") }
        out.append(digit)
    }
    return (count < 0 ? "-" : "") + String(out.reversed())
}

/// A count of things: `1 cell`, `1,319 cells`.
public func counted(_ count: Int, _ noun: String) -> String { "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")" }
