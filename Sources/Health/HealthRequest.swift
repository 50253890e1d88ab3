import Glibc

/// The files and folders to check, and the settings for the checks.
public struct HealthRequest: Sendable {
    /// The folder that holds input/, output/, logs/ and config/.
    public var home: String
    /// The client whose rules apply; nil when only the global rules apply.
    public var client: String?
    /// Files that are named; nil when the newest of their kind in input/ is used.
    public var planned: String?
    public var delivered: String?
    /// Further delivery reports after the first one. A run reads all of them.
    public var furtherDelivered: [String] = []
    public var template: String?
    /// The folder with the tools' executables.
    public var tools: String
    /// The version that all tools should have.
    public var version: String
    /// The current time, in seconds since 1970.
    public var now: Double
    public var settings = HealthSettings()

    public init(home: String, tools: String, version: String, now: Double) {
        self.home = home
        self.tools = tools
        self.version = version
        self.now = now
    }

    /// The home folder's absolute path, with links and dots unresolved. Resolving them needs its file system, which may
    /// hang; getcwd(3) does not.
    public var absoluteHome: String {
        guard !home.hasPrefix("/"), let folder = getcwd(nil, 0) else { return home }
        defer { free(folder) }
        return home == "." ? String(cString: folder) : "\(String(cString: folder))/\(home)"
    }

    /// Reads the settings. If they have a mistake, or reading takes too long, the built-in ones are used; the check of
    /// the configuration reports the mistake.
    public mutating func loadSettings(within seconds: Double) {
        let workers = Workers<Int, HealthSettings?>()
        let home = home
        guard workers.start(0, { try? HealthSettings.loading(home: home) }) else { return }
        if let settings = workers.next(until: .now + .seconds(seconds))?.value { self.settings = settings }
    }

    /// A path under the home folder.
    func path(_ name: String) -> String { home == "." ? name : "\(home)/\(name)" }
}
