/// Reads single values of PostgreSQL's binary formats (the `…send` functions of its source).
enum PostgresCell {
    static func isText(_ type: UInt32) -> Bool {
        switch type {
        case PostgresType.text, PostgresType.varchar, PostgresType.bpchar, PostgresType.name, PostgresType.unknown: true
        default: false
        }
    }

    static func int(_ type: UInt32, _ bytes: UnsafeRawBufferPointer) -> Int64? {
        switch (type, bytes.count) {
        case (PostgresType.int8, 8): Int64(bitPattern: bigEndian(bytes))
        case (PostgresType.int4, 4): Int64(Int32(bitPattern: UInt32(bigEndian(bytes))))
        case (PostgresType.int2, 2): Int64(Int16(bitPattern: UInt16(bigEndian(bytes))))
        case (PostgresType.bool, 1): bytes[0] == 0 ? 0 : 1
        case (PostgresType.numeric, _): PostgresNumeric(bytes)?.int
        default: nil
        }
    }

    static func double(_ type: UInt32, _ bytes: UnsafeRawBufferPointer) -> Double? {
        switch (type, bytes.count) {
        case (PostgresType.float8, 8): Double(bitPattern: bigEndian(bytes))
        case (PostgresType.float4, 4): Double(Float(bitPattern: UInt32(bigEndian(bytes))))
        case (PostgresType.numeric, _): PostgresNumeric(bytes)?.double
        default: int(type, bytes).map(Double.init)
        }
    }

    static func bigEndian(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// A `numeric`, which is what PostgreSQL makes of `sum` and `avg` over a `BIGINT` where SQLite stays with its own numbers.
struct PostgresNumeric {
    private let digits: [UInt16]
    /// The power of 10,000 that the first digit counts.
    private let weight: Int
    private let isNegative: Bool

    /// Nil for what is no finite number or cut short.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 8 else { return nil }
        let words = stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        let count = Int(words[0])
        guard words.count == count + 4, words[2] == 0 || words[2] == 0x4000 else { return nil }
        weight = Int(Int16(bitPattern: words[1]))
        isNegative = words[2] == 0x4000
        digits = Array(words[4...])
    }

    /// The number if it is whole and fits.
    var int: Int64? {
        guard digits.count <= weight + 1 || digits.isEmpty else { return nil }
        var total: Int64 = 0
        for place in 0..<(digits.isEmpty ? 0 : weight + 1) {
            let digit = place < digits.count ? Int64(digits[place]) : 0
            let (product, isTooLarge) = total.multipliedReportingOverflow(by: 10_000)
            let (sum, isTooLargeToo) = product.subtractingReportingOverflow(digit)
            if isTooLarge || isTooLargeToo { return nil }
            total = sum
        }
        if isNegative { return total }
        return total == .min ? nil : -total
    }

    var double: Double {
        var total = 0.0
        for digit in digits { total = total * 10_000 + Double(digit) }
        var exponent = weight + 1 - digits.count
        while exponent > 0 {
            total *= 10_000
            exponent -= 1
        }
        while exponent < 0 {
            total /= 10_000
            exponent += 1
        }
        return isNegative ? -total : total
    }
}
