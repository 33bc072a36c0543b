/// The number grammar of RFC 8259, section 6.
enum JSONNumber {
    static func scan(_ bytes: [UInt8], from start: Int) throws(JSONError) -> (value: JSON, end: Int) {
        var position = start
        func digit(_ place: Int) -> Bool { place < bytes.count && (0x30...0x39).contains(bytes[place]) }
        func byte(_ place: Int) -> UInt8 { place < bytes.count ? bytes[place] : 0 }

        if byte(position) == UInt8(ascii: "-") { position += 1 }
        guard digit(position) else { throw JSONError(reason: .invalidNumber, offset: position) }
        if byte(position) == UInt8(ascii: "0") {
            position += 1
            guard !digit(position) else { throw JSONError(reason: .invalidNumber, offset: position) }
        } else {
            while digit(position) { position += 1 }
        }
        var integral = true
        if byte(position) == UInt8(ascii: ".") {
            integral = false
            position += 1
            guard digit(position) else { throw JSONError(reason: .invalidNumber, offset: position) }
            while digit(position) { position += 1 }
        }
        if byte(position) | 0x20 == UInt8(ascii: "e") {
            integral = false
            position += 1
            if byte(position) == UInt8(ascii: "+") || byte(position) == UInt8(ascii: "-") { position += 1 }
            guard digit(position) else { throw JSONError(reason: .invalidNumber, offset: position) }
            while digit(position) { position += 1 }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if integral, let value = Int64(text) { return (.int(value), position) }
        guard let value = Double(text), value.isFinite else { throw JSONError(reason: .invalidNumber, offset: start) }
        return (.double(value), position)
    }
}
