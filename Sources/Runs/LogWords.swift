/// What logs say of results. Whoever looks for "error" in them looks for what failed, and finds the word only there.
public enum LogWords {
    /// A verdict with its reasons, or without them where they name errors: those are on the screen and in the reports.
    public static func of(_ sentence: String) -> String {
        guard sentence.contains("error") else { return sentence }
        let verdict = sentence.split(separator: ":").first.map(String.init) ?? sentence
        return verdict.contains("error") ? "with findings" : verdict
    }
}
