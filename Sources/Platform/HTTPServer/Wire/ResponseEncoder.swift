import NIOCore

/// Puts answers into the bytes of HTTP/1.1.
enum ResponseEncoder {
    /// How the end of the body is told to the client.
    enum Length {
        case known(Int)
        case chunked
        /// The end of the connection ends it (HTTP/1.0).
        case untilClose
        /// There is no body and no length (204, 304).
        case none
    }

    /// The header of an answer.
    static func head(
        status: Int, fields: HTTPFields, length: Length, requestID: String, closes: Bool, date: String, into buffer: inout ByteBuffer
    ) {
        buffer.writeStaticString("HTTP/1.1 ")
        buffer.writeString(String(status))
        buffer.writeStaticString(" ")
        buffer.writeStaticString(reason(status))
        buffer.writeStaticString("\r\ndate: ")
        buffer.writeString(date)
        buffer.writeStaticString("\r\nx-request-id: ")
        buffer.writeString(requestID)
        buffer.writeStaticString(SecurityHeaders.always)
        var isPage = false
        for field in fields.fields where !isOurs(field.name) {
            buffer.writeString(field.name)
            buffer.writeStaticString(": ")
            buffer.writeString(field.value)
            buffer.writeStaticString("\r\n")
            // A worker is bound by the policy of its script.
            let bindsCode = field.value.hasPrefix("text/html") || field.value.hasPrefix("text/javascript")
            if field.name == "content-type", bindsCode { isPage = true }
        }
        // What a 304 says replaces what the browser has stored (RFC 9111, 4.3.4): the policy of a page must stay the page's.
        if status != 304, fields["content-security-policy"] == nil {
            buffer.writeStaticString(isPage ? SecurityHeaders.page : SecurityHeaders.data)
        }
        switch length {
        case .known(let count):
            buffer.writeStaticString("content-length: ")
            buffer.writeString(String(count))
            buffer.writeStaticString("\r\n")
        case .chunked: buffer.writeStaticString("transfer-encoding: chunked\r\n")
        case .untilClose, .none: break
        }
        // What must stand beside it (RFC 6455, 4.2.2; RFC 9110, 7.8 and 15.5.22).
        if status == 426 { buffer.writeStaticString("upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n") }
        if closes { buffer.writeStaticString("connection: close\r\n") }
        buffer.writeStaticString("\r\n")
    }

    /// Fields that only the server may set: they tell where the message ends, or which request it belongs to.
    private static func isOurs(_ name: String) -> Bool {
        switch name {
        case "content-length", "transfer-encoding", "connection", "date", "x-request-id": true
        default: false
        }
    }

    /// One chunk of a streamed body.
    static func chunk(_ bytes: some Collection<UInt8>, isChunked: Bool) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: bytes.count + 16)
        if isChunked {
            buffer.writeString(String(bytes.count, radix: 16))
            buffer.writeStaticString("\r\n")
        }
        buffer.writeBytes(bytes)
        if isChunked { buffer.writeStaticString("\r\n") }
        return buffer
    }

    static let lastChunk = ByteBuffer(staticString: "0\r\n\r\n")
    static let continueLine = ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n")

    private static func reason(_ status: Int) -> StaticString {
        switch status {
        case 101: "Switching Protocols"
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 304: "Not Modified"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Content"
        case 426: "Upgrade Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        case 507: "Insufficient Storage"
        default: "Status"
        }
    }
}
