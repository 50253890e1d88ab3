import Glibc
import Streams

/// Finds files that a killed run, or a program that is still open, left in the home folder.
///
/// Unfinished files of the toolkit have no name where the file system allows it. Elsewhere they are `.NAME.RANDOM.tmp`.
struct TemporaryFilesCheck: Sendable {
    let request: HealthRequest

    func run() -> Outcome {
        var left: [(path: String, size: Double, age: Double)] = []
        var opened: [String] = []
        var working = 0
        for folder in [request.home] + ["input", "output", "logs", "config", "archive"].map(request.path) {
            for name in allNames(in: folder) ?? [] {
                if let document = Self.openDocument(name), access("\(folder)/\(document)", F_OK) == 0 {
                    opened.append(document)
                }
                guard name.hasPrefix("."), name.hasSuffix(".tmp"), let status = FileStatus("\(folder)/\(name)"),
                    status.isFile
                else { continue }
                let age = request.now - status.modified
                if age > request.settings.temporarySeconds {
                    left.append(("\(folder)/\(name)", status.size, age))
                } else {
                    working += 1
                }
            }
        }
        let bytes = left.reduce(0) { $0 + $1.size }  // fits: doubles
        let measures = [
            Measure("left-over", Double(left.count), warning: .above(0)), Measure("left-over-size", bytes, .bytes),
            Measure("in-the-making", Double(working)),
            Measure("open-documents", Double(opened.count), warning: .above(0)),
        ]
        var outcome = Outcome(
            Verdict.worst(measures.map(\.verdict)), "none left over\(working > 0 ? ", \(working) in the making" : "")",
            measures: measures)
        if let first = left.max(by: { $0.age < $1.age }) {
            outcome.text =
                "\(counted(left.count, "temporary file")) left over (\(byteText(bytes))), the oldest \(ageText(first.age)) old: \(first.path)"
            outcome.fix =
                "rm \(left.prefix(3).map { "'\($0.path)'" }.joined(separator: " "))\(left.count > 3 ? " and so on" : "")"
        }
        if !opened.isEmpty {
            outcome.text += "; \(listed(opened)) \(opened.count == 1 ? "is" : "are") open in a spreadsheet program"
            outcome.fix = outcome.fix ?? "save and close it there, since what is not saved is not read"
        }
        return outcome
    }

    /// The document that an owner file of Excel (`~$x.xlsx`) or LibreOffice (`.~lock.x.xlsx#`) belongs to.
    private static func openDocument(_ name: String) -> String? {
        if name.hasPrefix("~$") { return String(name.dropFirst(2)) }
        if name.hasPrefix(".~lock."), name.hasSuffix("#") { return String(name.dropFirst(7).dropLast()) }
        return nil
    }
}
