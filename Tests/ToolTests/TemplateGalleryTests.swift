import Testing

/// Templates that other programs wrote, filled live and as values (Tests/Oracle/gallery.py).
@Suite("Templates of other writers") struct TemplateGalleryTests {
    @Test(
        "some fifty templates are filled rightly in both modes: the oracle, xmllint, openpyxl and LibreOffice agree",
        .enabled(
            if: hasPython && hasLibreOffice, "needs LibreOffice and the Python packages that scripts/test installs"),
        .timeLimit(.minutes(15)))
    func gallery() async throws {
        try await withTemporaryFolder { folder in
            let extraction = try await runTool(
                "mp-extract",
                [
                    "--planned", Sample.planned, "--delivered", Sample.delivered, "-o", "\(folder)/records.tsv",
                    "--fail-on", "never",
                ])
            #expect(extraction.status == 0, "\(extraction)")
            _ = try await runTool("/bin/mkdir", ["\(folder)/gallery"])
            let run = try await python(
                "gallery.py",
                [
                    "--tool", "\(buildFolder)/mp-map", "--records", "\(folder)/records.tsv", "--sample",
                    Sample.template,
                    "--expected", "\(Sample.folder)/expected_figures.tsv", "--folder", "\(folder)/gallery", "--jobs",
                    "2",
                ])
            #expect(run.status == 0, "\(run)")
            #expect(run.output.contains(" 0 wrong") || run.output.hasPrefix("skipped: "), "\(run)")
        }
    }
}
