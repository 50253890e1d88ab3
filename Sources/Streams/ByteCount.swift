/// A number of bytes as people write it: `500M`, `4G`, `4GB`, `4 GiB`, `64K` (powers of 1024) or `1000`.
public struct ByteCount: Hashable, Sendable, CustomStringConvertible {
    public var bytes: Int

    public init?(_ text: String) {
        let units = ["K": 10, "M": 20, "G": 30, "T": 40]
        var text = text[...]
        // `4GB` and `4GiB` are 4G, since nobody limits memory by powers of 1000.
        for ending in ["IB", "B"] where text.uppercased().hasSuffix(ending) {
            text = text.dropLast(ending.count)
            guard let unit = text.last, units[unit.uppercased()] != nil else { return nil }
            break
        }
        let unit = text.last.flatMap { units[$0.uppercased()] }
        guard let count = Int((unit == nil ? text : text.dropLast()).filter { $0 != " " }), count >= 0, count < 1 << 40
        else {
            return nil
        }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: 1 << (unit ?? 0))
        guard !overflow else { return nil }
        self.bytes = bytes
    }

    public init(_ bytes: Int) { self.bytes = bytes }

    /// The number in the largest unit that is exact: `32M`.
    public var description: String {
        guard bytes > 0 else { return "0" }
        let power = min(bytes.trailingZeroBitCount / 10, 4)
        return "\(bytes >> (10 * power))\(["", "K", "M", "G", "T"][power])"
    }

    /// The number in a suitable unit, rounded: `12.5 MiB`.
    public var text: String {
        let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
        var (value, unit) = (Double(bytes), 0)
        while value >= 1024, unit < units.count - 1 { (value, unit) = (value / 1024, unit + 1) }
        let tenths = Int(clamping: (value * 10).rounded())
        return unit == 0 ? "\(bytes) bytes" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
