import CLibXML2
import Streams

/// An element's start tag as libxml2's SAX2 interface gives it; valid only inside the callback.
struct XMLElement {
    fileprivate let localName: UnsafePointer<xmlChar>
    fileprivate let namespace: UnsafePointer<xmlChar>?
    /// Five pointers for each attribute: local name, prefix, namespace, value, end of the value (startElementNsSAX2Func).
    fileprivate var attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    fileprivate var attributeCount = 0

    /// Whether the local name, without prefix, is `name`.
    func isNamed(_ name: StaticString) -> Bool { Self.equal(localName, name) }

    /// The value of the element's own attribute of that name, which has no prefix (Namespaces in XML 1.0, 6.2).
    subscript(name: StaticString) -> String? { attribute(name) { $0 == nil } }

    /// The identifier of a relationship, `r:id` (ECMA-376 part 1, 22.8.2.1).
    var relationship: String? {
        attribute("id") { $0.map { String(cString: $0).hasSuffix("/relationships") } ?? false }
    }

    private func attribute(_ name: StaticString, _ isWanted: (_ namespace: UnsafePointer<xmlChar>?) -> Bool) -> String?
    {
        guard let attributes else { return nil }
        for index in 0..<attributeCount {
            let fields = attributes + index * 5
            if let local = fields[0], Self.equal(local, name), isWanted(fields[2]), let start = fields[3],
                let end = fields[4]
            {
                return String(decoding: UnsafeBufferPointer(start: start, count: end - start), as: UTF8.self)
            }
        }
        return nil
    }

    /// The attribute as an integer.
    ///
    /// Nil beyond 32 bits: none of the standard's is wider (xsd:unsignedInt, xsd:int), and sums with what is read stay far from overflow.
    func integer(_ name: StaticString) -> Int? {
        self[name].flatMap { Int($0) }.flatMap { $0 >= Int32.min && $0 <= UInt32.max ? $0 : nil }
    }

    /// The attribute as an XML Schema boolean.
    func boolean(_ name: StaticString) -> Bool? {
        switch self[name] {
        case "1", "true", "on": true
        case "0", "false", "off": false
        default: nil
        }
    }

    /// Whether it belongs to the markup by which a part offers its content in several forms.
    fileprivate var isCompatibility: Bool {
        namespace.map { String(cString: $0) == "http://schemas.openxmlformats.org/markup-compatibility/2006" } ?? false
    }

    private static func equal(_ text: UnsafePointer<xmlChar>, _ name: StaticString) -> Bool {
        let count = name.utf8CodeUnitCount
        for index in 0..<count where text[index] != name.utf8Start[index] { return false }
        return text[count] == 0
    }
}

/// Reads small parts with libxml2's SAX2 parser: no network, no entities, and no DTD
/// (ECMA-376 part 2, 6.2.5: parts shall not hold DTD declarations). Elements nest 256 deep at most, libxml2's own bound.
struct XMLReader {
    var partName: String
    /// The package's path, for messages.
    var package: String

    /// The callbacks of one part, and the parser that calls them.
    private final class Context {
        let onStart: (XMLElement) -> Void
        let onEnd: ((XMLElement) -> Void)?
        let onText: ((String) -> Void)?
        /// Whether elements of other namespaces than the root's count.
        let takesForeign: Bool
        private var hasRoot = false
        /// The root's, the parser's own memory.
        private var namespace: UnsafePointer<xmlChar>?
        /// How deep in an element whose content is not the part's own; 0 outside of one.
        private var passedDepth = 0
        private(set) var hasDTD = false
        private var parser: xmlParserCtxtPtr?

        init(
            _ onStart: @escaping (XMLElement) -> Void, _ onEnd: ((XMLElement) -> Void)?, _ onText: ((String) -> Void)?,
            takesForeign: Bool
        ) {
            self.takesForeign = takesForeign
            self.onStart = onStart
            self.onEnd = onEnd
            self.onText = onText
            parser = xmlNewParserCtxt()
            // The parser owns a handler that builds a tree; ours takes its place.
            parser?.pointee.sax.pointee = Self.handler(withTexts: onText != nil)
            parser?.pointee.userData = Unmanaged.passUnretained(self).toOpaque()
        }

        deinit { xmlFreeParserCtxt(parser) }

        private static func of(_ pointer: UnsafeMutableRawPointer?) -> Context? {
            pointer.map { Unmanaged.fromOpaque($0).takeUnretainedValue() }
        }

        /// The handler of texts is left out where nobody wants them.
        private static func handler(withTexts: Bool) -> xmlSAXHandler {
            var handler = xmlSAXHandler()
            handler.initialized = XML_SAX2_MAGIC
            handler.startElementNs = { context, name, _, namespace, _, _, count, _, attributes in
                guard let name else { return }
                let element = XMLElement(
                    localName: name, namespace: namespace, attributes: attributes, attributeCount: Int(count))
                Context.of(context)?.begin(element)
            }
            handler.endElementNs = { context, name, _, namespace in
                if let name { Context.of(context)?.end(XMLElement(localName: name, namespace: namespace)) }
            }
            if withTexts {
                handler.characters = { context, text, count in
                    guard let text else { return }
                    let bytes = UnsafeBufferPointer(start: text, count: Int(count))
                    Context.of(context)?.onText?(String(decoding: bytes, as: UTF8.self))
                }
                handler.cdataBlock = handler.characters
            }
            handler.internalSubset = { context, _, _, _ in Context.of(context)?.stopAtDTD() }
            return handler
        }

        private func begin(_ element: XMLElement) {
            if !hasRoot {
                hasRoot = true
                namespace = element.namespace
            }
            guard passedDepth == 0, !isPassed(element) else {
                passedDepth += 1  // fits: libxml2 bounds the depth
                return
            }
            if isOwn(element) { onStart(element) }
        }

        private func end(_ element: XMLElement) {
            guard passedDepth == 0 else {
                passedDepth -= 1
                return
            }
            if isOwn(element) { onEnd?(element) }
        }

        /// Whether what is within the element is somebody else's: extensions, markup of another namespace, and of content in several forms
        /// those that need more than the standard (ECMA-376 part 3, 7.5 and 7.6).
        private func isPassed(_ element: XMLElement) -> Bool {
            guard !takesForeign else { return false }
            guard !isOwn(element) else { return element.isNamed("extLst") }
            return !element.isCompatibility || element.isNamed("Choice")
        }

        private func isOwn(_ element: XMLElement) -> Bool {
            // The parser keeps each name once, so that most are equal by their place.
            guard !takesForeign, element.namespace != namespace else { return true }
            guard let a = element.namespace, let b = namespace else { return false }
            return xmlStrcmp(a, b) == 0
        }

        private func stopAtDTD() {
            hasDTD = true
            xmlStopParser(parser)
        }

        /// XML_PARSE_NOENT makes `&amp;` in an attribute an ampersand. It can meet no other entity, because only a DTD defines one.
        private static let options = CInt(
            XML_PARSE_NONET.rawValue | XML_PARSE_NOENT.rawValue | XML_PARSE_NOERROR.rawValue
                | XML_PARSE_NOWARNING.rawValue)

        /// - Parameter text: UTF-8, whatever its XML declaration says.
        /// - Returns: what is wrong with the text, and where; nil when it is well-formed, its namespaces included.
        func parse(_ text: UnsafeRawBufferPointer) -> String? {
            guard let parser else { return "out of memory" }
            // Small parts are far below the 2 GiB that a call can take (`Limits.smallPartSize`).
            let document = xmlCtxtReadMemory(
                parser, text.baseAddress?.assumingMemoryBound(to: CChar.self), CInt(text.count), nil, "UTF-8",
                Self.options)
            // Without handlers that build one there is no document.
            xmlFreeDoc(document)
            guard parser.pointee.wellFormed == 0 || parser.pointee.nsWellFormed == 0 else { return nil }
            guard let error = xmlCtxtGetLastError(parser) else { return "it is empty" }
            let message = error.pointee.message.map { String(cString: $0) } ?? "error \(error.pointee.code)"
            return "line \(error.pointee.line): \(message.split(separator: "\n").first ?? "")"
        }
    }

    /// Parses a whole part, calling back for each start tag (and end tag and text when asked). A text can come in several pieces.
    ///
    /// - Parameter takesForeign: whether elements of other namespaces than the root's are handed on, too.
    /// - Throws: `Failure` when the part is not well-formed, uses a prefix that it does not declare, or has a DTD.
    func parse(
        _ bytes: [UInt8], takesForeign: Bool = false, onEnd: ((XMLElement) -> Void)? = nil,
        onText: ((String) -> Void)? = nil,
        onStart: (XMLElement) -> Void
    ) throws {
        let text = try text(of: bytes)
        try withoutActuallyEscaping(onStart) { onStart in
            let context = Context(onStart, onEnd, onText, takesForeign: takesForeign)
            let mistake = text.withUnsafeBytes { context.parse($0) }
            if context.hasDTD {
                throw Failure.damagedArchive(package, "part \(partName) declares a DTD, which packages may not")
            }
            if let mistake {
                throw Failure.corrupt(package, "part \(partName) is not well-formed XML (\(printable(mistake)))")
            }
        }
    }

    private func text(of bytes: [UInt8]) throws -> ArraySlice<UInt8> {
        do {
            return try MarkupStream.text(of: bytes, package: package)
        } catch let error as MarkupError {
            throw Failure.corrupt(package, "part \(partName): \(error.text)")
        }
    }
}
