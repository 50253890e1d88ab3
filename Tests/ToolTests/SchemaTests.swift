import Glibc
import Testing

/// The configuration's schemas, held against it by a validator of JSON Schema that others wrote (python3-jsonschema).
@Suite("Schemas of the configuration") struct SchemaTests {
    static let isPossible = access("/usr/lib/python3/dist-packages/jsonschema/__init__.py", R_OK) == 0

    private func validate(_ schema: String, _ file: String) async throws -> ToolRun {
        let script = """
            import json, sys, jsonschema
            schema = json.load(open(sys.argv[1]))
            jsonschema.Draft202012Validator.check_schema(schema)
            errors = list(jsonschema.Draft202012Validator(schema).iter_errors(json.load(open(sys.argv[2]))))
            for error in errors: print("/".join(map(str, error.path)), error.message)
            sys.exit(1 if errors else 0)
            """
        return try await runTool("/usr/bin/python3", ["-I", "-c", script, schema, file])
    }

    @Test(
        "what is shipped fits its schema, and the schema is one", .enabled(if: isPossible),
        arguments: [
            "validation_rules", "toolkit", "client_mapping_rules", "mapping_memory", "exchange_rates", "pacing",
            "metrics",
        ])
    func shipped(name: String) async throws {
        let folder = packageFolder + "/config/"
        let run = try await validate("\(folder)\(name).schema.json", "\(folder)\(name).json")
        #expect(run.status == 0, "\(run)")
    }

    @Test("the shipped source profiles fit their schema", .enabled(if: isPossible))
    func sources() async throws {
        let folder = packageFolder + "/config/sources"
        let names = try await runShell("ls '\(folder)'", in: folder).output.split(separator: "\n").map(String.init)
        let profiles = names.filter { $0 != "source.schema.json" }
        #expect(profiles.count >= 15)
        for name in profiles {
            let run = try await validate("\(folder)/source.schema.json", "\(folder)/\(name)")
            #expect(run.status == 0, "\(name): \(run)")
        }
    }

    @Test("the schemas that are built in are those of config/")
    func builtIn() async throws {
        let run = try await runShell("'\(packageFolder)/scripts/make-schemas' --check")
        #expect(run.status == 0, "\(run)")
    }

    @Test("what reads the rules of retention knows every section of the schema, and no other")
    func sections() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir config; export MP_HOME=$PWD
                jq '.properties | with_entries(select(.key | startswith("$") | not) | .value = {})' '\(packageFolder)/config/toolkit.schema.json' >config/toolkit.json
                mp-archive settings; echo '{"other": {}}' >config/toolkit.json; mp-archive settings
                """, in: folder)
            #expect(
                run.status == 78
                    && run.output
                        == "name\tvalue\noutput\t30d\nlogs\t30d\narchive\t730d\nbackups_last\t3\nbackups_monthly\t12\nreceipt\t\nbackup_to\t\n",
                "\(run)")
        }
    }

    @Test(
        "what mp-validate takes as rules fits the schema, for the health check too, and what it refuses does not",
        .enabled(if: isPossible),
        arguments: [
            (#"{}"#, true), (#"{"levels": {"overspend": "off", "ctr-high": "error"}}"#, true),
            (#"{"thresholds": {"overspendTolerance": 0.2}}"#, true),
            (
                #"{"limits": [{"code": "view-rate-high", "measure": "VTR", "maximum": 0.9, "level": "warning", "sources": ["DELIVERED MEDIA"], "title": "Too high", "explanation": "Too many."}]}"#,
                true
            ),
            (#"{"required": {"PLANNED": ["MARKET"]}}"#, true),
            (#"{"levels": {"overspend": "loud"}}"#, false), (#"{"thresholds": {"slack": 1}}"#, false),
            (#"{"limits": [{"code": "x"}]}"#, false), (#"{"limits": [{"code": "x", "measure": "CPM"}]}"#, false),
            (#"{"limits": [{"code": "x", "measure": "CPM", "minimum": 1, "maximum": null}]}"#, true),
            (#"{"limits": [{"code": "x", "measure": "CPM", "minimum": null, "maximum": 1}]}"#, true),
            (#"{"limits": [{"code": "x", "measure": "CPM", "minimum": null}]}"#, false),
            (#"{"limits": [{"code": "x", "measure": "CPM", "minimum": null, "maximum": null}]}"#, false),
            (#"{"limits": [{"code": "cpm-range", "minimum": null, "maximum": null}]}"#, false),
            (#"{"limits": [{"code": "cpm-range", "minimum": null, "maximum": 5}]}"#, true),
            (#"{"limits": [{"code": "x", "measure": "MOOD", "maximum": 1}]}"#, false),
            (#"{"required": {"PLANNED": ["NONE"]}}"#, false), (#"{"more": 1}"#, false),
            (#"{"thresholds": {"overspendTolerance": "much"}}"#, false),
            (#"{"thresholds": {"overspendTolerance": -1}}"#, false),
        ])
    func rules(text: String, isRight: Bool) async throws {
        try await withTemporaryFolder { folder in
            try write(text, to: folder + "/rules.json")
            try write(MpValidateTests.header + "\n" + MpValidateTests.good + "\n", to: folder + "/records.tsv")
            let schema = try await validate(
                packageFolder + "/config/validation_rules.schema.json", folder + "/rules.json")
            #expect(schema.status == (isRight ? 0 : 1), "\(schema)")
            let tool = try await runTool(
                "mp-validate", ["records.tsv", "--rules", "rules.json", "--fail-on", "never"], in: folder,
                environment: ["MP_HOME": ""])
            #expect(tool.status == (isRight ? 0 : 78), "\(tool)")
            let home = try await runShell(
                "mkdir home && cp -r '\(packageFolder)/config' home && cp rules.json home/config/validation_rules.json",
                in: folder)
            let health = try await runTool(
                "mp-healthcheck", ["--only", "configuration", "--timeout", "60"], in: folder,
                environment: ["MP_HOME": folder + "/home"])
            #expect(home.status == 0 && health.status == (isRight ? 0 : 2), "\(home)\n\(health)")
        }
    }
}
