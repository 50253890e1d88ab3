import Glibc
import Streams

/// A link from a page to a file, relative, so that both can be moved or served together (RFC 3986, 4.2).
enum RelativeLink {
    private static let slash = UInt8(ascii: "/")

    /// - Parameters:
    ///   - path: the file's path from `/`, in bytes.
    ///   - folder: the path of the page's folder from `/`.
    static func text(to path: [UInt8], from folder: [UInt8]) -> String {
        let (target, start) = (parts(path), parts(folder))
        let shared = zip(target, start).prefix { $0 == $1 }.count
        let up = Array(repeating: "..", count: start.count - shared)
        let down = target.dropFirst(shared).map(encoded)
        let link = (up + down).joined(separator: "/")
        return link.isEmpty ? "." : link
    }

    /// The names of a path, `.` and `..` resolved as text.
    private static func parts(_ path: [UInt8]) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        for part in path.split(separator: slash) where !part.elementsEqual(".".utf8) {
            if part.elementsEqual("..".utf8) { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts
    }

    /// Percent-encoded but for unreserved characters (RFC 3986, 2.3), so that no name can be a scheme, a query or a fragment.
    private static func encoded(_ name: ArraySlice<UInt8>) -> String {
        name.reduce(into: "") { text, byte in
            let scalar = Unicode.Scalar(byte)
            if scalar.isASCII, scalar.properties.isAlphabetic || "0123456789-._~".unicodeScalars.contains(scalar) {
                text.unicodeScalars.append(scalar)
            } else {
                text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
