/// Numbers by hashes: what a dictionary is for keys that need no hash of their own. Memory: 22 to 43 bytes for each key.
struct PlaceTable {
    /// Open addressing; a place of -1 is free.
    private var slots: [(key: UInt64, place: Int)] = []
    private(set) var count = 0

    /// Where a key is, or the free slot that it would get.
    private func slot(of key: UInt64) -> Int {
        let mask = slots.count - 1
        // The low bits of a product depend on few bits of the key.
        var index = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
        while slots[index].place >= 0, slots[index].key != key { index = (index + 1) & mask }
        return index
    }

    subscript(key: UInt64) -> Int? {
        guard count > 0 else { return nil }
        let place = slots[slot(of: key)].place
        return place >= 0 ? place : nil
    }

    /// Adds a number from 0 on; gives the one that the key has already, which stays.
    @discardableResult
    mutating func add(_ place: Int, _ key: UInt64) -> Int? {
        if (count + 1) * 4 > slots.count * 3 { grow() }
        let index = slot(of: key)
        guard slots[index].place < 0 else { return slots[index].place }
        slots[index] = (key, place)
        count += 1
        return nil
    }

    private mutating func grow() {
        let before = slots
        slots = Array(repeating: (0, -1), count: max(16, slots.count * 2))
        for (key, place) in before where place >= 0 { slots[slot(of: key)] = (key, place) }
    }
}
