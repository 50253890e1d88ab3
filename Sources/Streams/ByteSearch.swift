import CProcess

extension UnsafeBufferPointer<UInt8> {
    /// The offset of the first `needle` from `offset` on (memmem(3)); nil when there is none, or `needle` is empty.
    public func firstIndex(of needle: [UInt8], from offset: Int = 0) -> Int? {
        guard let base = baseAddress, offset < count, !needle.isEmpty else { return nil }
        guard let found = mp_find(base + offset, count - offset, needle, needle.count) else { return nil }
        return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
    }
}
