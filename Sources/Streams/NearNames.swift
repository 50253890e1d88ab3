import Glibc

extension Failure {
    /// The failure for a missing input file. It lists similar names in the folder, and the pattern that names of such
    /// files have. Nil when the path exists.
    ///
    /// - Parameters:
    ///   - pattern: such as `PLANNED_*.xlsx`.
    ///   - isSuch: whether a name may be the name of such a file.
    public static func missing(_ path: String, pattern: String, among isSuch: (String) -> Bool = { _ in true })
        -> Failure?
    {
        guard access(path, F_OK) != 0, errno == ENOENT || errno == ENOTDIR else { return nil }
        let (folder, name, prefix) = (path.pathFolder, path.pathEnd, path.pathPrefix)
        guard let names = fileNames(in: folder) else {
            return Failure(
                .noInput, .cannotRead, at: Place(file: path), "no such file: there is no folder \(folder)",
                hint: "such files are called \(prefix)\(pattern)")
        }
        var status = stat()
        guard lstat(path, &status) != 0 else {
            return Failure(
                .noInput, .cannotRead, at: Place(file: path), "is a link to a file that is not there",
                hint: "put the file where it leads, or give another")
        }
        let near = nearNames(to: name, among: names.filter(isSuch), in: folder).prefix(5).map { "\"\(prefix)\($0)\"" }
        let hint =
            near.isEmpty ? "nothing there is called like it" : "did you mean " + near.joined(separator: ", ") + "?"
        return Failure(
            .noInput, .cannotRead, at: Place(file: path), "no such file",
            hint: "\(hint) (such files are called \(prefix)\(pattern))")
    }
}

/// The names in a folder, without hidden ones, sorted; nil when it cannot be read.
public func fileNames(in folder: String) -> [String]? {
    guard let directory = opendir(folder) else { return nil }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
}

/// The file of a folder that was modified last, among those with this prefix and one of these endings; nil when there
/// is none.
public func newestFile(in folder: String, prefix: String, endings: [String] = [".xlsx", ".xlsm"]) -> String? {
    var newest: (path: String, time: timespec)?
    for name in fileNames(in: folder) ?? []
    where name.hasPrefix(prefix) && endings.contains(where: name.hasSuffix) {
        let path = "\(folder)/\(name)"
        var status = stat()
        guard stat(path, &status) == 0 else { continue }
        let time = status.st_mtim
        if let newest, (newest.time.tv_sec, newest.time.tv_nsec) >= (time.tv_sec, time.tv_nsec) { continue }
        newest = (path, time)
    }
    return newest?.path
}

/// The names that are similar to a name, the most similar first: few letters differ, or the first letters are the same.
///
/// - Parameter folder: where they are names of files, of which the newest comes first among those that are equally similar.
public func nearNames(to name: String, among names: [String], in folder: String? = nil) -> [String] {
    let wanted = Array(name.lowercased().unicodeScalars)
    let ranked = names.compactMap { candidate -> (name: String, distance: Int)? in
        let letters = Array(candidate.lowercased().unicodeScalars)
        let common = zip(wanted, letters).prefix { $0 == $1 }.count
        let distance = editDistance(wanted, letters)
        // A third of the letters may differ. Names that share six letters at the beginning, as in `PLANNED_`, are also
        // similar.
        guard distance <= max(2, wanted.count / 3) || common >= 6 else { return nil }
        return (candidate, distance)
    }
    let aged = ranked.map { (name: $0.name, distance: $0.distance, changed: folder.map(changed($0.name)) ?? 0) }
    return aged.sorted { ($0.distance, -$0.changed, $0.name) < ($1.distance, -$1.changed, $1.name) }.map(\.name)
}

/// When a file of a folder was changed, in seconds since 1970; 0 when nobody knows.
private func changed(_ name: String) -> (_ folder: String) -> Int {
    { folder in
        var status = stat()
        return stat("\(folder)/\(name)", &status) == 0 ? status.st_mtim.tv_sec : 0
    }
}

/// The Levenshtein distance: how many letters must be inserted, removed or changed.
public func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in b.enumerated() {
            let change = diagonal + (letter == other ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(change, row[j] + 1, diagonal + 1)
        }
    }
    return row[b.count]
}
