import Glibc
import Identifiers

/// A device on the sync socket.
final class Device: Socket {
    /// Hears of each frame, with the moment at which it had arrived.
    var onFrame: (Frame, Moment) -> Void = { _, _ in }
    private(set) var isWelcome = false
    private(set) var closing: Int?
    private var splitter = FrameSplitter()

    /// Connects, agrees on the protocol and says hello.
    init(port: Int, identifiers: IdentifierSource, on reactor: Reactor) throws {
        guard let descriptor = Loopback.connect(port: port) else { throw BenchError.unexpected("the server does not listen") }
        try Self.shakeHands(descriptor, port: port)
        super.init(descriptor, on: reactor)
        send(#"{"type":"hello","v":1,"device":"\#(identifiers.next())","cursor":null,"open":[],"streams":{}}"#)
    }

    /// Sends one frame of the protocol; returns the moment before.
    @discardableResult
    func send(_ json: String) -> Moment {
        let bytes = FrameSplitter.masked(Array(json.utf8))
        let moment = Clock.now()
        send(bytes)
        return moment
    }

    override func received(_ bytes: UnsafeRawBufferPointer, at moment: Moment) {
        splitter.take(bytes) { opcode, payload in
            switch opcode {
            case 1: frame(Frame(payload), moment)
            case 8: closing = payload.count >= 2 ? Int(payload[0]) << 8 | Int(payload[1]) : 1005
            case 9: send(FrameSplitter.masked(Array(payload), opcode: 10))
            default: break
            }
        }
    }

    private func frame(_ frame: Frame, _ moment: Moment) {
        if frame.is("welcome") { isWelcome = true }
        onFrame(frame, moment)
    }

    /// RFC 6455, 4.1. The sample key is as good as any: no proxy is in between.
    private static func shakeHands(_ descriptor: Int32, port: Int) throws {
        var request = Request(method: "GET", path: "/v1/sync").bytes(port: port)
        request.removeLast(2)
        request += Array(
            ("connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "sec-websocket-protocol: parlance.v1\r\n\r\n").utf8)
        _ = request.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        var answer: [UInt8] = []
        var byte: UInt8 = 0
        // One byte at a time, so that no frame that follows is swallowed.
        while HTTPHead(answer) == nil, recv(descriptor, &byte, 1, 0) == 1 { answer.append(byte) }
        guard HTTPHead(answer)?.status == 101 else { throw BenchError.unexpected("the handshake was refused") }
    }
}

/// One frame of the server, valid while it is delivered.
struct Frame {
    let bytes: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Whether it is of this type; every frame begins with it.
    func `is`(_ type: StaticString) -> Bool {
        let start = 9
        guard bytes.count > start + type.utf8CodeUnitCount, let base = bytes.baseAddress else { return false }
        return memcmp(base + start, type.utf8Start, type.utf8CodeUnitCount) == 0 && bytes[start + type.utf8CodeUnitCount] == 0x22
    }

    /// The text of a delta, its last field. The stand-in's tokens need no escaping.
    var text: UnsafeRawBufferPointer {
        guard let start = Scan.find(#""text":""#, in: bytes).map({ $0 + 8 }), bytes.count - 2 >= start else {
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<(bytes.count - 2)])
    }

    var string: String { String(decoding: bytes, as: UTF8.self) }
}
