import Glibc

/// The C libraries that this process has loaded, with the versions that they report.
///
/// Their functions are looked up by name (dlsym(3)). So a tool reports only the libraries that it uses, and loads no
/// others.
enum LoadedLibraries {
    static var versions: [(name: String, version: String)] {
        [
            ("libxml2", libxml2), ("zlib", text("zlibVersion")), ("nettle", nettle),
            ("libarchive", text("archive_version_details")), ("libcurl", text("curl_version")),
        ].compactMap { name, version in version.map { (name, withoutName(name, $0)) } }
    }

    private typealias TextFunction = @convention(c) () -> UnsafePointer<CChar>?
    private typealias NumberFunction = @convention(c) () -> CInt

    /// A symbol of this process; nil when no loaded library has it.
    private static func symbol(_ name: String) -> UnsafeMutableRawPointer? { dlsym(nil, name) }

    private static func text(_ function: String) -> String? {
        symbol(function).flatMap { unsafeBitCast($0, to: TextFunction.self)() }.map { String(cString: $0) }
    }

    private static func number(_ function: String) -> CInt? {
        symbol(function).map { unsafeBitCast($0, to: NumberFunction.self)() }
    }

    private static var nettle: String? {
        guard let major = number("nettle_version_major"), let minor = number("nettle_version_minor") else { return nil }
        return "\(major).\(minor)"
    }

    /// libxml2 has a variable with a number: 20914 means 2.9.14.
    private static var libxml2: String? {
        guard let text = symbol("xmlParserVersion")?.assumingMemoryBound(to: UnsafePointer<CChar>?.self).pointee,
            let number = Int(String(cString: text).prefix { $0.isNumber })
        else { return nil }
        return "\(number / 10_000).\(number / 100 % 100).\(number % 100)"
    }

    /// `libarchive 3.6.2 zlib/1.2.13` and `libcurl/7.88.1 …` without the name.
    private static func withoutName(_ name: String, _ version: String) -> String {
        for prefix in [name + " ", name + "/"] where version.hasPrefix(prefix) {
            return String(version.dropFirst(prefix.count))
        }
        return version
    }
}
