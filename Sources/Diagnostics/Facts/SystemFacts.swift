import Bundles
import Glibc
import Streams

/// What the machine is, as lines `name<TAB>value`; apart from it what it is at the moment.
struct SystemFacts {
    let home: String

    /// What stays the same while nobody changes the machine.
    func lasting() -> String {
        var lines = [("system", osRelease() ?? "unknown")]
        var names = utsname()
        uname(&names)
        lines.append(("kernel", "\(text(&names.sysname)) \(text(&names.release))"))
        lines.append(("machine", text(&names.machine)))
        lines.append(("processors", String(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
        lines.append(("memory", value("MemTotal", of: "/proc/meminfo") ?? "unknown"))
        lines.append(("swap", value("SwapTotal", of: "/proc/meminfo") ?? "unknown"))
        lines.append(("memory_limit_of_group", firstLine(of: "/sys/fs/cgroup/memory.max") ?? "unknown"))
        lines += limits()
        lines.append(("time_zone", timeZone()))
        lines.append(("user_id", String(geteuid())))
        let mask = umask(0o077)
        umask(mask)
        lines.append(("umask", String(mask, radix: 8)))
        lines.append(("home", home))
        for (name, folder) in folders() { lines += fileSystem(name, folder) }
        return Self.table(lines)
    }

    /// What changes from moment to moment.
    func ofTheMoment(_ time: UTCTime) -> String {
        var lines = [("time", time.iso), ("local_time", time.localStamp)]
        lines.append(
            (
                "uptime_seconds",
                firstLine(of: "/proc/uptime").flatMap { $0.split(separator: " ").first.map(String.init) } ?? "unknown"
            ))
        lines.append(("load", firstLine(of: "/proc/loadavg") ?? "unknown"))
        for name in ["MemAvailable", "SwapFree", "Dirty"] {
            lines.append((name, value(name, of: "/proc/meminfo") ?? "unknown"))
        }
        for (name, folder) in folders() {
            var status = statvfs()
            guard statvfs(folder, &status) == 0 else { continue }
            lines.append(("\(name)_free", ByteCount(status.freeBytes).text))
            lines.append(("\(name)_free_inodes", String(status.f_favail)))
        }
        return Self.table(lines)
    }

    static func table(_ lines: [(String, String)]) -> String {
        "name\tvalue\n" + lines.map { "\($0.0)\t\(printable($0.1))\n" }.joined()
    }

    private func folders() -> [(String, String)] {
        [
            ("home", home), ("input", "\(home)/input"), ("output", "\(home)/output"), ("logs", "\(home)/logs"),
            ("temporary", variable("TMPDIR") ?? "/tmp"),
        ]
    }

    private func fileSystem(_ name: String, _ folder: String) -> [(String, String)] {
        var sizes = statvfs()
        guard let path = realPath(folder), statvfs(path, &sizes) == 0 else {
            return [("\(name)_file_system", systemMessage(errno))]
        }
        let isWritable = access(path, W_OK) == 0 ? "writable" : "not writable: \(systemMessage(errno))"
        return [
            (
                "\(name)_file_system",
                "\(type(of: path)), \(ByteCount(sizes.allBytes).text), \(isWritable)"
            )
        ]
    }

    /// The type of the file system that holds a path (proc(5)): that of the longest mount point above it, the last of equals.
    private func type(of path: String) -> String {
        var found = (length: -1, type: "unknown")
        for line in lines(of: "/proc/self/mounts") {
            let words = line.split(separator: " ")
            guard words.count > 2, words[1] == "/" || path == words[1] || path.hasPrefix(words[1] + "/"),
                words[1].utf8.count >= found.length
            else { continue }
            found = (words[1].utf8.count, String(words[2]))
        }
        return found.type
    }

    private func limits() -> [(String, String)] {
        let wanted = [
            ("open_files", RLIMIT_NOFILE), ("address_space", RLIMIT_AS), ("file_size", RLIMIT_FSIZE),
            ("core", RLIMIT_CORE),
        ]
        return wanted.map { name, kind in
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(kind.rawValue), &limit)
            func said(_ value: rlim_t) -> String { value == rlim_t.max ? "unlimited" : String(value) }
            return ("limit_\(name)", "\(said(limit.rlim_cur)) of \(said(limit.rlim_max))")
        }
    }

    private func timeZone() -> String {
        if let zone = variable("TZ") { return zone }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/etc/localtime", &buffer, buffer.count)
        guard count > 0 else { return firstLine(of: "/etc/timezone") ?? "UTC" }
        return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private func osRelease() -> String? {
        for line in lines(of: "/etc/os-release") where line.hasPrefix("PRETTY_NAME=") {
            return line.dropFirst(12).filter { $0 != "\"" }
        }
        return nil
    }

    private func value(_ name: String, of path: String) -> String? {
        for line in lines(of: path) where line.hasPrefix(name + ":") {
            return String(line.dropFirst(name.count + 1).drop { $0 == " " })
        }
        return nil
    }

    private func firstLine(of path: String) -> String? { lines(of: path).first }

    private func lines(of path: String) -> [String] {
        guard let input = try? Input(path: path), let bytes = try? input.chunk() else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// A fixed array of characters of C.
    private func text<Characters>(_ characters: inout Characters) -> String {
        withUnsafeBytes(of: &characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
