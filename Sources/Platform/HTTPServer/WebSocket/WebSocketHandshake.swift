import NIOCore
import Problems

/// Decides on a client's opening handshake and makes the answer (RFC 6455, 4.2).
struct WebSocketHandshake {
    let accept: String
    let subprotocol: String?
    /// Nil when nothing was agreed on compressing.
    let deflate: DeflateAgreement?

    /// Throws `bad_request` for a handshake that breaks the rules, and `subprotocol_unsupported` when there is no common one.
    init(_ head: RequestHead, subprotocols: [String], compresses: Bool) throws(Problem) {
        let keys = head.fields.all("sec-websocket-key")
        guard head.method == "GET", head.framing == .none, keys.count == 1, Self.isKey(keys[0]) else { throw Problem(.badRequest) }
        guard head.fields.all("sec-websocket-version") == ["13"] else { throw Problem(.webSocketVersion) }
        let offered = head.fields.all("sec-websocket-protocol").flatMap {
            $0.split(separator: ",").map { $0.filter { $0 != " " && $0 != "\t" } }
        }
        subprotocol = subprotocols.first { offered.contains($0) }
        if subprotocol == nil, !subprotocols.isEmpty { throw Problem(.subprotocolUnsupported) }
        deflate = compresses ? DeflateAgreement(offers: head.fields.all("sec-websocket-extensions")) : nil
        accept = Base64.encoded(SHA1.digest(Array(keys[0].utf8) + Array("258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8)))
    }

    /// Sixteen bytes in base 64: 22 characters and two signs of padding.
    private static func isKey(_ key: String) -> Bool {
        let bytes = Array(key.utf8)
        return bytes.count == 24 && bytes.suffix(2) == [0x3D, 0x3D] && bytes.prefix(22).allSatisfy(Base64.isLetter)
    }

    /// The answer that turns the connection into a WebSocket.
    func response(date: String, requestID: String) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeString(
            "HTTP/1.1 101 Switching Protocols\r\ndate: \(date)\r\nx-request-id: \(requestID)\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
        )
        buffer.writeString("sec-websocket-accept: \(accept)\r\n")
        if let subprotocol { buffer.writeString("sec-websocket-protocol: \(subprotocol)\r\n") }
        if let deflate { buffer.writeString("sec-websocket-extensions: \(deflate.field)\r\n") }
        buffer.writeStaticString("\r\n")
        return buffer
    }
}

/// Base 64 with padding (RFC 4648, 4).
enum Base64 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func isLetter(_ byte: UInt8) -> Bool { letters.contains(byte) }

    static func encoded(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let word = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                text.append(place <= group.count ? letters[Int(word >> UInt32(18 - 6 * place) & 63)] : 0x3D)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
