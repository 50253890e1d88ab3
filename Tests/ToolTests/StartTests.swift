import Glibc
import Testing

/// What surrounds a process when it starts may be poor: no /proc, closed descriptors, no room, few descriptors. A tool then does what it was
/// asked to do, or says that it cannot. It never does something else.
@Suite("Poor surroundings") struct StartTests {
    /// Whether this process may unmount /proc in a mount namespace of its own.
    private static let canUnmount = system("unshare -m umount -l /proc 2>/dev/null") == 0

    /// The status that a tool gives for a failure that is `status` elsewhere.
    private func expected(_ status: Int32, of tool: String) -> Int32 { tool == "mp-healthcheck" ? 3 : status }

    @Test(
        "without /proc a tool has its arguments all the same",
        .enabled(if: canUnmount, "needs unshare(1) and the right to unmount"), arguments: ToolkitParts.tools)
    func withoutProc(tool: String) async throws {
        let usual = try await runTool(tool, ["--version"])
        let run = try await runTool(
            "/usr/bin/env",
            ["unshare", "-m", "sh", "-c", "umount -l /proc && exec \"$0\" --version", "\(buildFolder)/\(tool)"])
        #expect(run.status == 0 && run.output == usual.output && !usual.output.isEmpty, "\(run)")
    }

    @Test("without /proc a workbook is read", .enabled(if: canUnmount, "needs unshare(1) and the right to unmount"))
    func readingWithoutProc() async throws {
        let usual = try await runTool("xlsx2tsv", ["--list", Sample.planned])
        let run = try await runTool(
            "/usr/bin/env",
            [
                "unshare", "-m", "sh", "-c", "umount -l /proc && exec \"$0\" --list \"$1\"", "\(buildFolder)/xlsx2tsv",
                Sample.planned,
            ])
        #expect(run.status == 0 && run.output == usual.output && !usual.output.isEmpty, "\(run)")
    }

    @Test(
        "without /proc files, pipes and standard streams are read and written as elsewhere",
        .enabled(if: canUnmount, "needs unshare(1) and the right to unmount"))
    func streamsWithoutProc() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                #"""
                xlsx2tsv --list "$PLAN" >expected
                cat >steps <<'END'
                umount -l /proc
                try() { "$@" >out 2>err; echo "$? $(cmp -s out expected && echo same)"; }
                try sh -c 'cat "$PLAN" | xlsx2tsv --list -'
                try xlsx2tsv --list "$PLAN" -o /dev/stdout
                try xlsx2tsv --list "$PLAN" -o /dev/fd/1
                try sh -c 'xlsx2tsv --list "$PLAN" -o file; cat file'
                mkdir logs; echo x >logs/a.log
                MP_HOME=. mp-diagnose -o - >b.tar.gz 2>/dev/null; echo $?; tar tzf b.tar.gz | grep -c logs/a.log
                ls "$TMPDIR"
                END
                mkdir tmp; TMPDIR=$PWD/tmp unshare -m bash steps
                """#, in: folder, environment: ["PLAN": Sample.planned])
            #expect(run.output == "0 same\n0 same\n0 same\n0 same\n0\n1\n", "\(run)")
        }
    }

    @Test("a tool that tools started without an end does nothing", arguments: ToolkitParts.tools)
    func depth(tool: String) async throws {
        let deep = try await runTool(tool, ["--version"], environment: ["MP_TOOL_DEPTH": "3"])
        #expect(deep.status == expected(70, of: tool) && deep.output.isEmpty, "\(deep)")
        #expect(deep.errors.contains("MP_TOOL_DEPTH"), "\(deep)")
        let usual = try await runTool(tool, ["--version"], environment: ["MP_TOOL_DEPTH": "2"])
        #expect(usual.status == 0, "\(usual)")
    }

    @Test("a word that is not UTF-8 is refused, and no file of another name is touched", arguments: ToolkitParts.tools)
    func words(tool: String) async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                #"""
                bad=$(printf 'bk_\351'); mkdir "$(printf 'bk_\357\277\275')"; mkdir logs
                try() { "$@" 2>err; echo "$? $(grep -c 'bk_.xE9" is not UTF-8\|MP_HOME=bk_.xE9", which' err)"; }
                try "$TOOL" "$bad"; try "$TOOL" --version "$bad"; MP_HOME=$bad try "$TOOL" --version
                OTHER=$bad "$TOOL" --version >/dev/null; echo $?; find . -type f ! -name err
                """#, in: folder, environment: ["TOOL": tool])
            let status = expected(64, of: tool)
            #expect(run.output == "\(status) 1\n\(status) 1\n\(status) 1\n0\n", "\(run)")
        }
    }

    @Test("a text of help that cannot be written is an error", arguments: ToolkitParts.tools, ["--help", "--version"])
    func fullDevice(tool: String, option: String) async throws {
        let run = try await runShell("\(tool) \(option) >/dev/full")
        #expect(run.status == expected(74, of: tool), "\(run)")
        #expect(run.errors.contains("No space left"), "\(run)")
    }

    @Test(
        "files made with closed standard descriptors are those made with open ones",
        arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
    func closedDescriptors(redirection: String) async throws {
        try await withTemporaryFolder { folder in
            let command = "mp-extract --planned \"$PLAN\" --output . --stamp S"
            let environment = ["PLAN": Sample.planned]
            _ = try await runShell("mkdir a b", in: folder)
            let usual = try await runShell(command, in: folder + "/a", environment: environment)
            #expect(usual.status == 0, "\(usual)")
            let run = try await runShell("\(command) \(redirection)", in: folder + "/b", environment: environment)
            // The paths of what was made go to standard output, so that its being closed is an error.
            #expect(run.status == (redirection.contains(">&- ") || redirection == ">&-" ? 74 : 0), "\(run)")
            let same = try await runShell(
                "for f in a/*; do cmp \"$f\" \"b/${f#a/}\" || exit; done; ls b | wc -l", in: folder)
            #expect(same.status == 0 && same.output.contains("3"), "\(same)")
        }
    }

    @Test("a limit on the size of files is an error and leaves no file") func fileSizeLimit() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                "ulimit -f 1; xlsx2tsv -a --grid \"$PLAN\" -o big.ndjson", in: folder,
                environment: ["PLAN": Sample.planned])
            #expect(run.status == 74, "\(run)")
            #expect(run.errors.contains("File too large"), "\(run)")
            #expect(names(in: folder).isEmpty)
        }
    }

    @Test("with few descriptors a tool works, or says that there are too few", arguments: 3...12)
    func fewDescriptors(count: Int) async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                "ulimit -n \(count); exec mp-extract --planned \"$PLAN\" --output . --stamp S", in: folder,
                environment: ["PLAN": Sample.planned])
            // 127: not even the libraries could be loaded.
            #expect([0, 71, 74, 127].contains(run.status), "\(run)")
            #expect(run.status == 0 || !run.errors.isEmpty, "\(run)")
            #expect(!run.output.contains("USAGE"), "\(run)")
            #expect(names(in: folder).count == (run.status == 0 ? 3 : 0), "\(run)")
        }
    }

    @Test("a fault of the program says what was being read", arguments: ["ILL", "TRAP", "SEGV", "BUS", "FPE", "ABRT"])
    func faults(signal: String) async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkfifo f; mp-extract --planned - -o out.tsv <f & tool=$!; exec 3>f
                printf '{"file":"p.xlsx","sheet":"DV360","row":1,"cells":[]}\\n{"file' >&3
                # More than the pipe holds: this ends when the tool has read a part of it.
                head -c 1000000 /dev/zero | tr '\\0' x >&3
                kill -\(signal) $tool; wait $tool
                """, in: folder)
            #expect(run.status == 70, "\(run)")
            #expect(run.errors.contains("mp-extract: error: standard input"), "\(run)")
            #expect(run.errors.contains("please report this"), "\(run)")
            #expect(names(in: folder) == ["f"], "\(run)")
        }
    }
}
