import CZlib
import NIOCore
import Synchronization

/// The few compressors that all sockets and answers of a server share: none of them has its own, since each message is compressed for
/// itself. So an idle socket costs nothing, and the memory is bounded by the number of slots.
///
/// Compressing happens inside a slot's lock: zlib's state never leaves it.
final class Compressors: Sendable {
    /// Texts below this gain nothing.
    static let shortest = 256
    /// The largest window of DEFLATE, in bits.
    static let widestWindow = 15

    private final class Slot<Stream>: Sendable {
        let stream = Mutex<Stream?>(nil)
    }

    private let deflaters: [Slot<Deflater>]
    private let inflaters: [Slot<Inflater>]
    private let turn = Atomic<Int>(0)

    /// With so many of each kind; more are never at work at once.
    init(slots: Int = 2) {
        deflaters = (0..<max(1, slots)).map { _ in Slot() }
        inflaters = (0..<max(1, slots)).map { _ in Slot() }
    }

    /// The compressed form, or nil when it would not be shorter. A window that is not the usual one gets a compressor for this one text.
    func deflated(_ bytes: ByteBuffer, _ ending: Deflater.Ending, windowBits: Int = widestWindow) -> [UInt8]? {
        guard windowBits == Self.widestWindow else { return Deflater(windowBits: windowBits)?.compressed(bytes, ending) }
        return use(deflaters) { deflater in
            if deflater == nil { deflater = Deflater(windowBits: windowBits) }
            return deflater?.compressed(bytes, ending)
        }
    }

    /// The message that a client has compressed, if it has at most `limit` bytes.
    func inflated(_ bytes: [UInt8], limit: Int) -> Inflater.Outcome {
        use(inflaters) { inflater in
            if inflater == nil { inflater = Inflater() }
            return inflater?.message(bytes, limit: limit) ?? .broken
        }
    }

    /// The gzip form (RFC 1952), or nil when it would not be shorter.
    func gzipped(_ bytes: ByteBuffer) -> [UInt8]? {
        guard let body = deflated(bytes, .finished), body.count + 18 < bytes.readableBytes else { return nil }
        let checksum = bytes.withUnsafeReadableBytes {
            UInt32(truncatingIfNeeded: crc32_z(0, $0.bindMemory(to: UInt8.self).baseAddress, $0.count))
        }
        // Magic, DEFLATE, no flags, no time, no extra flags, system unknown.
        var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        file.reserveCapacity(body.count + 18)
        file += body
        for word in [checksum, UInt32(truncatingIfNeeded: bytes.readableBytes)] {
            file += [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> $0) }
        }
        return file
    }

    /// The first slot that is free, or else the next in turn.
    private func use<Stream, Value: Sendable>(_ slots: [Slot<Stream>], _ body: (inout sending Stream?) -> sending Value) -> Value {
        for slot in slots {
            if let value = slot.stream.withLockIfAvailable(body) { return value }
        }
        let place = turn.add(1, ordering: .relaxed).newValue & Int.max
        return slots[place % slots.count].stream.withLock(body)
    }
}
