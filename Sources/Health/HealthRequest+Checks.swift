extension HealthRequest {
    /// All checks of this request, with those that ask a service, in the order of `CheckName`.
    public func checks() -> [HealthCheck] {
        let plan = Shared<String>()
        let delivery = Shared<String>()
        let template = Shared<String>()
        let configuration = Shared<ConfigurationFacts>()
        let planFacts = Shared<CampaignFacts>()
        let deliveryFacts = Shared<CampaignFacts>()
        let templateFacts = Shared<TemplateFacts>()
        let ask = AskProbe(self)
        return CheckName.allCases.map { name in
            HealthCheck(name) {
                switch name {
                case .home: checkHome()
                case .configuration: try ConfigurationCheck(request: self, found: configuration).run()
                case .client: try ClientCheck(request: self).run()
                case .planFile: try InputFileCheck(kind: .plan, request: self, found: plan).run()
                case .deliveryFile: try InputFileCheck(kind: .delivery, request: self, found: delivery).run()
                case .templateFile: try InputFileCheck(kind: .template, request: self, found: template).run()
                case .planWorkbook:
                    try InputWorkbookCheck(
                        kind: .plan, path: plan, configuration: configuration, mostRows: settings.mostRows,
                        found: planFacts
                    ).run()
                case .deliveryWorkbook:
                    try InputWorkbookCheck(
                        kind: .delivery, path: delivery, further: furtherDelivered, configuration: configuration,
                        mostRows: settings.mostRows, found: deliveryFacts
                    ).run()
                case .pair: try PairCheck(plan: planFacts, delivery: deliveryFacts).run()
                case .template:
                    try TemplateCheck(path: template, configuration: configuration, found: templateFacts).run()
                case .templateFit: try TemplateFitCheck(plan: planFacts, template: templateFacts).run()
                case .outputFolder: checkOutputFolder()
                case .temporaryFolder: checkTemporaryFolder()
                case .runs: try RunsCheck(request: self).run()
                case .logs: try LogsCheck(request: self).run()
                case .locks: try LocksCheck(request: self).run()
                case .temporaryFiles: TemporaryFilesCheck(request: self).run()
                case .tools: ToolsCheck(request: self, ask: ask).run()
                case .libraries: LibrariesCheck(request: self, ask: ask).run()
                case .limits: checkLimits()
                case .memory: try checkMemory()
                case .clock: ClockCheck(request: self).run()
                case .apiKey: try KeyCheck(request: self, ask: ask).run()
                case .service: try ServiceCheck(request: self, ask: ask).run()
                }
            }
        }
    }
}
