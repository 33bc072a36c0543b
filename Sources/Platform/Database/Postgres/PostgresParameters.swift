/// The values of a statement in PostgreSQL's binary formats: numbers big-endian, text and bytes as they are.
struct PostgresParameters {
    /// Each value's type as the server numbers them (`pg_type.oid`); 0 lets the server infer it.
    private(set) var types: [UInt32] = []
    private var buffer: [UInt8] = []
    /// Where each value lies in the buffer; nil for `NULL`.
    private var ranges: [Range<Int>?] = []

    init(_ values: [SQLValue]) throws(DatabaseError) {
        types.reserveCapacity(values.count)
        ranges.reserveCapacity(values.count)
        for value in values { try append(value) }
        // Even an empty value needs an address, since none means `NULL`.
        buffer.append(0)
    }

    private mutating func append(_ value: SQLValue) throws(DatabaseError) {
        let start = buffer.count
        switch value {
        case .null:
            types.append(0)
            ranges.append(nil)
            return
        case .int(let number):
            types.append(PostgresType.int8)
            appendBigEndian(UInt64(bitPattern: number))
        case .double(let number):
            types.append(PostgresType.float8)
            appendBigEndian(number.bitPattern)
        case .text(let text):
            types.append(PostgresType.text)
            buffer.append(contentsOf: text.utf8)
            if buffer[start...].contains(0) { throw .misuse(.nulInText) }
        case .blob(let bytes):
            types.append(PostgresType.bytea)
            buffer.append(contentsOf: bytes)
        }
        ranges.append(start..<buffer.count)
    }

    private mutating func appendBigEndian(_ number: UInt64) {
        withUnsafeBytes(of: number.bigEndian) { buffer.append(contentsOf: $0) }
    }

    /// One letter a value, which tells apart the statements that the server has to prepare apart.
    var signature: String {
        var signature = "\u{1}"
        for type in types {
            switch type {
            case PostgresType.int8: signature += "i"
            case PostgresType.float8: signature += "d"
            case PostgresType.text: signature += "t"
            case PostgresType.bytea: signature += "b"
            default: signature += "n"
            }
        }
        return signature
    }

    /// Calls `body` with the arrays that libpq wants: addresses, lengths and formats (1: binary).
    func withArrays<Result>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Result
    ) -> Result {
        buffer.withUnsafeBytes { bytes in
            let start = bytes.assumingMemoryBound(to: CChar.self).baseAddress
            let addresses = ranges.map { range in range.flatMap { range in start.map { $0 + range.lowerBound } } }
            let lengths = ranges.map { Int32($0?.count ?? 0) }
            let formats = [Int32](repeating: 1, count: ranges.count)
            return body(addresses, lengths, formats)
        }
    }
}

/// Numbers of PostgreSQL's types (`pg_type.dat`).
enum PostgresType {
    static let bool: UInt32 = 16
    static let bytea: UInt32 = 17
    static let name: UInt32 = 19
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let text: UInt32 = 25
    static let float4: UInt32 = 700
    static let float8: UInt32 = 701
    static let unknown: UInt32 = 705
    static let bpchar: UInt32 = 1_042
    static let varchar: UInt32 = 1_043
    static let numeric: UInt32 = 1_700
}
