import Glibc
import Testing

@testable import Workbooks

@Suite("xlsx2tsv") struct Xlsx2TSVTests {
    @Test("lists the sheets of a workbook with state and dimension")
    func listing() async throws {
        let run = try await runTool("xlsx2tsv", ["--list", Sample.planned])
        #expect(run.status == 0, "\(run)")
        #expect(run.lines.first == "index\tname\tstate\tdimension\trows")
        #expect(run.lines.contains { $0.hasPrefix("2\tDV360\tvisible\t") }, "\(run)")
        #expect(run.lines.contains { $0.contains("HIDDEN_LISTS\thidden") }, "\(run)")
        #expect(run.lines.contains { $0.contains("OLD PLAN\tveryHidden") }, "\(run)")
    }

    @Test("a table is rectangular, and its lines are the sheet's rows")
    func rectangle() async throws {
        let run = try await runTool("xlsx2tsv", ["--sheet", "DV360", Sample.planned])
        #expect(run.status == 0, "\(run)")
        let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        #expect(Set(lines.map { line in line.count { $0 == "\t" } }).count == 1)
        // The marker column is C and the row of START 14 (see Tests/Samples/README.md).
        let header = lines[14].split(separator: "\t", omittingEmptySubsequences: false)
        #expect(header[2] == "START")
        #expect(header.contains("MARKET"))
    }

    @Test("numbers are the shortest text of the stored double, dates ISO, line breaks escaped")
    func values() async throws {
        let run = try await runTool("xlsx2tsv", ["--sheet", "DV360", Sample.planned])
        #expect(run.output.contains("\t18374.15\t"), "AA16 is stored as 18374.150000000001")
        #expect(run.output.contains("\t2026-03-09\t"))
        #expect(run.output.contains("\\n[LOCAL]"))
    }

    @Test("a pipe gives what the file gives")
    func pipe() async throws {
        let direct = try await runTool("xlsx2tsv", ["--all-sheets", Sample.planned])
        let piped = try await runShell(
            "xlsx2tsv --all-sheets < \"$WORKBOOK\"", environment: ["WORKBOOK": Sample.planned])
        #expect(direct.status == 0 && piped.status == 0, "\(piped)")
        #expect(direct.output == piped.output)
    }

    @Test("NDJSON has one object a row, numbers as numbers")
    func objects() async throws {
        let run = try await runTool("xlsx2tsv", ["--sheet", "DV360", "--format", "ndjson", Sample.delivered])
        #expect(run.status == 0, "\(run)")
        #expect(run.lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
    }

    @Test(
        "formulas of a workbook that asks to be calculated are counted in a warning, and of no other",
        arguments: [
            ("fullCalcOnLoad=\"1\"", 3), ("calcCompleted=\"0\"", 3), ("calcId=\"191029\"", 0),
            ("calcCompleted=\"1\" fullCalcOnLoad=\"false\"", 0),
        ])
    func stale(properties: String, count: Int) async throws {
        try await withTemporaryFolder { folder in
            // Three formulas with a value, one without, and a value.
            try write(
                """
                import sys, zipfile
                n = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
                r = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
                p = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
                with zipfile.ZipFile("a.xlsx", "w") as z:
                    z.writestr("_rels/.rels", f'<Relationships {p}><Relationship Id="a" Type="{r}/officeDocument" Target="w.xml"/></Relationships>')
                    z.writestr("_rels/w.xml.rels", f'<Relationships {p}><Relationship Id="a" Type="{r}/worksheet" Target="s.xml"/></Relationships>')
                    z.writestr("w.xml", f'<workbook {n} xmlns:r="{r}"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets><calcPr {sys.argv[1]}/></workbook>')
                    cells = "".join(f'<c r="A{i}"><f>1+{i}</f><v>0</v></c></row><row r="{i + 1}">' for i in (2, 3, 4))
                    z.writestr("s.xml", f'<worksheet {n}><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2">{cells}<c r="A5"><f>2+2</f></c><c r="B5"><v>4</v></c></row></sheetData></worksheet>')
                """, to: folder + "/make.py")
            let made = try await runTool("/usr/bin/python3", ["make.py", properties], in: folder)
            #expect(made.status == 0, "\(made)")
            for format in ["tsv", "ndjson"] {
                let run = try await runTool("xlsx2tsv", ["--format", format, "a.xlsx"], in: folder)
                #expect(run.status == 0 && run.errors.contains("1 formula has no saved value"), "\(run)")
                #expect(
                    run.errors.contains("a.xlsx!S: 3 formulas have a saved value that may be wrong") == (count == 3),
                    "\(run)")
            }
            let formulas = try await runTool("xlsx2tsv", ["--formulas", "a.xlsx"], in: folder)
            #expect(
                formulas.output == "1\t\n=1+2\t\n=1+3\t\n=1+4\t\n=2+2\t4\n"
                    && !formulas.errors.contains("may be wrong"), "\(formulas)")
        }
    }

    @Test("shared strings come out whole, whatever their length and whatever they hold") func sharedStrings()
        async throws
    {
        try await withTemporaryFolder { folder in
            // Each special text at each place of a string, so that it lies on every side of what is looked at together; 31 bytes and more stand elsewhere.
            try write(
                #"""
                import json, sys, zipfile
                from xml.sax.saxutils import escape
                specials = ["", "&", "<", ">", '"', "'", "\\", "\t", "\n", "_", "_x", "__x0041", "é", "千", "😀", "x_"]
                texts = [("ab" * 30)[:i] + special + ("cd" * 30)[:j] for special in specials for i in range(36) for j in (0, 1, 9, 40)]
                if len(sys.argv) > 1:
                    lines = sys.stdin.read().split("\n")[:-1]
                    if sys.argv[1] == "ndjson":
                        # A row whose only cell holds an empty string is no object.
                        texts = [text for text in texts if text]
                        found = [json.loads(line)["KEY"] for line in lines]
                    else:
                        pieces = (line.replace("\\\\", "\0") for line in lines)
                        found = [p.replace("\\t", "\t").replace("\\n", "\n").replace("\0", "\\") for p in pieces][1:]
                    wrong = [pair for pair in zip(texts, found) if pair[0] != pair[1]]
                    sys.exit(f"{len(found)} of {len(texts)}, wrong: {wrong[:3]}" if wrong or len(found) != len(texts) else 0)
                n = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
                r = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
                p = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
                with zipfile.ZipFile("a.xlsx", "w") as z:
                    z.writestr("_rels/.rels", f'<Relationships {p}><Relationship Id="a" Type="{r}/officeDocument" Target="w.xml"/></Relationships>')
                    z.writestr("_rels/w.xml.rels", f'<Relationships {p}><Relationship Id="a" Type="{r}/worksheet" Target="s.xml"/>'
                        f'<Relationship Id="b" Type="{r}/sharedStrings" Target="t.xml"/></Relationships>')
                    z.writestr("w.xml", f'<workbook {n} xmlns:r="{r}"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>')
                    rows = "".join(f'<row r="{i + 1}"><c r="A{i + 1}" t="s"><v>{i}</v></c></row>' for i in range(len(texts) + 1))
                    z.writestr("s.xml", f'<worksheet {n}><sheetData>{rows}</sheetData></worksheet>')
                    z.writestr("t.xml", f'<sst {n}>' + "".join(f"<si><t>{escape(text)}</t></si>" for text in ["KEY"] + texts) + "</sst>")
                """#, to: folder + "/texts.py")
            let made = try await runTool("/usr/bin/python3", ["texts.py"], in: folder)
            #expect(made.status == 0, "\(made)")
            for format in ["tsv", "ndjson"] {
                let run = try await runTool("xlsx2tsv", ["--format", format, "a.xlsx"], in: folder)
                #expect(run.status == 0, "\(run)")
                let compared = try await runTool(
                    "/usr/bin/python3", ["texts.py", format], input: run.output, in: folder)
                #expect(compared.status == 0, "\(compared)")
            }
        }
    }

    @Test(
        "a workbook whose parts are in UTF-16 gives what it gives in UTF-8",
        arguments: ["utf-16", "utf-16-le", "utf-16-be"])
    func wideParts(encoding: String) async throws {
        try await withTemporaryFolder { folder in
            try write(
                """
                import sys, zipfile
                with zipfile.ZipFile(sys.argv[1]) as old, zipfile.ZipFile("wide.xlsx", "w", zipfile.ZIP_DEFLATED) as new:
                    for name in old.namelist():
                        new.writestr(name, old.read(name).decode("utf-8-sig").encode(sys.argv[2]))
                """, to: folder + "/recode.py")
            let made = try await runTool("/usr/bin/python3", ["recode.py", Sample.planned, encoding], in: folder)
            #expect(made.status == 0, "\(made)")
            for format in ["tsv", "ndjson"] {
                let narrow = try await runTool("xlsx2tsv", ["--all-sheets", "--format", format, Sample.planned])
                let wide = try await runTool("xlsx2tsv", ["--all-sheets", "--format", format, "wide.xlsx"], in: folder)
                #expect(narrow.status == 0 && wide.status == 0, "\(wide)")
                #expect(wide.output == narrow.output)
            }
        }
    }

    @Test("for a workbook that is not there it names those that are called like it")
    func missing() async throws {
        let run = try await runTool("xlsx2tsv", ["PLANNED_Quilmere.xlsx"], in: Sample.folder)
        #expect(
            run.status == 66 && run.errors.contains("did you mean \"PLANNED_Quillmere Bright Morning (Q2 2026).xlsx\""),
            "\(run)")
    }

    @Test("a closed pipe ends it silently with status 0")
    func closedPipe() async throws {
        try await withTemporaryFolder { folder in
            try largeWorkbook(at: folder + "/large.xlsx", rows: 60_000)
            let run = try await runShell(
                "{ xlsx2tsv large.xlsx; echo \"status $?\" >&2; } | head -n 1", in: folder)
            #expect(run.lines.count == 1, "\(run)")
            #expect(run.errors == "status 0\n", "\(run)")
        }
    }

    @Test("a full disk is status 74 and a message")
    func fullDisk() async throws {
        let run = try await runShell("xlsx2tsv \"$WORKBOOK\" > /dev/full", environment: ["WORKBOOK": Sample.planned])
        #expect(run.status == 74, "\(run)")
        #expect(run.errors.contains("No space left on device"), "\(run)")
    }

    @Test(
        "interrupted, it leaves the old file and nothing else",
        arguments: [("INT", 130 as Int32), ("TERM", 143), ("KILL", 137)])
    func interrupted(signal: String, status: Int32) async throws {
        try await withTemporaryFolder { folder in
            try largeWorkbook(at: folder + "/large.xlsx", rows: 200_000)
            try write("old", to: folder + "/out.tsv")
            let run = try await runShell(
                "timeout --preserve-status --signal \(signal) 0.4 xlsx2tsv -o out.tsv large.xlsx", in: folder)
            #expect(run.status == status, "\(run)")
            #expect(names(in: folder) == ["large.xlsx", "out.tsv"])
            let kept = try await runShell("cat out.tsv", in: folder)
            #expect(kept.output == "old")
        }
    }

    @Test("writes a file that replaces the old one, keeping its mode, and follows a link")
    func output() async throws {
        try await withTemporaryFolder { folder in
            try write("old", to: folder + "/real.tsv")
            chmod(folder + "/real.tsv", 0o640)
            symlink("real.tsv", folder + "/link.tsv")
            let run = try await runTool("xlsx2tsv", ["--sheet", "META", "-o", "link.tsv", Sample.planned], in: folder)
            #expect(run.status == 0 && run.output.isEmpty, "\(run)")
            let state = try await runShell(
                "stat -c '%a %F' real.tsv; stat -c %F link.tsv; grep -c START real.tsv", in: folder)
            #expect(state.lines.prefix(2) == ["640 regular file", "symbolic link"], "\(state)")
            #expect(names(in: folder) == ["link.tsv", "real.tsv"])
        }
    }

    @Test("a sheet that is not there is an error that lists the sheets")
    func missingSheet() async throws {
        let run = try await runTool("xlsx2tsv", ["--sheet", "Dv360", Sample.planned])
        #expect(run.status == 65, "\(run)")
        #expect(run.errors.contains("\"SUMMARY\", \"DV360\""), "\(run)")
        #expect(run.output.isEmpty)
    }

    @Test(
        "the command line is checked",
        arguments: [
            ["--sheet", "A", "--list", "x.xlsx"], ["--sheet-index", "0", "x.xlsx"], ["--format", "grid", "x.xlsx"],
            ["--nope"],
            ["--format", "csvv", "x.xlsx"],
        ])
    func usage(arguments: [String]) async throws {
        let run = try await runTool("xlsx2tsv", arguments)
        #expect(run.status == 64, "\(run)")
        #expect(run.errors.hasPrefix("xlsx2tsv: error: "), "\(run)")
        #expect(run.output.isEmpty)
    }

    @Test("nothing but messages is on standard error, also where a library finds a fault") func messagesAlone()
        async throws
    {
        try await withTemporaryFolder { folder in
            try write(
                """
                import sys, zipfile
                sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
                with zipfile.ZipFile(sys.argv[1]) as old, zipfile.ZipFile("half.xlsx", "w") as new:
                    for name in old.namelist():
                        new.writestr(name, old.read(name))
                    new.writestr("xl/worksheets/sheet1.xml", sheet.encode("utf-16-le") + b"\\x3d\\xd8<\\0")
                """, to: folder + "/half.py")
            let made = try await runTool("/usr/bin/python3", ["-W", "ignore", "half.py", Sample.planned], in: folder)
            #expect(made.status == 0, "\(made)")
            let run = try await runTool("xlsx2tsv", ["--messages", "ndjson", "half.xlsx"], in: folder)
            #expect(run.status == 65 && run.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("{") }, "\(run)")
        }
    }

    @Test(
        "what is not a workbook is called what it is",
        arguments: [("{\\rtf1 x}", "a document in RTF"), ("{\"a\":1}", "JSON")])
    func otherKinds(text: String, words: String) async throws {
        try await withTemporaryFolder { folder in
            try write(text, to: folder + "/a.xlsx")
            let run = try await runTool("xlsx2tsv", ["a.xlsx"], in: folder)
            #expect(run.status == 65 && run.errors.contains(words), "\(run)")
        }
    }

    @Test("messages can be objects")
    func messageObjects() async throws {
        let run = try await runTool("xlsx2tsv", ["--messages", "ndjson", "/nowhere.xlsx"])
        #expect(run.status == 66, "\(run)")
        #expect(run.errors.hasPrefix("{\"time\":\""), "\(run)")
        #expect(run.errors.contains("\"level\":\"error\",\"tool\":\"xlsx2tsv\",\"code\":\"cannot-read\""), "\(run)")
    }
}

/// The sample plan with its first sheet replaced by one of `rows` rows.
func largeWorkbook(at path: String, rows: Int) throws {
    let workbook = try Workbook(path: Sample.planned)
    var sheet = Array(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"A1:J\(rows)\"/><sheetData>"
            .utf8)
    for row in 1...rows {
        sheet += Array("<row>".utf8)
        for column in 0..<10 { sheet += Array("<c><v>\(row * 10 + column).5</v></c>".utf8) }
        sheet += Array("</row>".utf8)
    }
    sheet += Array("</sheetData></worksheet>".utf8)
    var rewrite = PackageRewrite(of: workbook.package)
    rewrite.replace(workbook.sheets[0].partName, with: sheet)
    try rewrite.write(to: path)
}
