/// SHA-1 (RFC 3174), for the two places where a protocol or a cache asks for a digest and nothing secret hangs on it: the answer to a
/// WebSocket handshake, and entity tags.
enum SHA1 {
    /// The 20 bytes of the digest.
    static func digest(_ message: some Collection<UInt8>) -> [UInt8] {
        var padded = Array(message)
        let bits = UInt64(padded.count) * 8
        padded.append(0x80)
        padded.append(contentsOf: repeatElement(0, count: (120 - padded.count % 64) % 64))
        for shift in stride(from: 56, through: 0, by: -8) { padded.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift))) }
        var hash: (UInt32, UInt32, UInt32, UInt32, UInt32) = (0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0)
        var words = [UInt32](repeating: 0, count: 80)
        for block in stride(from: 0, to: padded.count, by: 64) { mix(padded, block, &words, &hash) }
        return [hash.0, hash.1, hash.2, hash.3, hash.4].flatMap { word in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
        }
    }

    private static func mix(_ bytes: [UInt8], _ start: Int, _ words: inout [UInt32], _ hash: inout (UInt32, UInt32, UInt32, UInt32, UInt32))
    {
        for place in 0..<16 {
            words[place] = (0..<4).reduce(0) { $0 << 8 | UInt32(bytes[start + place * 4 + $1]) }
        }
        for place in 16..<80 { words[place] = rotated(words[place - 3] ^ words[place - 8] ^ words[place - 14] ^ words[place - 16], 1) }
        var (a, b, c, d, e) = hash
        for place in 0..<80 {
            let (mixed, constant): (UInt32, UInt32) =
                switch place {
                case 0..<20: ((b & c) | (~b & d), 0x5A82_7999)
                case 20..<40: (b ^ c ^ d, 0x6ED9_EBA1)
                case 40..<60: ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC)
                default: (b ^ c ^ d, 0xCA62_C1D6)
                }
            let next = rotated(a, 5) &+ mixed &+ e &+ constant &+ words[place]
            (e, d, c, b, a) = (d, c, rotated(b, 30), a, next)
        }
        hash = (hash.0 &+ a, hash.1 &+ b, hash.2 &+ c, hash.3 &+ d, hash.4 &+ e)
    }

    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word << count | word >> (32 - count) }
}
