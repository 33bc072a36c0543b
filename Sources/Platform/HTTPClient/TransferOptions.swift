import CCurl

/// Says to libcurl how a request is to be made.
enum TransferOptions {
    /// Sets every option; false when one is not taken, and then the request must not be made.
    static func set(on easy: UnsafeMutableRawPointer, for request: ClientRequest, headers: UnsafeMutablePointer<curl_slist>?) -> Bool {
        let numbers: [(CURLoption, Int)] = [
            (CURLOPT_NOSIGNAL, 1),
            // Do not wait for a name server that does not answer when a request is given up.
            (CURLOPT_QUICK_EXIT, 1),
            (CURLOPT_TCP_NODELAY, 1),
            (CURLOPT_TCP_KEEPALIVE, 1),
            (CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS)),
            (CURLOPT_FOLLOWLOCATION, 0),
            (CURLOPT_SSL_VERIFYPEER, 1),
            (CURLOPT_SSL_VERIFYHOST, 2),
            (CURLOPT_CONNECTTIMEOUT_MS, Int(request.timeouts.connect.timerMilliseconds)),
        ]
        let texts: [(CURLoption, String)] = [
            (CURLOPT_PROTOCOLS_STR, "http,https"),
            // An empty text: no proxy, whatever the environment says.
            (CURLOPT_PROXY, ""),
            (CURLOPT_URL, request.address.text),
        ]
        return numbers.allSatisfy { parlance_easy_set_long(easy, $0.0, $0.1) == CURLE_OK }
            && texts.allSatisfy { parlance_easy_set_string(easy, $0.0, $0.1) == CURLE_OK }
            && parlance_easy_set_headers(easy, headers) == CURLE_OK
            && setMethod(on: easy, for: request)
    }

    private static func setMethod(on easy: UnsafeMutableRawPointer, for request: ClientRequest) -> Bool {
        if request.method == .head { return parlance_easy_set_long(easy, CURLOPT_NOBODY, 1) == CURLE_OK }
        if request.method == .get && request.body.isEmpty { return parlance_easy_set_long(easy, CURLOPT_HTTPGET, 1) == CURLE_OK }
        if !request.body.isEmpty || request.method == .post {
            let code = request.body.withUnsafeBytes { parlance_easy_set_body(easy, $0.baseAddress ?? UnsafeRawPointer(easy), $0.count) }
            guard code == CURLE_OK else { return false }
        }
        return parlance_easy_set_string(easy, CURLOPT_CUSTOMREQUEST, request.method.rawValue) == CURLE_OK
    }

    /// The header lines, to be freed by the caller when the transfer is over.
    static func headers(of request: ClientRequest) -> UnsafeMutablePointer<curl_slist>? {
        // An empty `Expect` keeps libcurl from waiting for a 100 before a long body.
        var lines = ["Expect:", "User-Agent: parlance"]
        // A line that ends in a semicolon is how libcurl is told of an empty value.
        for (name, value) in request.headers { lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)") }
        request.bearer?.withValue { lines.append("Authorization: Bearer \($0)") }
        return lines.reduce(nil) { list, line in curl_slist_append(list, line) ?? list }
    }
}

extension ClientError {
    /// What a result of libcurl is to whoever sent the request.
    init(_ code: CURLcode) {
        self =
            switch code {
            case CURLE_COULDNT_RESOLVE_HOST: .hostUnknown
            case CURLE_COULDNT_CONNECT: .unreachable
            // Only connecting is timed by libcurl.
            case CURLE_OPERATION_TIMEDOUT: .timeout(.connect)
            case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
                CURLE_SSL_CERTPROBLEM, CURLE_SSL_INVALIDCERTSTATUS:
                .untrusted
            case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_HTTP2, CURLE_HTTP2_STREAM:
                .interrupted
            case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: .malformedResponse
            default: .other(code: Int(code.rawValue))
            }
    }
}
