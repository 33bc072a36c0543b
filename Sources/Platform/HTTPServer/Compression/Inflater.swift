import CZlib

/// Undoes DEFLATE (RFC 1951) for whole messages, one after the other, with the same memory (about 40 KB).
final class Inflater {
    /// What became of a message.
    enum Outcome: Equatable {
        case bytes([UInt8])
        /// It would be longer than it may; it was not inflated further.
        case tooLong
        /// These bytes are not what DEFLATE makes.
        case broken
    }

    /// What a sender leaves out at the end (RFC 7692, 7.2.1).
    private static let tail: [UInt8] = [0x00, 0x00, 0xFF, 0xFF]

    private let stream: UnsafeMutablePointer<z_stream>
    /// Whether the last byte ended a last block.
    private var hasEnded = false

    /// Nil when there is no memory.
    init?() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard parlance_inflate_begin(stream) == Z_OK else {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// The message that these bytes of a sender without context takeover make, if it has at most `limit` bytes.
    func message(_ bytes: [UInt8], limit: Int) -> Outcome {
        guard inflateReset(stream) == Z_OK else { return .broken }
        hasEnded = false
        var output = Output(limit: limit, guess: bytes.count * 4)
        for part in [bytes, Self.tail] {
            let failure = part.withUnsafeBytes { feed($0, to: &output) }
            if let failure { return failure }
        }
        // Everything has been used up, at the end of a block on a byte's end (zlib.h, `inflate`: `data_type`).
        guard hasEnded || stream.pointee.data_type & (128 | 63) == 128 else { return .broken }
        return .bytes(output.whole)
    }

    private func feed(_ part: UnsafeRawBufferPointer, to output: inout Output) -> Outcome? {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: part.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(part.count)
        defer { stream.pointee.next_in = nil }
        hasEnded = hasEnded && part.isEmpty
        while true {
            let code = output.fill(from: stream)
            if output.isOver { return .tooLong }
            switch code {
            case Z_STREAM_END:
                // A sender may end a message with a last block; what follows is a stream of its own (RFC 7692, 7.2.3.4).
                guard inflateReset(stream) == Z_OK else { return .broken }
                hasEnded = stream.pointee.avail_in == 0
                if hasEnded { return nil }
            case Z_OK, Z_BUF_ERROR:
                if stream.pointee.avail_in == 0, stream.pointee.avail_out > 0 { return nil }
                if code == Z_BUF_ERROR, stream.pointee.avail_out > 0 { return .broken }
            default: return .broken
            }
        }
    }

    /// Grows when it is full, and never beyond a byte more than the limit. A message may have a block for every two bytes: the free room
    /// stays from one to the next, so that a block costs what it makes.
    private struct Output {
        private let limit: Int
        private var bytes: [UInt8]
        private var count = 0

        init(limit: Int, guess: Int) {
            self.limit = limit
            bytes = Array(repeating: 0, count: min(max(guess, 1 << 10), limit + 1))
        }

        var isOver: Bool { count > limit }

        var whole: [UInt8] { Array(bytes.prefix(count)) }

        mutating func fill(from stream: UnsafeMutablePointer<z_stream>) -> Int32 {
            if count == bytes.count { bytes.append(contentsOf: repeatElement(0, count: min(count, limit + 1 - count))) }
            return bytes.withUnsafeMutableBufferPointer { target in
                stream.pointee.next_out = target.baseAddress?.advanced(by: count)
                stream.pointee.avail_out = UInt32(target.count - count)
                defer { stream.pointee.next_out = nil }
                let code = inflate(stream, Z_NO_FLUSH)
                count = target.count - Int(stream.pointee.avail_out)
                return code
            }
        }
    }
}
