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

/// A figure for people: whole numbers and amounts from a thousand up with their thousands apart, `35,095.50`; others with six digits.
public func figureText(_ value: Double) -> String {
    if value == value.rounded(), value.magnitude < 1e15 { return grouped(DecimalText.string(value)) }
    if value.magnitude >= 1000 {
        let rounded = grouped(DecimalText.string((value * 100).rounded() / 100))
        // Cents are two digits.
        return rounded.suffix(2).first == "." ? rounded + "0" : rounded
    }
    // Six significant digits.
    var scale = 1.0
    var probe = value.magnitude
    while probe < 100_000, scale < 1e12 {
        probe *= 10
        scale *= 10
    }
    return DecimalText.string((value * scale).rounded() / scale)  // fits: doubles
}

/// `35,095.5` of `35095.5`; what is no plain decimal stays as it is.
private func grouped(_ text: String) -> String {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts[0].utf8.allSatisfy({ $0 == 0x2D || ($0 &- 48) < 10 }) else { return text }
    var out: [Character] = []
    for (offset, digit) in parts[0].reversed().enumerated() {
        if offset > 0, offset % 3 == 0, digit != "-" { out.append(",") }
        out.append(digit)
    }
    return String(out.reversed()) + (parts.count > 1 ? "." + parts[1] : "")
}
