import CNettle
import Glibc

/// A SHA-256 digest (FIPS 180-4), by nettle's `nettle_sha256_update`.
public struct SHA256: Sendable {
    private var state = sha256_ctx()

    public init() { nettle_sha256_init(&state) }

    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        nettle_sha256_update(&state, bytes.count, start.assumingMemoryBound(to: UInt8.self))
    }

    /// The digest as 64 hexadecimal digits; the state starts anew.
    public mutating func finish() -> String {
        let digest = [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            nettle_sha256_digest(&state, 32, buffer.baseAddress)
            count = 32
        }
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The digest of bytes in memory.
    public static func digest(of bytes: [UInt8]) -> String {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update($0) }
        return hash.finish()
    }

    /// The digest and size of a file, read in pieces of 64 KiB.
    public static func digest(ofFile path: String) throws -> (hash: String, size: Int) {
        let input = try Input(path: path)
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
