import Identifiers

/// "Space S is at version N", as it goes between processes: 16 bytes and 8.
struct VersionMessage: Sendable, Equatable {
    let space: Identifier
    let version: Int64

    init(space: Identifier, version: Int64) {
        self.space = space
        self.version = version
    }

    init?(_ bytes: [UInt8]) {
        guard bytes.count == 24, let space = Identifier(bytes: Array(bytes[..<16])) else { return nil }
        self.space = space
        version = Int64(bitPattern: bytes[16...].reduce(0) { $0 << 8 | UInt64($1) })
    }

    func encoded() -> [UInt8] {
        var bytes = space.bytes
        withUnsafeBytes(of: version.bigEndian) { bytes.append(contentsOf: $0) }
        return bytes
    }
}
