import Glibc

/// One frame of the server, valid while it is delivered.
struct Frame {
    let bytes: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Whether it is of this type; every frame begins with it.
    func `is`(_ type: StaticString) -> Bool {
        let start = 9
        guard bytes.count > start + type.utf8CodeUnitCount, let base = bytes.baseAddress else { return false }
        return memcmp(base + start, type.utf8Start, type.utf8CodeUnitCount) == 0 && bytes[start + type.utf8CodeUnitCount] == 0x22
    }

    /// The text of a delta, its last field. The stand-in's tokens need no escaping.
    var text: UnsafeRawBufferPointer {
        guard let start = Scan.find(#""text":""#, in: bytes).map({ $0 + 8 }), bytes.count - 2 >= start else {
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<(bytes.count - 2)])
    }

    var string: String { String(decoding: bytes, as: UTF8.self) }
}
