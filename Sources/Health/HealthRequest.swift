import Glibc

/// What is to be checked, and against what.
public struct HealthRequest: Sendable {
    /// The folder that holds input/, output/, logs/ and config/.
    public var home: String
    /// The client whose rules are wanted; nil for the global ones alone.
    public var client: String?
    /// Files that are named; nil for the newest of their kind in input/.
    public var planned: String?
    public var delivered: String?
    /// Reports beside the first that is named; a run reads all of them.
    public var furtherDelivered: [String] = []
    public var template: String?
    /// The folder of the tools' executables.
    public var tools: String
    /// The version that all tools should have.
    public var version: String
    /// Seconds since 1970 that count as now.
    public var now: Double
    public var settings = HealthSettings()

    public init(home: String, tools: String, version: String, now: Double) {
        self.home = home
        self.tools = tools
        self.version = version
        self.now = now
    }

    /// The home folder's path from `/`, links and dots as they are: its file system may hang, and getcwd(3) asks none.
    public var absoluteHome: String {
        guard !home.hasPrefix("/"), let folder = getcwd(nil, 0) else { return home }
        defer { free(folder) }
        return home == "." ? String(cString: folder) : "\(String(cString: folder))/\(home)"
    }

    /// Reads the settings, unless that takes too long or they have a mistake, which the check of the configuration tells:
    /// then the built-in ones hold.
    public mutating func loadSettings(within seconds: Double) {
        let workers = Workers<Int, HealthSettings?>()
        let home = home
        guard workers.start(0, { try? HealthSettings.loading(home: home) }) else { return }
        if let settings = workers.next(until: .now + .seconds(seconds))?.value { self.settings = settings }
    }

    /// A path under the home folder.
    func path(_ name: String) -> String { home == "." ? name : "\(home)/\(name)" }
}
