import CZlib
import NIOCore

/// Compresses whole texts by DEFLATE (RFC 1951), one after the other, with the same memory (about 270 KB at 15 window bits).
final class Deflater {
    /// How a stream ends.
    enum Ending {
        /// On a byte's end, without a last block: what permessage-deflate sends (RFC 7692, 7.2.1).
        case flushed
        /// With a last block: what gzip holds.
        case finished
    }

    /// Fast: the same kind of search as level 1, and a tenth smaller.
    private static let level: Int32 = 3

    /// zlib keeps a pointer to it, so that it must stay where it is.
    private let stream: UnsafeMutablePointer<z_stream>

    /// Nil when there is no memory. `windowBits` are 9 to 15.
    init?(windowBits: Int) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard parlance_deflate_begin(stream, Self.level, Int32(windowBits)) == Z_OK else {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// The compressed form, or nil when it would not be shorter than what it is made of.
    func compressed(_ bytes: ByteBuffer, _ ending: Ending) -> [UInt8]? { bytes.withUnsafeReadableBytes { compressed($0, ending) } }

    private func compressed(_ bytes: UnsafeRawBufferPointer, _ ending: Ending) -> [UInt8]? {
        guard bytes.count > 0, bytes.count < Int(UInt32.max), deflateReset(stream) == Z_OK else { return nil }
        let output = [UInt8](unsafeUninitializedCapacity: bytes.count) { target, count in
            stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
            stream.pointee.avail_in = UInt32(bytes.count)
            stream.pointee.next_out = target.baseAddress
            stream.pointee.avail_out = UInt32(target.count)
            let code = deflate(stream, ending == .flushed ? Z_SYNC_FLUSH : Z_FINISH)
            // A full target means that something may be left inside.
            let isWhole = ending == .flushed ? code == Z_OK && stream.pointee.avail_out > 0 : code == Z_STREAM_END
            count = isWhole ? target.count - Int(stream.pointee.avail_out) : 0
            stream.pointee.next_in = nil
            stream.pointee.next_out = nil
        }
        return output.isEmpty ? nil : output
    }
}
