import Glibc

/// Finds configuration files.
public enum ConfigurationPlace {
    /// The path of a configuration file, such as `config/toolkit.json`. The home folder's file comes first, then the
    /// file of that name in `etc/media-plan-tools` below the prefix that the tools were installed to, then the one in
    /// `/etc/media-plan-tools`.
    ///
    /// - Returns: the path in the home folder when there is no such file anywhere.
    public static func path(of name: String, home: String) -> String {
        let own = home == "." ? name : "\(home)/\(name)"
        guard access(own, F_OK) != 0, fault(at: own) == nil else { return own }
        let file = name.pathName
        return machineFolders.map { "\($0)/\(file)" }.first { access($0, F_OK) == 0 || fault(at: $0) != nil } ?? own
    }

    /// Why a file that stat(2) does not find is not just missing: it, or the folder that it is looked for in, is a link
    /// that leads nowhere, as to a disk that is not connected, or the folder is a file. The settings there hold, and are
    /// not known.
    static func fault(at path: String) -> (path: String, text: String)? {
        var status = stat()
        let folder = path.pathFolder
        for place in [folder, path] where lstat(place, &status) == 0 {
            if status.st_mode & S_IFMT == S_IFLNK, stat(place, &status) != 0 {
                return (place, "is a link that leads nowhere, so that the configuration is not known")
            }
            if place == folder, status.st_mode & S_IFMT != S_IFDIR {
                return (place, "is not a folder, so that the configuration is not known")
            }
        }
        return nil
    }

    /// All files that apply to a home folder, without schemas: those in its `config/`, and the machine's files with
    /// other names.
    ///
    /// - Returns: their names, such as `toolkit.json`, and their paths, in the order of names.
    public static func files(home: String) -> [(name: String, path: String)] {
        var found: [String: String] = [:]
        for folder in [home == "." ? "config" : "\(home)/config"] + machineFolders {
            for name in fileNames(in: folder) ?? []
            where name.hasSuffix(".json") && !name.hasSuffix(".schema.json") && found[name] == nil {
                found[name] = "\(folder)/\(name)"
            }
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The files that are looked for: a home's `config/toolkit.json` and so on, whether they are there or not, and the machine's.
    public static func places(home: String) -> [String] {
        ([home == "." ? "config" : "\(home)/config"] + machineFolders).flatMap { folder in
            names.map { "\(folder)/\($0)" }
        }
    }

    /// The names of all configuration files. Source profiles have a folder of their own, where any name is one's.
    public static let names = [
        "client_mapping_rules.json", "exchange_rates.json", "mapping_memory.json", "metrics.json", "pacing.json",
        "toolkit.json", "validation_rules.json",
    ]

    /// The folders of a name below `config`: first the home's, then the machine's, the nearest first. They may not
    /// exist.
    public static func folders(of name: String, home: String) -> (own: String, machine: [String]) {
        (home == "." ? "config/\(name)" : "\(home)/config/\(name)", machineFolders.map { "\($0)/\(name)" })
    }

    /// The machine's folders, the nearest first.
    private static var machineFolders: [String] {
        let system = "/etc/media-plan-tools"
        guard let path = realpath("/proc/self/exe", nil) else { return [system] }
        defer { free(path) }
        let program = String(cString: path)
        for folder in ["/bin/", "/lib/media-plan-tools/"] {
            guard let end = program.ranges(of: folder).last?.lowerBound, end > program.startIndex else { continue }
            return [program[..<end] + "/etc/media-plan-tools", system]
        }
        return [system]
    }
}
