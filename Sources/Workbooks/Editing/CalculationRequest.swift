import Streams

/// Asks the program that opens a workbook to calculate all of it (ECMA-376 part 1, 18.2.2 calcPr, `fullCalcOnLoad`).
public enum CalculationRequest {
    /// Elements of the workbook part before which `calcPr` may not stand, the last one first (18.2.27).
    private static let earlier: [StaticString] = [
        "definedNames", "externalReferences", "functionGroups", "sheets",
    ]

    /// Changes one attribute of the workbook part, or adds the element; all else stays as it is.
    ///
    /// - Parameter endsManual: whether a workbook that is calculated by hand only becomes one that is calculated by itself: some programs show
    ///   formulas without a saved value as 0 until then.
    /// - Throws: `Failure` with status 65 for a damaged workbook part.
    public static func add(to rewrite: inout PackageRewrite, of package: Package, endsManual: Bool = false) throws {
        guard let part = try package.relationships(of: "").first(where: { $0.isOfType("officeDocument") })?.target
        else {
            return
        }
        let bytes = try rewrite.data(of: part)
        do throws(MarkupError) {
            if let changed = try asking(bytes, endsManual: endsManual) { rewrite.replace(part, with: changed) }
        } catch {
            throw Failure.corrupt(package.path, "part \(part): \(error.text)")
        }
    }

    /// The workbook part with the request; nil when it asks already.
    static func asking(_ bytes: [UInt8], endsManual: Bool = false) throws(MarkupError) -> [UInt8]? {
        var patches = MarkupPatches(bytes)
        let isChanged = try bytes.withUnsafeBufferPointer { buffer throws(MarkupError) -> Bool in
            guard let base = buffer.baseAddress else { return false }
            let scanner = XMLScanner(base: base, end: buffer.count)
            if let found = try scanner.container("calcPr"),
                let tag = try scanner.nextTag(from: found.range.lowerBound)
            {
                let attributes = scanner.attributes(of: tag)
                let mode = attributes.first { $0.name == "calcMode" }
                let isManual = mode.map { scanner.string($0.value) == "manual" } ?? false
                if endsManual, isManual, let mode { patches.replace(mode.value, with: "auto") }
                guard let attribute = attributes.first(where: { $0.name == "fullCalcOnLoad" }) else {
                    patches.insert(" fullCalcOnLoad=\"1\"", at: tag.nameEnd)
                    return true
                }
                guard !["1", "true"].contains(scanner.string(attribute.value)) else { return endsManual && isManual }
                patches.replace(attribute.value, with: "1")
                return true
            }
            for name in earlier {
                guard let found = try scanner.container(name) else { continue }
                patches.insert("<\(found.prefix)calcPr fullCalcOnLoad=\"1\"/>", at: found.range.upperBound)
                return true
            }
            return false
        }
        return isChanged ? patches.result : nil
    }
}
