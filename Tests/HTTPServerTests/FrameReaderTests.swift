import NIOCore
import Testing

@testable import HTTPServer

func events(
    _ bytes: [UInt8], step: Int? = nil, limits: WebSocketLimits = WebSocketLimits(), compressors: Compressors? = nil
) -> [FrameReader.Event] {
    var reader = FrameReader(limits: limits, compressors: compressors)
    var input = ByteBuffer()
    var events: [FrameReader.Event] = []
    for start in stride(from: 0, to: bytes.count, by: step ?? max(1, bytes.count)) {
        input.writeBytes(bytes[start..<min(start + (step ?? bytes.count), bytes.count)])
        while true {
            let event = reader.next(&input)
            if event == .needMore { break }
            events.append(event)
            if case .violation = event { return events }
        }
    }
    return events
}

private func frame(_ opcode: UInt8, _ text: String, final: Bool = true) -> [UInt8] {
    RawClient.frame(opcode, Array(text.utf8), final: final)
}

@Suite("Frames are taken apart")
struct FrameReaderTests {
    @Test("Messages, fragments with pings between them, and the end", arguments: [1, 2, 5, 1000])
    func messages(step: Int) {
        let long = String(repeating: "é", count: 40_000)
        let bytes =
            frame(1, "one") + frame(2, "two", final: false) + frame(9, "p") + frame(0, "", final: false) + frame(0, "three") + frame(10, "")
            + frame(1, long) + frame(1, "")
            + RawClient.frame(8, [0x03, 0xE8])
        #expect(
            events(bytes, step: step) == [
                .message(.text(Array("one".utf8))), .ping(Array("p".utf8)), .message(.binary(Array("twothree".utf8))), .pong,
                .message(.text(Array(long.utf8))),
                .message(.text([])), .close(1000),
            ])
    }

    @Test(
        "A broken frame is a violation and no more",
        arguments: [
            ([0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0], 1002),  // the length's top bit, which traps NIO 2.65's decoder
            ([0x81, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], 1002),
            ([0x81, 0x01, 0x41], 1002),  // unmasked
            ([0xC1, 0x80, 0, 0, 0, 0], 1002), ([0xA1, 0x80, 0, 0, 0, 0], 1002), ([0x91, 0x80, 0, 0, 0, 0], 1002),  // reserved bits
            ([0x83, 0x80, 0, 0, 0, 0], 1002), ([0x8B, 0x80, 0, 0, 0, 0], 1002),  // unknown opcodes
            ([0x80, 0x80, 0, 0, 0, 0], 1002),  // a continuation of nothing
            ([0x01, 0x80, 0, 0, 0, 0, 0x81, 0x80, 0, 0, 0, 0], 1002),  // a new message inside one
            ([0x09, 0x80, 0, 0, 0, 0], 1002), ([0x89, 0xFE, 0, 126], 1002),  // control frames are whole and short
            ([0x81, 0xFE, 0, 5], 1002), ([0x81, 0xFE, 0, 5, 0, 0, 0, 0], 1002),  // not the shortest length
            ([0x81, 0xFF, 0, 0, 0, 0, 0, 0x10, 0, 1, 0, 0, 0, 0], 1009),  // over the limit, before any payload
            // Close codes that may not stand on the wire.
            ([0x88, 0x81, 0, 0, 0, 0, 3], 1002), ([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xED], 1002), ([0x88, 0x82, 0, 0, 0, 0, 0, 1], 1002),
            ([0x88, 0x83, 0, 0, 0, 0, 0x03, 0xE8, 0xFF], 1007),  // a close reason that is no UTF-8
            ([0x81, 0x81, 0, 0, 0, 0, 0xFF], 1007), ([0x81, 0x82, 0, 0, 0, 0, 0xC0, 0x80], 1007),
            ([0x81, 0x83, 0, 0, 0, 0, 0xED, 0xA0, 0x80], 1007),
            ([0x81, 0x81, 0, 0, 0, 0, 0xC3], 1007),  // ends inside a character
            ([0x01, 0x81, 0, 0, 0, 0, 0xF5], 1007),  // refused before the message ends
        ] as [([UInt8], UInt16)])
    func violations(bytes: [UInt8], code: UInt16) {
        #expect(events(bytes).last == .violation(code))
        #expect(events(bytes, step: 1).last == .violation(code))
    }

    @Test("A character may be divided between fragments")
    func dividedCharacter() {
        let euro = Array("€".utf8)
        let bytes =
            RawClient.frame(1, [euro[0]], final: false) + RawClient.frame(0, [euro[1]], final: false) + RawClient.frame(0, [euro[2]])
        #expect(events(bytes) == [.message(.text(euro))])
    }

    @Test("Fragments are bounded in their sum and in their number")
    func endlessFragments() {
        let limits = WebSocketLimits(messageBytes: 100, fragments: 10)
        let large = frame(2, String(repeating: "a", count: 60), final: false)
        let more = frame(0, String(repeating: "a", count: 41), final: false)
        #expect(events(large + more, limits: limits) == [.violation(1009)])
        let empty = frame(2, "", final: false) + (0..<10).flatMap { _ in frame(0, "", final: false) }
        #expect(events(empty, limits: limits) == [.violation(1009)])
    }

    @Test("Random bytes never trap")
    func randomBytes() {
        for _ in 0..<2000 {
            var bytes = (0..<Int.random(in: 1...40)).map { _ in UInt8.random(in: 0...255) }
            if Bool.random() { bytes[0] = 0x81 }
            if bytes.count > 1, Bool.random() { bytes[1] |= 0x80 }
            _ = events(bytes)
        }
    }

    @Test("A frame is encoded with the shortest length", arguments: [0, 125, 126, 65_535, 65_536])
    func encoding(count: Int) {
        let frame = Array(EncodedFrame(binary: [UInt8](repeating: 7, count: count)).buffer.readableBytesView)
        let head: [UInt8] =
            count < 126
            ? [0x82, UInt8(count)]
            : count < 65_536 ? [0x82, 126, UInt8(count >> 8), UInt8(count & 255)] : [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]
        #expect(Array(frame.prefix(head.count)) == head)
        #expect(frame.count == head.count + count)
    }

    @Test("A close reason is cut between characters")
    func closeReason() {
        let frame = Array(EncodedFrame(closing: 1000, reason: String(repeating: "é", count: 100)).buffer.readableBytesView)
        #expect(frame[1] == 124)
        #expect(String(validating: frame[4...], as: UTF8.self) == String(repeating: "é", count: 61))
    }

    @Test("The digest and the key of the protocol's own example (RFC 6455, 1.3)")
    func handshakeKey() throws {
        #expect(
            Base64.encoded(SHA1.digest(Array("dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8)))
                == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(SHA1.digest([UInt8](repeating: 0x61, count: 1_000_000)).prefix(4) == [0x34, 0xAA, 0x97, 0x3C])
        #expect(["", "f", "fo", "foo"].map { Base64.encoded(Array($0.utf8)) } == ["", "Zg==", "Zm8=", "Zm9v"])
    }
}
