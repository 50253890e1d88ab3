import Glibc
import Streams
import Testing

@testable import Toolkit

/// Lines and files that several processes, or people, have to do with.
@Suite("Logs and outputs among others") struct SharedLogTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/shared-log.XXXXXX".utf8CString)
        let folder = String(cString: try #require(mkdtemp(&template)))
        defer { _ = try? removeAll(folder) }
        try body(folder)
    }

    private func removeAll(_ folder: String) throws {
        for name in fileNames(in: folder) ?? [] where unlink("\(folder)/\(name)") != 0 {
            try removeAll("\(folder)/\(name)")
        }
        rmdir(folder)
    }

    private func lines(of path: String) throws -> [String] {
        let input = try Input(path: path)
        var lines: [String] = []
        while let line = try input.line() { lines.append(String(decoding: line, as: UTF8.self)) }
        return lines
    }

    @Test("no line is lost that is written while the log is rotated: what was renamed does not grow any more")
    func rotation() throws {
        try withFolder { folder in
            let path = "\(folder)/a.log"
            let logs = (0..<2).compactMap { _ in SharedLog(path, mode: 0o600) }
            #expect(logs.count == 2)
            var expected = 0
            var frozen: [(path: String, count: Int)] = []
            for round in 0..<50 {
                for number in 0..<20 {
                    logs[number % 2].append("line \(round) \(number)\n")
                    expected += 1
                }
                // As weekly-maintenance does it.
                let descriptor = open(path, O_RDONLY)
                flock(descriptor, LOCK_EX)
                rename(path, "\(path).\(round)")
                close(descriptor)
                frozen.append(("\(path).\(round)", try lines(of: "\(path).\(round)").count))
            }
            let kept = frozen.reduce(0) { $0 + $1.count }
            #expect(kept == expected)
            for file in frozen { #expect(try lines(of: file.path).count == file.count) }
        }
    }

    @Test("a writer waits for the lock of a rotation, and then writes to the new file")
    func waiting() throws {
        try withFolder { folder in
            let path = "\(folder)/a.log"
            let log = try #require(SharedLog(path, mode: 0o600))
            let descriptor = open(path, O_RDONLY)
            flock(descriptor, LOCK_EX)
            let writer = try Worker { log.append("late\n") }
            usleep(50_000)
            rename(path, "\(path).old")
            close(descriptor)
            writer.join()
            #expect(try lines(of: path) == ["late"] && lines(of: "\(path).old").isEmpty)
        }
    }

    @Test(
        "outputs, logs and the ledger go through a link only if nobody else can have planted it",
        arguments: ["own", "own-folder", "world-writable", "sticky", "group", "other-user", "root-in-other-folder"])
    func links(kind: String) throws {
        // Only root can make another user's link.
        guard !kind.contains("other") || geteuid() == 0 else { return }
        try withFolder { folder in
            chmod(folder, 0o755)
            mkdir("\(folder)/real", 0o755)
            mkdir("\(folder)/place", 0o755)
            var path = "\(folder)/place/out"
            switch kind {
            case "own-folder":
                symlink("../real", "\(folder)/place/link")
                path = "\(folder)/place/link/out"
            default:
                symlink("../real/out", path)
            }
            switch kind {
            case "world-writable": chmod("\(folder)/place", 0o777)
            case "sticky": chmod("\(folder)/place", 0o1777)
            // daemon, a group of no user.
            case "group":
                chown("\(folder)/place", geteuid(), geteuid() == 0 ? 1 : getegid())
                chmod("\(folder)/place", geteuid() == 0 ? 0o775 : 0o777)
            case "root-in-other-folder": chown("\(folder)/place", 12345, 12345)
            case "other-user":
                chmod("\(folder)/place", 0o775)
                lchown(path, 12345, 12345)
            default: break
            }
            let write = {
                let output = try Output(replacing: path)
                try output.write("x\n")
                try output.finish()
            }
            if kind.hasPrefix("own") {
                try write()
                #expect(try lines(of: "\(folder)/real/out") == ["x"])
                let log = try #require(SharedLog(path, mode: 0o600))
                log.append("y\n")
                #expect(try lines(of: "\(folder)/real/out") == ["x", "y"])
            } else {
                let failure = try #require(throws: Failure.self) { try write() }
                #expect(failure.status == .permission)
                #expect(SharedLog(path, mode: 0o600) == nil)
                #expect(fileNames(in: "\(folder)/real")?.isEmpty == true)
            }
        }
    }

    @Test("paths are what they were without links: dots, nothing there, a folder")
    func paths() throws {
        try withFolder { folder in
            mkdir("\(folder)/a", 0o755)
            #expect(try OutputPlace("\(folder)/a/../b").path == realpathOf(folder) + "/b")
            #expect(try OutputPlace("\(folder)/./a//b").path == realpathOf(folder) + "/a/b")
            for path in ["\(folder)/a", "\(folder)/none/b"] {
                let failure = try #require(throws: Failure.self) { _ = try OutputPlace(path).path }
                #expect(failure.status == .cannotCreate)
            }
            #expect(try OutputPlace("b").path == "b")
        }
    }

    private func realpathOf(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
