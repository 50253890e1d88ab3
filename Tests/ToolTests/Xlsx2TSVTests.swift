import Testing

@Suite("xlsx2tsv") struct Xlsx2TSVTests {
    @Test("lists the sheets of a workbook with state and dimension")
    func listing() async throws {
        let run = try await runTool("xlsx2tsv", ["--list", Sample.planned])
        #expect(run.status == 0, "\(run)")
        #expect(run.lines.first == "index\tname\tstate\tdimension")
        #expect(run.lines.contains { $0.hasPrefix("2\tDV360\tvisible\t") }, "\(run)")
        #expect(run.lines.contains { $0.contains("HIDDEN_LISTS\thidden") }, "\(run)")
        #expect(run.lines.contains { $0.contains("OLD PLAN\tveryHidden") }, "\(run)")
    }
}
