import Glibc
import Subprocess
import SystemPackage
import Testing

/// What a finished process left: the description is what a failing test should show.
struct ToolRun: CustomStringConvertible {
    var command: String
    var folder: String
    /// The exit status; 128 + signal for one that a signal ended.
    var status: Int32
    var output: String
    var errors: String

    var lines: [Substring] { output.split(separator: "\n") }

    var description: String {
        "in \(folder): \(command)\nstatus \(status)\n--- standard output\n\(output.prefix(4000))\n--- standard error\n\(errors.prefix(4000))"
    }
}

/// Runs a tool of this build, or any other program, and waits for its end.
///
/// - Parameters:
///   - tool: the name of a tool of this package, or an absolute path.
///   - input: what it reads on standard input.
///   - folder: its working folder.
///   - environment: variables to set over this process's own.
func runTool(
    _ tool: String, _ arguments: [String] = [], input: String = "", in folder: String = "/tmp",
    environment: [String: String] = [:]
) async throws -> ToolRun {
    let variables = environment.reduce(into: [Environment.Key: String?]()) {
        $0[Environment.Key(stringLiteral: $1.key)] = $1.value
    }
    let result = try await Turnstile.processes.pass {
        try await run(
            .path(FilePath(tool.hasPrefix("/") ? tool : "\(buildFolder)/\(tool)")), arguments: Arguments(arguments),
            environment: .inherit.updating(variables), workingDirectory: FilePath(folder), input: .string(input),
            output: .bytes(limit: 1 << 28), error: .bytes(limit: 1 << 26))
    }
    let status: Int32 =
        switch result.terminationStatus {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    return ToolRun(
        command: ([tool] + arguments).joined(separator: " "), folder: folder, status: status,
        output: String(decoding: result.standardOutput, as: UTF8.self),
        errors: String(decoding: result.standardError, as: UTF8.self))
}

/// Runs a line of shell, with the tools of this build in PATH.
func runShell(
    _ line: String, shell: String = "/bin/sh", input: String = "", in folder: String = "/tmp",
    environment: [String: String] = [:]
) async throws -> ToolRun {
    var environment = environment
    environment["PATH"] = "\(buildFolder):\(String(cString: getenv("PATH")))"
    return try await runTool(shell, ["-c", line], input: input, in: folder, environment: environment)
}

/// The folder that holds this build's executables, which is the test runner's own.
let buildFolder: String = {
    let path = realpath("/proc/self/exe", nil)!
    defer { free(path) }
    let runner = String(cString: path)
    return String(runner[..<runner.lastIndex(of: "/")!])
}()

/// The package's folder.
let packageFolder: String = {
    let parts = #filePath.split(separator: "/")
    return "/" + parts.dropLast(4).joined(separator: "/")
}()

/// The sample workbooks that stand in the repository.
enum Sample {
    static let folder = packageFolder + "/Tests/Samples"
    static let planned = folder + "/PLANNED_Quillmere Bright Morning (Q2 2026).xlsx"
    static let delivered = folder + "/DELIVERED_Quillmere Bright Morning (Q2 2026).xlsx"
    static let template = folder + "/OUTPUT_TEMPLATE_Quillmere Bright Morning (Q2 2026).xlsx"
}

/// A folder that goes when the closure returns.
func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    var template = Array("/tmp/mp-test.XXXXXX".utf8CString)
    _ = try #require(mkdtemp(&template), "no temporary folder")
    let folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    defer { removeTree(folder) }
    return try await body(folder)
}

private func removeTree(_ path: String) {
    if unlink(path) == 0 { return }
    for name in names(in: path) { removeTree("\(path)/\(name)") }
    rmdir(path)
}

/// Writes bytes to a file.
func write(_ bytes: [UInt8], to path: String) throws {
    let file = try #require(fopen(path, "wb"), "cannot create \(path)")
    defer { fclose(file) }
    fwrite(bytes, 1, bytes.count, file)
}

func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

/// The names in a folder, hidden ones too, sorted.
func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
}
