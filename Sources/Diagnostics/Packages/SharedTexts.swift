/// The texts that cells of a workbook share, runs joined (ECMA-376 part 1, section 18.4.8).
///
/// Memory: the texts, at most 256 MiB.
struct SharedTexts {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private(set) var isFull = false
    private static let most = 1 << 28

    mutating func append(_ text: [UInt8]) {
        guard bytes.count + text.count <= Self.most else {
            isFull = true
            return
        }
        bytes += text
        ends.append(bytes.count)
    }

    subscript(index: Int) -> [UInt8]? {
        guard ends.indices.contains(index) else { return nil }
        return Array(bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]])
    }
}
