import Streams

/// Numbers as people read them.
extension RunSummary {
    static func count(_ number: Int, _ noun: String) -> String { counted(number, noun) }

    static func grouped(_ number: Int) -> String { Streams.grouped(number) }

    /// `91.7 %`; 100 % only when it is all.
    static func share(_ part: Int, of whole: Int) -> String {
        guard whole > 0, part < whole else { return whole > 0 ? "100 %" : "-" }
        let tenths = min(999, (part * 1000 + whole / 2) / whole)
        return "\(tenths / 10).\(tenths % 10) %"
    }

    /// `512 bytes`, `143 KiB`, `1.4 MiB`
    static func size(_ bytes: Int) -> String {
        guard bytes >= 1024 else { return "\(bytes) bytes" }
        var (value, unit) = (Double(bytes) / 1024, 0)
        while value >= 1000, unit < 3 { (value, unit) = (value / 1024, unit + 1) }
        return "\(decimals(value)) \(["KiB", "MiB", "GiB", "TiB"][unit])"
    }

    /// `0.083 s`, `1.2 s`, `4 min 10 s`
    static func seconds(_ seconds: Double) -> String {
        if seconds >= 60 { return "\(Int(seconds) / 60) min \(Int(seconds) % 60) s" }
        return (seconds < 1 ? DecimalText.string((seconds * 1000).rounded() / 1000) : decimals(seconds)) + " s"
    }

    private static func decimals(_ value: Double) -> String {
        DecimalText.string(value < 10 ? (value * 10).rounded() / 10 : value.rounded())
    }
}
