import MediaPlans

/// The stages that are known without any configuration, by name.
extension Stage {
    static let awareness = Vocabulary.builtIn.stage(named: "Awareness")!
    static let consideration = Vocabulary.builtIn.stage(named: "Consideration")!
    static let purchase = Vocabulary.builtIn.stage(named: "Purchase")!
}
