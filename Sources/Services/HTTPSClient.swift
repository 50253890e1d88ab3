import CLibCurl
import Glibc
import Streams

/// The answer to one request.
struct HTTPSResponse: Sendable {
    var status: Int
    var body: [UInt8]
    /// How many seconds the service asks to wait (RFC 9110, section 10.2.3).
    var retryAfter: Double?
    /// Whether the service says that another attempt may succeed (`x-should-retry`); nil when it does not say.
    var shouldRetry: Bool?
}

/// Why there was no answer.
enum HTTPSError: Error {
    /// The connection failed, was lost or took too long. Another attempt may succeed.
    case lost(String)
    /// The certificate is not valid, or is for another name.
    case untrusted(String)
    case tooLarge
    /// Any other failure. Another attempt would fail, too.
    case failed(String)
}

/// One libcurl handle. It verifies TLS, takes proxies from the environment, follows no redirects, and limits the time
/// and the size of an answer.
final class HTTPSClient {
    private let handle: UnsafeMutableRawPointer
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private let limit: Int

    /// - Throws: `Failure` with status 70 when libcurl refuses an option.
    init(_ settings: ServiceSettings) throws {
        guard mp_curl_start() == CURLE_OK, let handle = curl_easy_init() else {
            throw Failure(.internalError, .internalError, "libcurl cannot start")
        }
        self.handle = handle
        limit = settings.mostResponseBytes
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        let numbers: [(CURLoption, Int)] = [
            (CURLOPT_SSL_VERIFYPEER, 1), (CURLOPT_SSL_VERIFYHOST, 2),
            (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_NOSIGNAL, 1), (CURLOPT_POST, 1),
            (CURLOPT_CONNECTTIMEOUT_MS, Int(settings.connectTimeout * 1000)),
            (CURLOPT_TIMEOUT_MS, Int(settings.timeout * 1000)),
        ]
        for (option, value) in numbers { try check(mp_curl_set_number(handle, option, value)) }
        try check(mp_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "https"))
        try check(mp_curl_set_text(handle, CURLOPT_USERAGENT, "media-plan-tools"))
        try check(mp_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText))
        // As in curl(1). Of the environment, libcurl itself reads only the variables of proxies.
        if let bundle = Self.environment("CURL_CA_BUNDLE") ?? Self.environment("SSL_CERT_FILE") {
            try check(mp_curl_set_text(handle, CURLOPT_CAINFO, bundle))
        }
        if let folder = Self.environment("SSL_CERT_DIR") { try check(mp_curl_set_text(handle, CURLOPT_CAPATH, folder)) }
    }

    deinit {
        curl_easy_cleanup(handle)
        errorText.deallocate()
    }

    /// libcurl and the libraries that it uses.
    static var libraries: String { String(cString: curl_version()) }

    private static func environment(_ name: String) -> String? {
        getenv(name).flatMap { $0.pointee == 0 ? nil : String(cString: $0) }
    }

    private func check(_ code: CURLcode) throws {
        guard code == CURLE_OK else {
            throw Failure(
                .internalError, .internalError,
                "libcurl refuses an option: \(String(cString: curl_easy_strerror(code)))")
        }
    }

    /// Posts JSON with the key in `x-api-key`.
    func post(_ body: [UInt8], to url: String, headers: [String], key: borrowing ServiceKey) throws -> HTTPSResponse {
        let sink = ResponseSink(limit: limit)
        return try withExtendedLifetime(sink) {
            let context = Unmanaged.passUnretained(sink).toOpaque()
            var list: UnsafeMutablePointer<curl_slist>?
            defer { Self.free(list) }
            for header in headers { list = curl_slist_append(list, header) }
            list = key.withHeader("x-api-key") { curl_slist_append(list, $0) }
            try check(mp_curl_set_text(handle, CURLOPT_URL, url))
            try check(mp_curl_set_list(handle, CURLOPT_HTTPHEADER, list))
            try check(mp_curl_set_sink(handle, CURLOPT_WRITEFUNCTION, receiveBody))
            try check(mp_curl_set_pointer(handle, CURLOPT_WRITEDATA, context))
            try check(mp_curl_set_sink(handle, CURLOPT_HEADERFUNCTION, receiveHeader))
            try check(mp_curl_set_pointer(handle, CURLOPT_HEADERDATA, context))
            try check(mp_curl_set_number(handle, CURLOPT_POSTFIELDSIZE, body.count))
            return try body.withUnsafeBytes { bytes in
                try check(
                    mp_curl_set_pointer(
                        handle, CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress)))
                errorText[0] = 0
                let code = curl_easy_perform(handle)
                guard code == CURLE_OK else { throw error(code, sink) }
                var status = 0
                try check(mp_curl_get_number(handle, CURLINFO_RESPONSE_CODE, &status))
                return HTTPSResponse(
                    status: status, body: sink.body, retryAfter: sink.retryAfter, shouldRetry: sink.shouldRetry)
            }
        }
    }

    /// Wipes the line that has the key, and frees a list of headers.
    private static func free(_ list: UnsafeMutablePointer<curl_slist>?) {
        var node = list
        while let current = node {
            if let data = current.pointee.data { Secrecy.wipe(data, count: strlen(data)) }
            node = current.pointee.next
        }
        curl_slist_free_all(list)
    }

    private func error(_ code: CURLcode, _ sink: ResponseSink) -> HTTPSError {
        if sink.isTooLarge { return .tooLarge }
        // The proxy's answer to CONNECT: 407 asks for a password and 403 refuses. Another attempt gets the same answer.
        var proxyStatus = 0
        if mp_curl_get_number(handle, CURLINFO_HTTP_CONNECTCODE, &proxyStatus) == CURLE_OK,
            (400..<500).contains(proxyStatus), ![408, 429].contains(proxyStatus)
        {
            return .failed("the proxy refuses the connection with HTTP \(proxyStatus)")
        }
        let detail = String(cString: errorText)
        let text = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
        switch code {
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR: return .untrusted(text)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_OPERATION_TIMEDOUT,
            CURLE_GOT_NOTHING,
            CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2, CURLE_HTTP2_STREAM,
            CURLE_SSL_CONNECT_ERROR:
            return .lost(text)
        default: return .failed(text)
        }
    }
}

/// Collects the bytes and the headers that libcurl receives.
private final class ResponseSink {
    var body: [UInt8] = []
    var retryAfter: Double?
    var shouldRetry: Bool?
    private var hasMilliseconds = false
    var isTooLarge = false
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= limit else {
            isTooLarge = true
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    /// Reads `retry-after` (RFC 9110, 10.2.3) and the headers that the API's own clients obey: `x-should-retry`, and
    /// `retry-after-ms`, which is more precise and overrides `retry-after`.
    func header(_ line: String) {
        // Answers to a proxy's CONNECT and 1xx answers come first; their headers do not count.
        if line.hasPrefix("HTTP/") { (retryAfter, shouldRetry, hasMilliseconds) = (nil, nil, false) }
        guard let colon = line.firstIndex(of: ":") else { return }
        let value = line[line.index(after: colon)...].drop { $0 == " " }.prefix { !$0.isNewline }
        switch line[..<colon].lowercased() {
        case "retry-after" where !hasMilliseconds:
            if let seconds = Double(value), seconds >= 0, seconds.isFinite {
                retryAfter = seconds
            } else {
                let date = curl_getdate(String(value), nil)
                if date >= 0 { retryAfter = max(0, Double(date - time(nil))) }
            }
        case "retry-after-ms":
            guard let milliseconds = Double(value), milliseconds >= 0, milliseconds.isFinite else { return }
            (retryAfter, hasMilliseconds) = (milliseconds / 1000, true)
        case "x-should-retry":
            shouldRetry = ["true": true, "false": false][value.lowercased()]
        default: return
        }
    }
}

/// libcurl ends the transfer when this returns fewer bytes than it got.
private let receiveBody: curl_write_callback = { data, size, count, context in
    guard let data, let context else { return 0 }
    let sink = Unmanaged<ResponseSink>.fromOpaque(context).takeUnretainedValue()
    return sink.append(UnsafeRawBufferPointer(start: data, count: size * count)) ? size * count : 0
}

private let receiveHeader: curl_write_callback = { data, size, count, context in
    guard let data, let context else { return 0 }
    let line = String(decoding: UnsafeRawBufferPointer(start: data, count: size * count), as: UTF8.self)
    Unmanaged<ResponseSink>.fromOpaque(context).takeUnretainedValue().header(line)
    return size * count
}
