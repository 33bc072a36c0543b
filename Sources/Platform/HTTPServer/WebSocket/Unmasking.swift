/// Takes a client's mask off (RFC 6455, 5.3), eight bytes at a time.
enum Unmasking {
    static func apply(_ mask: (UInt8, UInt8, UInt8, UInt8), offset: Int, to bytes: UnsafeMutableRawBufferPointer) {
        let keys = [mask.0, mask.1, mask.2, mask.3]
        var wide: UInt64 = 0
        for place in 0..<8 { wide |= UInt64(keys[(offset + place) & 3]) << UInt64(8 * place) }
        var index = 0
        while index + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            bytes.storeBytes(of: (word ^ wide).littleEndian, toByteOffset: index, as: UInt64.self)
            index += 8
        }
        while index < bytes.count {
            bytes[index] ^= keys[(offset + index) & 3]
            index += 1
        }
    }
}
