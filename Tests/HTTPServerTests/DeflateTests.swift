import Glibc
import NIOCore
import Testing

@testable import HTTPServer

private let compressors = Compressors()
private let hello = Array("Hello".utf8)

private func compressed(_ opcode: UInt8, _ payload: [UInt8], final: Bool = true) -> [UInt8] {
    RawClient.frame(opcode, payload, final: final, compressed: true)
}

private func deflated(_ bytes: [UInt8]) throws -> [UInt8] {
    Array(try #require(compressors.deflated(ByteBuffer(bytes: bytes), .flushed)).dropLast(4))
}

@Suite("Messages are compressed (RFC 7692)")
struct DeflateTests {
    @Test(
        "What the standard's examples make is inflated (7.2.3)",
        arguments: [
            [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00],
            [0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00],
            [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00],
            [0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00],
        ] as [[UInt8]])
    func examples(payload: [UInt8]) {
        #expect(compressors.inflated(payload, limit: 5) == .bytes(hello))
        #expect(compressors.inflated(payload, limit: 4) == .tooLong)
        #expect(events(compressed(1, payload), compressors: compressors) == [.message(.text(hello))])
    }

    @Test("An empty message, and what cannot be compressed")
    func edges() throws {
        #expect(compressors.inflated([0x00], limit: 0) == .bytes([]))
        let noise = (0..<5000).map { _ in UInt8.random(in: 0...255) }
        #expect(compressors.deflated(ByteBuffer(bytes: noise), .flushed) == nil)
    }

    @Test(
        "What is cut or is no DEFLATE is refused",
        arguments: [[], [0xF2, 0x48, 0xCD, 0xC9], [0xFF, 0xFF, 0xFF], [0x00, 0x05, 0x00, 0xFA, 0xFE], [0x06]] as [[UInt8]])
    func broken(payload: [UInt8]) {
        #expect(compressors.inflated(payload, limit: 1000) == .broken)
        #expect(events(compressed(2, payload), compressors: compressors) == [.violation(1007)])
    }

    @Test("Every length goes there and back", arguments: [1, 255, 4096, 100_000, 1 << 20])
    func roundTrip(count: Int) throws {
        let text = Array(String(repeating: "All happy families are alike; ", count: count / 30 + 2).utf8.prefix(count + 40))
        let payload = try deflated(text)
        #expect(payload.count < text.count)
        #expect(compressors.inflated(payload, limit: text.count) == .bytes(text))
        #expect(compressors.inflated(payload, limit: text.count - 1) == .tooLong)
    }

    @Test("Random bytes never trap, nor make more than the limit")
    func randomBytes() {
        for _ in 0..<3000 {
            let bytes = (0..<Int.random(in: 0...60)).map { _ in UInt8.random(in: 0...255) }
            if case .bytes(let out) = compressors.inflated(bytes, limit: 500) { #expect(out.count <= 500) }
        }
    }

    @Test("A bomb is refused before it is inflated beyond the limit")
    func bomb() throws {
        let bomb = try deflated([UInt8](repeating: 0, count: 64 << 20))
        #expect(bomb.count < 400_000)
        #expect(events(compressed(2, bomb), compressors: compressors) == [.violation(1009)])
    }

    @Test("A message of very many final blocks (7.2.3.4) costs no more than its length")
    func manyFinalBlocks() {
        let payload = [UInt8](Array(repeating: [0x03, 0x00], count: 1 << 17).joined()) + [0x00]
        var before = timespec()
        var after = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before)
        #expect(compressors.inflated(payload, limit: 1 << 20) == .bytes([]))
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after)
        #expect(after.tv_sec - before.tv_sec <= 1)
    }

    @Test("Fragments of a compressed message, with a ping between them", arguments: [1, 3, 1000])
    func fragments(step: Int) throws {
        let text = Array(String(repeating: "€uro ", count: 100).utf8)
        let payload = try deflated(text)
        let middle = payload.count / 2
        let bytes =
            compressed(1, Array(payload[..<middle]), final: false) + RawClient.frame(9, [7])
            + RawClient.frame(0, Array(payload[middle...])) + RawClient.frame(1, hello)
        #expect(
            events(bytes, step: step, compressors: compressors) == [.ping([7]), .message(.text(text)), .message(.text(hello))])
    }

    @Test("The reserved bit may not stand on control frames, on continuations, nor without agreement; texts are checked inflated")
    func rules() throws {
        #expect(events(compressed(9, []), compressors: compressors) == [.violation(1002)])
        #expect(events(RawClient.frame(1, [], final: false) + compressed(0, []), compressors: compressors) == [.violation(1002)])
        #expect(events(compressed(1, [0])) == [.violation(1002)])
        let wrong = try deflated([UInt8](repeating: 0xC0, count: 300))
        #expect(events(compressed(1, wrong), compressors: compressors) == [.violation(1007)])
    }

    @Test("A frame is compressed once for all sockets with the same window")
    func shared() throws {
        let text = Array(String(repeating: "shared ", count: 1000).utf8)
        let frame = EncodedFrame(text: text)
        let usual = SocketCompression(windowBits: 15, compressors: compressors)
        let narrow = SocketCompression(windowBits: 9, compressors: compressors)
        let first = frame.buffer(for: usual)
        let second = frame.buffer(for: usual)
        #expect(first.readableBytes < 200)
        #expect(first.storageAddress == second.storageAddress)
        #expect(frame.buffer(for: narrow).readableBytes < 400)
        #expect(frame.buffer(for: nil) == frame.buffer)
        #expect(EncodedFrame(text: text.prefix(255)).buffer(for: usual).getInteger(at: 0, as: UInt8.self) == 0x81)
    }
}

extension ByteBuffer {
    fileprivate var storageAddress: Int { withUnsafeReadableBytes { Int(bitPattern: $0.baseAddress) } }
}

@Suite("Compression is negotiated (RFC 7692, 5 and 7.1)")
struct DeflateAgreementTests {
    private static let usual = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"

    @Test(
        "An offer that can be kept is answered",
        arguments: [
            ("permessage-deflate", usual), ("permessage-deflate; client_max_window_bits", usual),
            ("permessage-deflate;client_max_window_bits=8 ; server_no_context_takeover", usual),
            ("permessage-deflate; server_max_window_bits=10", usual + "; server_max_window_bits=10"),
            ("permessage-deflate; server_max_window_bits=\"12\"; client_no_context_takeover", usual + "; server_max_window_bits=12"),
            ("x-other; a=b, permessage-deflate", usual),
            ("permessage-deflate; server_max_window_bits=8, permessage-deflate", usual),
            ("permessage-deflate; server_max_window_bits=9, permessage-deflate", usual + "; server_max_window_bits=9"),
        ])
    func accepted(offer: String, answer: String) {
        #expect(DeflateAgreement(offers: [offer])?.field == answer)
    }

    @Test(
        "One that is invalid, unknown or too small is passed over",
        arguments: [
            "", "deflate", "permessage-deflate; server_max_window_bits", "permessage-deflate; server_max_window_bits=8",
            "permessage-deflate; server_max_window_bits=16", "permessage-deflate; server_max_window_bits=09",
            "permessage-deflate; server_max_window_bits=x", "permessage-deflate; client_max_window_bits=7",
            "permessage-deflate; client_max_window_bits=", "permessage-deflate; server_no_context_takeover=1",
            "permessage-deflate; client_no_context_takeover; client_no_context_takeover", "permessage-deflate; unknown",
            "permessage-deflate; server_max_window_bits=10; server_max_window_bits=11", "permessage-deflate;",
        ])
    func refused(offer: String) {
        #expect(DeflateAgreement(offers: [offer]) == nil)
    }
}
