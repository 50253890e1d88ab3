import Glibc
import Streams

extension HealthRequest {
    /// The home folder itself.
    func checkHome() -> Outcome {
        guard let status = FileStatus(home) else {
            let reason = errno
            let near = nearNames(to: fileName(of: home), among: fileNames(in: home + "/..") ?? [])
            let hint = near.isEmpty ? "" : " (did you mean \(listed(near))?)"
            return Outcome(
                .critical, "\(home): \(systemMessage(reason))",
                fix: "set MP_HOME to the folder that holds input/\(hint)")
        }
        guard status.isFolder else {
            return Outcome(.critical, "\(home) is not a folder", fix: "set MP_HOME to the folder that holds input/")
        }
        guard access(home, R_OK | X_OK) == 0 else {
            return Outcome(
                .critical, "\(home) cannot be entered: \(systemMessage(errno))", fix: "see the folder's permissions")
        }
        return Outcome(.ok, realPath(home) ?? home)
    }
}

/// The path with links and dots resolved (realpath(3)); nil when it does not exist.
func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
}
