import HTTPServer

/// A frame as a client sees it.
struct ServerFrame: Sendable, Equatable {
    let opcode: UInt8
    let isFinal: Bool
    var isCompressed = false
    let payload: [UInt8]

    var text: String { String(decoding: payload, as: UTF8.self) }
    /// The code of a close frame.
    var closeCode: UInt16? { opcode == 8 && payload.count >= 2 ? UInt16(payload[0]) << 8 | UInt16(payload[1]) : nil }
}

extension RawClient {
    /// Opens a WebSocket.
    @discardableResult
    func open(_ path: String, _ headers: String = "") throws -> RawResponse {
        try send(
            "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\(headers)\r\n")
        let response = try readHead()
        guard response.status == 101 else {
            return RawResponse(
                status: response.status, headers: response.headers, body: try read(Int(response.headers["content-length"] ?? "0") ?? 0))
        }
        return response
    }

    /// The bytes of a masked frame.
    static func frame(_ opcode: UInt8, _ payload: [UInt8], final: Bool = true, compressed: Bool = false) -> [UInt8] {
        let mask: [UInt8] = [0x12, 0x34, 0x56, 0x78]
        var bytes: [UInt8] = [(final ? 0x80 : 0) | (compressed ? 0x40 : 0) | opcode]
        if payload.count < 126 {
            bytes.append(0x80 | UInt8(payload.count))
        } else if payload.count < 1 << 16 {
            bytes += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        } else {
            bytes.append(0x80 | 127)
            bytes += stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: payload.count >> $0) }
        }
        return bytes + mask + payload.enumerated().map { $1 ^ mask[$0 & 3] }
    }

    func sendText(_ text: String) throws { try send(Self.frame(1, Array(text.utf8))) }

    func readFrame() throws -> ServerFrame {
        let head = try read(2)
        var length = Int(head[1] & 0x7F)
        if length == 126 {
            length = try read(2).reduce(0) { $0 << 8 | Int($1) }
        } else if length == 127 {
            length = try read(8).reduce(0) { $0 << 8 | Int($1) }
        }
        return ServerFrame(
            opcode: head[0] & 0x0F, isFinal: head[0] & 0x80 != 0, isCompressed: head[0] & 0x40 != 0, payload: try read(length))
    }

    /// The next frame that is no ping; pings are answered.
    func readPastPings() throws -> ServerFrame {
        while true {
            let frame = try readFrame()
            if frame.opcode != 9 { return frame }
            try send(Self.frame(10, frame.payload))
        }
    }
}

/// Sends back what it receives.
func echo(_ limits: WebSocketLimits = WebSocketLimits()) -> WebSocketRoute {
    WebSocketRoute("/echo", limits: limits) { _, socket in
        for await message in socket.messages {
            switch message {
            case .text(let bytes): socket.send(EncodedFrame(text: bytes))
            case .binary(let bytes): socket.send(EncodedFrame(binary: bytes))
            }
        }
    }
}
