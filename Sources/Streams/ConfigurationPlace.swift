import Glibc

/// Where configuration files stand.
public enum ConfigurationPlace {
    /// The path of a home's file, such as `config/toolkit.json`; where the home has none, the machine's: the file of that
    /// name in `/etc/media-plan-tools`, or for tools that stand in a `bin` of their own in the `etc/media-plan-tools` beside it.
    ///
    /// - Returns: the home's path also when there is no such file anywhere.
    public static func path(of name: String, home: String) -> String {
        let own = home == "." ? name : "\(home)/\(name)"
        guard access(own, F_OK) != 0 else { return own }
        let file = name.split(separator: "/").last.map(String.init) ?? name
        return machineFolders.map { "\($0)/\(file)" }.first { access($0, F_OK) == 0 } ?? own
    }

    /// The machine's folders, the nearest first.
    private static var machineFolders: [String] {
        let system = "/etc/media-plan-tools"
        guard let path = realpath("/proc/self/exe", nil) else { return [system] }
        defer { free(path) }
        let parts = String(cString: path).split(separator: "/").dropLast()
        guard parts.last == "bin", parts.count > 1 else { return [system] }
        return ["/" + parts.dropLast().joined(separator: "/") + "/etc/media-plan-tools", system]
    }
}
