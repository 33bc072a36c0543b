import Glibc
import Identifiers

/// A device on the sync socket.
final class Device: Socket {
    /// Hears of each frame, with the moment at which it had arrived.
    var onFrame: (Frame, Moment) -> Void = { _, _ in }
    private(set) var isWelcome = false
    private(set) var closing: Int?
    /// Its own, which it keeps when it comes back.
    let id: Identifier
    private let hello: String
    private var splitter = FrameSplitter()
    /// What has come of the answer to the handshake; nil once that is over.
    private var handshake: [UInt8]?

    /// Connects, agrees on the protocol and says hello.
    init(port: Int, identifiers: IdentifierSource, on reactor: Reactor) throws {
        guard let descriptor = Loopback.connect(port: port) else { throw BenchError.unexpected("the server does not listen") }
        try Self.shakeHands(descriptor, port: port)
        id = identifiers.next()
        hello = Self.hello(id, cursor: nil)
        super.init(descriptor, on: reactor)
        send(hello)
    }

    /// Does the same without waiting, so that many can come at once.
    init(_ id: Identifier, comingTo port: Int, cursor: Cursor?, on reactor: Reactor) {
        self.id = id
        hello = Self.hello(id, cursor: cursor)
        handshake = []
        super.init(Loopback.beginConnecting(port: port), on: reactor)
        send(Self.upgrade(port: port))
    }

    /// Sends one frame of the protocol; returns the moment before.
    @discardableResult
    func send(_ json: String) -> Moment {
        let bytes = FrameSplitter.masked(Array(json.utf8))
        let moment = Clock.now()
        send(bytes)
        return moment
    }

    /// Keeps what is written and not sent, which makes the chat.
    func draft(_ text: String, in chat: Identifier, mutation: Identifier) {
        send(#"{"type":"mutate","id":"\#(mutation)","op":"draft.set","chat":"\#(chat)","text":"\#(text)","base":0}"#)
    }

    override func received(_ bytes: UnsafeRawBufferPointer, at moment: Moment) {
        guard var answer = handshake else { return split(bytes, moment) }
        answer += bytes
        handshake = answer
        guard let head = HTTPHead(answer) else { return }
        guard head.status == 101 else { return close() }
        handshake = nil
        send(hello)
        answer[head.size...].withUnsafeBytes { split($0, moment) }
    }

    private func split(_ bytes: UnsafeRawBufferPointer, _ moment: Moment) {
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

    private static func hello(_ id: Identifier, cursor: Cursor?) -> String {
        let cursor = cursor.map { #"{"epoch":"\#($0.epoch)","version":\#($0.version)}"# } ?? "null"
        return #"{"type":"hello","v":1,"device":"\#(id)","cursor":\#(cursor),"open":[],"streams":{}}"#
    }

    /// RFC 6455, 4.1. The sample key is as good as any: no proxy is in between.
    private static func upgrade(port: Int) -> [UInt8] {
        var request = Request(method: "GET", path: "/v1/sync").bytes(port: port)
        request.removeLast(2)
        return request
            + Array(
                ("connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "sec-websocket-protocol: parlance.v1\r\n\r\n").utf8)
    }

    private static func shakeHands(_ descriptor: Int32, port: Int) throws {
        let request = upgrade(port: port)
        _ = request.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        var answer: [UInt8] = []
        var byte: UInt8 = 0
        // One byte at a time, so that no frame that follows is swallowed.
        while HTTPHead(answer) == nil, recv(descriptor, &byte, 1, 0) == 1 { answer.append(byte) }
        guard HTTPHead(answer)?.status == 101 else { throw BenchError.unexpected("the handshake was refused") }
    }
}
