/// Reads UTF-8 where it lies.
enum UTF8Scalars {
    /// The scalar that begins at a place, and where the next one begins. A byte that begins none is U+FFFD.
    static func scalar(in text: UnsafeRawBufferPointer, at place: Int) -> (scalar: UInt32, next: Int) {
        let first = UInt32(text[place])
        if first < 0x80 { return (first, place + 1) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC0, place + length <= text.count else { return (0xFFFD, place + 1) }
        var scalar = first & (0x7F >> UInt32(length))
        for index in place + 1..<place + length {
            let byte = UInt32(text[index])
            guard byte & 0xC0 == 0x80 else { return (0xFFFD, place + 1) }
            scalar = scalar << 6 | byte & 0x3F
        }
        return (scalar, place + length)
    }

    /// The first byte of a scalar.
    static func lead(of scalar: UInt32) -> UInt8 {
        Unicode.Scalar(scalar).flatMap { UTF8.encode($0)?.first } ?? 0
    }
}
