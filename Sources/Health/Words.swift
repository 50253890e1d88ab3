import Streams

/// A number with as many decimals as it needs, at most three.
func shortNumber(_ value: Double) -> String { DecimalText.string((value * 1000).rounded() / 1000) }

/// `12.5 MiB`.
func byteText(_ bytes: Double) -> String {
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
    var (value, unit) = (bytes, 0)
    while value >= 1024, unit < units.count - 1 { (value, unit) = (value / 1024, unit + 1) }
    return unit == 0
        ? "\(Int(clamping: bytes)) bytes" : "\(DecimalText.string((value * 10).rounded() / 10)) \(units[unit])"
}

/// A time span in a suitable unit: `40 s`, `12 min`, `3 h`, `5 days`.
func ageText(_ seconds: Double) -> String {
    switch seconds {
    case ..<0: "in the future"
    case ..<120: "\(Int(seconds)) s"
    case ..<7200: "\(Int(seconds / 60)) min"
    case ..<172_800: "\(Int(seconds / 3600)) h"
    default: "\(Int(seconds / 86_400)) days"
    }
}

/// The first items of a list, and how many more there are: `a, b, c and 4 more`.
func listed(_ names: [String], most: Int = 3) -> String {
    let shown = names.prefix(most).joined(separator: ", ")
    return names.count > most ? "\(shown) and \(names.count - most) more" : shown
}

/// The last part of a path.
func fileName(of path: String) -> String { path.pathName }
