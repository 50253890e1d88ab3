import CNettle
import Glibc

/// A SHA-256 digest (FIPS 180-4), computed by nettle's `nettle_sha256_update`.
public struct SHA256: Sendable {
    private var state = sha256_ctx()

    public init() { nettle_sha256_init(&state) }

    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        nettle_sha256_update(&state, bytes.count, start.assumingMemoryBound(to: UInt8.self))
    }

    /// The digest as 64 hexadecimal digits. The state is then reset.
    public mutating func finish() -> String {
        String(unsafeUninitializedCapacity: 64) { text in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { digest in
                nettle_sha256_digest(&state, 32, digest.baseAddress)
                for index in 0..<32 {
                    text[2 * index] = Self.hexadecimal(digest[index] >> 4)
                    text[2 * index + 1] = Self.hexadecimal(digest[index] & 15)
                }
            }
            return 64
        }
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
    }

    /// The digest of bytes in memory.
    public static func digest(of bytes: [UInt8]) -> String {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update($0) }
        return hash.finish()
    }

    /// The digest and the size of a file, which is read in pieces of 64 KiB.
    public static func digest(ofFile path: String) throws -> (hash: String, size: Int) {
        let input = try Input(path: path, mustBeFile: true)
        var hash = SHA256()
        var size = 0
        while true {
            let chunk = try input.chunk()
            if chunk.isEmpty { return (hash.finish(), size) }
            chunk.withUnsafeBytes { hash.update($0) }
            size += chunk.count
        }
    }
}
