import CProcess
import Glibc

/// Several files of which either all get their names or none.
///
/// Each is written and synced first. Then a process of its own names them, so that a kill of this one between two names does not part them; where
/// that one is killed, another goes on. The system has no call that names several files at once. What remains is a kill of both processes at
/// once by their identifiers, or a power cut, within those few system calls. The hidden names that those leave are removed by a later run
/// (`Leftovers`), which gives all files their names.
public final class FileGroup {
    private var outputs: [Output] = []

    public init() {}

    /// A file of the group, or standard output for `-`.
    public func output(_ path: String) throws -> Output {
        let output = try Output.to(path)
        outputs.append(output)
        return output
    }

    /// Gives all files their names. Write nothing after that.
    ///
    /// - Throws: `Failure` when a file cannot get its name. Then no file has its name, and earlier files are restored.
    public func finish() throws {
        for output in outputs {
            // A pipe that nobody reads any more takes no file away.
            do { try output.sync() } catch is BrokenPipe where output.pending == nil {}
        }
        let files = outputs.compactMap(\.pending)
        guard !files.isEmpty else { return }
        let strings = try files.map { file in
            try [file.temporaryName(), file.place.name].map { (name: String) in strdup(name) }
        }
        defer { for string in strings.joined() { free(string) } }
        var entries = zip(files, strings).map { file, names in
            mp_file(
                descriptor: file.descriptor, folder: file.place.folder, temporary: UnsafePointer(names[0]),
                name: UnsafePointer(names[1]), had_one: 0)
        }
        for file in files { file.releaseTemporary() }
        var failed: Int32 = 0
        let code = mp_name_files_apart(&entries, Int32(entries.count), &failed)
        guard code == 0 else {
            let path = files[min(max(0, Int(failed)), files.count - 1)].place.path  // fits: an index of the files
            throw Failure(
                .writing(errno: code), .cannotWrite, at: Place(file: path), "cannot create: \(systemMessage(code))",
                hint: writingHint(errno: code, path: path))
        }
        for file in files { Leftovers.remove(of: file.place) }
    }
}
