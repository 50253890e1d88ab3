import Glibc
import Streams

/// The name of a run: the local time of its beginning, which is also the stamp in the names of its files.
public enum RunName {
    /// The first name from a moment on of which there is no run: neither lines of the ledger nor files of `output/`.
    public static func next(after moment: time_t, home: String, among runs: [Run]) -> String {
        let files = fileNames(in: "\(home)/output") ?? []
        var moment = moment
        while true {
            let name = stamp(moment)
            let isTaken = runs.contains { $0.name == name } || files.contains { has($0, name) }
            guard isTaken else { return name }
            moment += 1
        }
    }

    /// Whether a file has the name of a run in its own: `COMBINED_20260415_133000.tsv`.
    private static func has(_ file: String, _ name: String) -> Bool {
        guard let range = file.ranges(of: "_" + name).last else { return false }
        return range.upperBound < file.endIndex && "._".contains(file[range.upperBound])
    }

    /// `20260415_133000`
    static func stamp(_ moment: time_t) -> String {
        var (moment, parts) = (moment, tm())
        localtime_r(&moment, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)\(two(parts.tm_mon + 1))\(two(parts.tm_mday))_"
            + "\(two(parts.tm_hour))\(two(parts.tm_min))\(two(parts.tm_sec))"
    }
}

/// The options of a run, which are pairs of a name and a value.
public enum RunOptions {
    /// Names that replace each other as a whole: who gives one month wants no other days of the run before.
    private static let groups: [[String]] = [
        ["--planned"], ["--delivered"], ["--template"], ["--client"], ["--platform"],
        ["--month", "--from", "--to", "--duplicates"],
    ]

    /// The options of a run in which those that are given replace its own.
    public static func merged(_ given: [String], over own: [String]) -> [String] {
        groups.flatMap { names in
            let new = pairs(given, names)
            return new.isEmpty ? pairs(own, names) : new
        }
    }

    private static func pairs(_ options: [String], _ names: [String]) -> [String] {
        stride(from: 0, to: options.count - 1, by: 2).filter { names.contains(options[$0]) }.flatMap {
            [options[$0], options[$0 + 1]]
        }
    }
}
