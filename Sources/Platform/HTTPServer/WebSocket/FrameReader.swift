import NIOCore

/// Takes a client's bytes apart into messages and control frames (RFC 6455, 5). A value that decides and touches no socket.
///
/// What it keeps is bounded by the limit on a message: payload is unmasked straight into the message, a frame that would go over the
/// limit is refused at its header, and the number of fragments is bounded too, since empty ones cost a client nothing. A compressed message
/// is kept as it came until it is whole, and inflated up to the limit.
struct FrameReader {
    enum Event: Equatable {
        case needMore
        case message(WebSocketMessage)
        case ping([UInt8])
        case pong
        /// The client closes; nil: without a code.
        case close(UInt16?)
        /// The client broke a rule; the connection is to be closed with this code. Every later call answers the same.
        case violation(UInt16)
    }

    private struct Frame {
        let header: FrameHeader
        var received = 0
    }

    private let limits: WebSocketLimits
    /// Inflates messages, when permessage-deflate was agreed.
    private let compressors: Compressors?
    private var frame: Frame?
    /// The message that is arriving: its kind, its bytes so far.
    private var kind: FrameHeader.Opcode?
    private var isCompressed = false
    private var message: [UInt8] = []
    private var fragments = 0
    private var text = UTF8Checker()
    private var control: [UInt8] = []
    private var broken: UInt16?

    init(limits: WebSocketLimits, compressors: Compressors? = nil) {
        self.limits = limits
        self.compressors = compressors
    }

    /// The next event in `input`, whose read bytes are consumed.
    mutating func next(_ input: inout ByteBuffer) -> Event {
        if let broken { return .violation(broken) }
        while true {
            if frame == nil {
                switch FrameHeader.parse(input.readableBytesView, allowsCompression: compressors != nil) {
                case .needMore: return .needMore
                case .violation(let code): return violation(code)
                case .header(let header):
                    if let code = begin(header) { return violation(code) }
                    input.moveReaderIndex(forwardBy: header.size)
                }
            }
            guard var current = frame else { return .needMore }
            let count = min(current.header.length - current.received, input.readableBytes)
            if count > 0 {
                guard take(count, of: current, from: &input) else { return violation(CloseCode.invalidText) }
                current.received += count
            }
            guard current.received == current.header.length else {
                frame = current
                return .needMore
            }
            frame = nil
            if let event = end(current.header) { return event }
        }
    }

    /// Bytes that a message may take as it arrives: what cannot be compressed becomes a little longer by it.
    private var room: Int { isCompressed ? limits.messageBytes + limits.messageBytes >> 10 + 64 : limits.messageBytes }

    /// A code when the frame may not stand here.
    private mutating func begin(_ header: FrameHeader) -> UInt16? {
        if !header.opcode.isControl {
            if header.opcode == .continuation {
                guard kind != nil else { return CloseCode.protocolError }
            } else {
                guard kind == nil else { return CloseCode.protocolError }
                kind = header.opcode
                isCompressed = header.isCompressed
                text = UTF8Checker()
            }
            fragments += 1
            guard header.length <= room - message.count, fragments <= limits.fragments else { return CloseCode.tooBig }
        }
        frame = Frame(header: header)
        return nil
    }

    /// Unmasks payload (5.3) to where it belongs; false when a text breaks.
    private mutating func take(_ count: Int, of frame: Frame, from input: inout ByteBuffer) -> Bool {
        let isControl = frame.header.opcode.isControl
        let isText = !isControl && kind == .text && !isCompressed
        let start = isControl ? control.count : message.count
        let end = start + count
        let fill = { (source: UnsafeRawBufferPointer, target: inout [UInt8]) in
            target.append(contentsOf: source.prefix(count))
            target.withUnsafeMutableBytes {
                Unmasking.apply(frame.header.mask, offset: frame.received, to: UnsafeMutableRawBufferPointer(rebasing: $0[start..<end]))
            }
        }
        if isControl {
            input.withUnsafeReadableBytes { fill($0, &control) }
        } else {
            input.withUnsafeReadableBytes { fill($0, &message) }
        }
        input.moveReaderIndex(forwardBy: count)
        guard isText else { return true }
        return message.withUnsafeBytes { text.accepts(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
    }

    private mutating func end(_ header: FrameHeader) -> Event? {
        switch header.opcode {
        case .ping:
            defer { control = [] }
            return .ping(control)
        case .pong:
            control = []
            return .pong
        case .close:
            defer { control = [] }
            return close(control)
        case .text, .binary, .continuation:
            guard header.isFinal, let kind else { return nil }
            if isCompressed, let code = inflate() { return violation(code) }
            if kind == .text, !text.isComplete { return violation(CloseCode.invalidText) }
            defer {
                self.kind = nil
                message = []
                fragments = 0
            }
            return .message(kind == .text ? .text(message) : .binary(message))
        }
    }

    /// Puts the whole message in the place of its compressed form; a code when that cannot be.
    private mutating func inflate() -> UInt16? {
        switch compressors?.inflated(message, limit: limits.messageBytes) ?? .broken {
        case .bytes(let bytes): message = bytes
        case .tooLong: return CloseCode.tooBig
        case .broken: return CloseCode.invalidText
        }
        if kind == .text, !message.withUnsafeBytes({ text.accepts($0) }) { return CloseCode.invalidText }
        return nil
    }

    /// 5.5.1 and 7.4: nothing, or a code that may stand on the wire and a reason in UTF-8.
    private mutating func close(_ payload: [UInt8]) -> Event {
        if payload.isEmpty { return .close(nil) }
        guard payload.count >= 2 else { return violation(CloseCode.protocolError) }
        let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
        guard CloseCode.isValidOnWire(code) else { return violation(CloseCode.protocolError) }
        guard String(validating: payload[2...], as: UTF8.self) != nil else { return violation(CloseCode.invalidText) }
        return .close(code)
    }

    private mutating func violation(_ code: UInt16) -> Event {
        broken = code
        message = []
        control = []
        return .violation(code)
    }
}
