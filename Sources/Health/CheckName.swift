/// The checks, in the order of reports. Names are stable, because monitoring depends on them.
public enum CheckName: String, Sendable, CaseIterable {
    case home
    case configuration
    case client
    case planFile = "plan-file"
    case deliveryFile = "delivery-file"
    case templateFile = "template-file"
    case planWorkbook = "plan-workbook"
    case deliveryWorkbook = "delivery-workbook"
    case pair
    case template
    case templateFit = "template-fit"
    case outputFolder = "output-folder"
    case temporaryFolder = "temporary-folder"
    case runs
    case logs
    case locks
    case temporaryFiles = "temporary-files"
    case tools
    case libraries
    case limits
    case memory
    case clock
    case apiKey = "api-key"
    case service

    /// The checks that must pass before this one can be run.
    public var needs: [CheckName] {
        switch self {
        case .home, .temporaryFolder, .tools, .libraries, .limits, .memory, .clock: []
        case .configuration, .planFile, .deliveryFile, .templateFile, .outputFolder, .runs, .logs, .locks,
            .temporaryFiles:
            [.home]
        case .client, .apiKey: [.configuration]
        case .planWorkbook: [.planFile, .configuration]
        case .deliveryWorkbook: [.deliveryFile, .configuration]
        case .template: [.templateFile, .configuration]
        case .pair: [.planWorkbook, .deliveryWorkbook]
        case .templateFit: [.planWorkbook, .template]
        case .service: [.apiKey]
        }
    }

    /// Whether the check asks a service. Such checks are run only with --online.
    public var isOnline: Bool { self == .service }

    /// A description of the check for people.
    public var title: String {
        switch self {
        case .home: "the home folder (MP_HOME) is there and can be read"
        case .configuration: "every file of config/ is valid against its schema and can be used"
        case .client: "the client of --client or CLIENT_ID has rules"
        case .planFile: "a plan stands in input/ under the name that is looked for"
        case .deliveryFile: "a delivery report stands in input/ under the name that is looked for"
        case .templateFile: "a template stands in input/ under the name that is looked for"
        case .planWorkbook: "the plan is a workbook with platforms' sheets and fenced lines"
        case .deliveryWorkbook: "the delivery report is a workbook with platforms' sheets and fenced lines"
        case .pair: "plan and delivery report belong together: brand, campaign, period, markets"
        case .template: "the template's blocks are recognised"
        case .templateFit: "the template has a block for every platform of the plan"
        case .outputFolder: "output/ can be written, and has room for several times the inputs"
        case .temporaryFolder: "the temporary folder (TMPDIR) can be written, and has room"
        case .runs: "the last runs and those since yesterday went well, by the ledger"
        case .logs: "logs/ tell of no error since yesterday"
        case .locks: "no run is stuck, and no lock file is left over"
        case .temporaryFiles: "no interrupted run left temporary files"
        case .tools: "all tools are installed, and of one version"
        case .libraries: "the libraries of the tools can be loaded"
        case .limits: "the process may open enough files and write large ones"
        case .memory: "enough memory is free, and MP_MEMORY_LIMIT can be understood"
        case .clock: "the clock is plausible and synchronised, and the time zone known"
        case .apiKey: "a key for the Anthropic API is set and well-formed"
        case .service: "the Anthropic API accepts the key, and how fast (with --online)"
        }
    }
}
