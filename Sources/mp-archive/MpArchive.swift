import ArgumentParser
import Bundles
import Streams
import Toolkit

@main
struct MpArchive: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mp-archive",
        abstract: "Put old results and logs into archives that can be trusted, and bring them back.",
        discussion: """
            Examples:
              mp-archive create --from output --older-than 30d --into archive --remove
              mp-archive verify archive
              mp-archive list archive/output_2026-10.tar.gz
              mp-archive restore archive/output_2026-10.tar.gz '*.tsv' --to october
            """,
        version: toolkitVersion,
        subcommands: [Create.self, Verify.self, List.self, Restore.self, Prune.self, Backup.self, Settings.self])

    static func main() { Tool.main(Self.self) }
}

extension ArchiveFormat: OptionWord {}

extension Age: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension ByteCount: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
