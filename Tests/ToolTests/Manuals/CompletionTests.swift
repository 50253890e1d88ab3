import Glibc
import Testing

/// Completions are generated, and complete in the shells themselves.
@Suite("Completions") struct CompletionTests {
    @Test("completions are those that the tools generate")
    func current() async throws {
        let run = try await runTool("/bin/sh", ["scripts/make-completions", "--check", buildFolder], in: packageFolder)
        #expect(run.status == 0, "\(run)")
    }
}
