/// Divides what a server sends into WebSocket messages (RFC 6455, 5.2); servers do not mask, and Parlance does not fragment.
struct FrameSplitter {
    private var rest: [UInt8] = []

    /// Calls `each` with the opcode and payload of each whole frame.
    mutating func take(_ bytes: UnsafeRawBufferPointer, _ each: (UInt8, UnsafeRawBufferPointer) -> Void) {
        if rest.isEmpty {
            let used = Self.split(bytes, each)
            if used < bytes.count { rest = Array(bytes[used...]) }
        } else {
            rest += bytes
            let used = rest.withUnsafeBytes { Self.split($0, each) }
            if used > 0 { rest.removeFirst(used) }
        }
    }

    private static func split(_ bytes: UnsafeRawBufferPointer, _ each: (UInt8, UnsafeRawBufferPointer) -> Void) -> Int {
        var place = 0
        while bytes.count - place >= 2 {
            var length = Int(bytes[place + 1] & 0x7F)
            var size = 2
            if length >= 126 {
                let wide = length == 126 ? 2 : 8
                guard bytes.count - place >= 2 + wide else { break }
                length = (0..<wide).reduce(0) { $0 << 8 | Int(bytes[place + 2 + $1]) }
                size += wide
            }
            guard bytes.count - place >= size + length else { break }
            each(bytes[place] & 0x0F, UnsafeRawBufferPointer(rebasing: bytes[(place + size)..<(place + size + length)]))
            place += size + length
        }
        return place
    }

    /// A client's frame, masked with zeros (5.3), which leaves the payload as it is.
    static func masked(_ payload: [UInt8], opcode: UInt8 = 1) -> [UInt8] {
        var bytes: [UInt8] = [0x80 | opcode]
        switch payload.count {
        case ..<126: bytes.append(0x80 | UInt8(payload.count))
        case ..<65_536: bytes += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        default:
            bytes.append(0x80 | 127)
            for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: payload.count >> shift)) }
        }
        return bytes + [0, 0, 0, 0] + payload
    }
}
