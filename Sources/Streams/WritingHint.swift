import Glibc

/// What to do when a file cannot be written; nil when the system's text says it.
///
/// - Parameters:
///   - code: the `errno` of the failed call.
///   - path: the file that was to be written.
public func writingHint(errno code: Int32, path: String) -> String? {
    switch code {
    case ENOENT: "make the folder first"
    case ENOSPC: "free some space"
    case EDQUOT: "remove files of yours; your share of the disk is used up"
    case EROFS: "the disk can only be read; name a folder on another one"
    case EACCES, EPERM: permissionHint(path)
    default: nil
    }
}

/// Whose the file or folder is that must not be written, and who may change that.
private func permissionHint(_ path: String) -> String? {
    guard let (place, status) = obstacle(path) else { return nil }
    let mine = geteuid()
    let what = status.st_mode & S_IFMT == S_IFDIR ? "the folder \"\(place)\"" : "\"\(place)\""
    guard status.st_uid != mine else { return "\(what) is yours but protected: chmod u+w it" }
    return "\(what) belongs to \(userName(status.st_uid)), and you are \(userName(mine)); work as "
        + "\(userName(status.st_uid)), or have the folder given to you (chown)"
}

/// The first of the file, its folder, and the folders above that may not be written.
private func obstacle(_ path: String) -> (path: String, status: stat)? {
    var status = stat()
    if stat(path, &status) == 0, access(path, W_OK) != 0 { return (path, status) }
    var folder = path[...]
    while let cut = folder.utf8.lastIndex(of: UInt8(ascii: "/")) {
        folder = folder[..<cut]
        let name = folder.isEmpty ? "/" : String(folder)
        if stat(name, &status) == 0 { return access(name, W_OK | X_OK) == 0 ? nil : (name, status) }
    }
    return stat(".", &status) == 0 && access(".", W_OK | X_OK) != 0 ? (".", status) : nil
}

/// A user's name, or the number where there is none.
private func userName(_ user: uid_t) -> String {
    getpwuid(user).flatMap { $0.pointee.pw_name.map { String(cString: $0) } } ?? "user \(user)"
}
