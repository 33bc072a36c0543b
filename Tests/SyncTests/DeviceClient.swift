import Foundation
import Glibc
import Identifiers
import JSON

/// A device on a real socket. It blocks, so it runs on a thread of its own (`onThread`).
final class DeviceClient {
    enum Failure: Error {
        case connect(Int32)
        case timeout
        case ended
        case refused(String)
    }

    /// What the server sent: a frame, or its goodbye.
    enum Received: Equatable {
        case frame(JSON)
        case closed(UInt16)
    }

    private let descriptor: Int32
    private var buffered: [UInt8] = []
    private var start = 0
    /// Far longer than anything should take, for a loaded machine.
    private let patience: Int32 = 20_000

    init(port: Int, receiveBuffer: Int32? = nil, sendBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        if var size = receiveBuffer { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size)) }
        if var size = sendBuffer { setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size)) }
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard result == 0 else { throw Failure.connect(errno) }
        try write(
            Array(
                ("GET /v1/sync HTTP/1.1\r\nHost: localhost:\(port)\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: parlance.v1\r\n\r\n").utf8))
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual([13, 10, 13, 10]) { head += try read(1) }
        let text = String(decoding: head, as: UTF8.self)
        guard text.hasPrefix("HTTP/1.1 101") else { throw Failure.refused(text) }
    }

    deinit { Glibc.close(descriptor) }

    func send(_ text: String) throws {
        try write(Self.frame(1, Array(text.utf8)))
    }

    /// `hello`, with the fields as JSON.
    func hello(cursor: String = "null", open: String = "[]", streams: String = "{}") throws {
        try send(
            #"{"type":"hello","v":1,"device":"\#(identifiers.next())","cursor":\#(cursor),"open":\#(open),"streams":\#(streams)}"#)
    }

    /// The bytes of a masked frame (RFC 6455, 5.2). A mask of zeros leaves the payload as it is.
    static func frame(_ opcode: UInt8, _ payload: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [0x80 | opcode]
        if payload.count < 126 {
            bytes.append(0x80 | UInt8(payload.count))
        } else if payload.count < 1 << 16 {
            bytes += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        } else {
            bytes.append(0x80 | 127)
            bytes += stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: payload.count >> $0) }
        }
        return bytes + [0, 0, 0, 0] + payload
    }

    func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure.ended }
            sent += count
        }
    }

    /// Sends as much as is taken while nothing stops for so long; the number of bytes taken.
    func writeWhileTaken(_ bytes: [UInt8], milliseconds: Int32) -> Int {
        var sent = 0
        while sent < bytes.count {
            var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard Glibc.poll(&poll, 1, milliseconds) > 0 else { break }
            let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
            let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, flags) }
            if count > 0 { sent += count } else if errno != EAGAIN { break }
        }
        return sent
    }

    /// The next frame that is no ping.
    func receive() throws -> Received {
        while true {
            let head = try read(2)
            var length = Int(head[1] & 0x7F)
            if length == 126 {
                length = try read(2).reduce(0) { $0 << 8 | Int($1) }
            } else if length == 127 {
                length = try read(8).reduce(0) { $0 << 8 | Int($1) }
            }
            let payload = try read(length)
            switch head[0] & 0x0F {
            case 1: return .frame(try JSON.parse(payload))
            case 8: return .closed(payload.count < 2 ? 1005 : UInt16(payload[0]) << 8 | UInt16(payload[1]))
            default: continue
            }
        }
    }

    /// The next frame; throws when the server says goodbye.
    func next() throws -> JSON {
        guard case .frame(let frame) = try receive() else { throw Failure.ended }
        return frame
    }

    /// The next frame of that type; others before it are passed over.
    func next(_ type: String) throws -> JSON {
        while true {
            let frame = try next()
            if frame["type"]?.stringValue == type { return frame }
        }
    }

    /// Reads on to the goodbye.
    func closeCode() throws -> UInt16 {
        while true {
            if case .closed(let code) = try receive() { return code }
        }
    }

    private func read(_ count: Int) throws -> [UInt8] {
        while buffered.count - start < count {
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard Glibc.poll(&poll, 1, patience) > 0 else { throw Failure.timeout }
            var bytes = [UInt8](repeating: 0, count: 64 << 10)
            let received = recv(descriptor, &bytes, bytes.count, 0)
            guard received > 0 else { throw Failure.ended }
            if start > 0 {
                buffered.removeFirst(start)
                start = 0
            }
            buffered += bytes.prefix(received)
        }
        defer { start += count }
        return Array(buffered[start..<start + count])
    }
}

/// Runs blocking code beside the tasks of the server, whose threads it would otherwise take away.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}
