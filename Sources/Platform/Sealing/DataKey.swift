import Crypto
import Identifiers
import Synchronization

/// A key that seals texts or other keys: 256 random bits with a name.
///
/// One key may seal up to 2^32 texts (SP 800-38D, section 8.3, for random nonces). Its bytes are wiped when the last copy goes.
public final class DataKey: Sendable {
    /// Its name, which stands in each envelope.
    public let id: Identifier
    /// The lock makes the key usable on all threads: the library's own type is not declared so in all its versions.
    private let key: Mutex<SymmetricKey>

    static let length = 32

    /// A new key of that name from the system's generator.
    public init(id: Identifier) {
        self.id = id
        key = Mutex(SymmetricKey(size: .bits256))
    }

    /// A known key; `bytes` are 32.
    init?(id: Identifier, bytes: some Collection<UInt8>) {
        guard bytes.count == Self.length else { return nil }
        self.id = id
        key = Mutex(SymmetricKey(data: Array(bytes)))
    }

    /// Seals bytes for the value named.
    public func seal(_ bytes: [UInt8], as row: RowIdentity) throws(SealingError) -> [UInt8] {
        try bytes.withUnsafeBytes { sealing($0, as: row) }.get()
    }

    /// Seals a text, as UTF-8, for the value named.
    public func seal(_ text: String, as row: RowIdentity) throws(SealingError) -> [UInt8] {
        var text = text
        return try text.withUTF8 { sealing(UnsafeRawBufferPointer($0), as: row) }.get()
    }

    /// Opens an envelope of the value named.
    public func open(_ envelope: [UInt8], as row: RowIdentity) throws(SealingError) -> [UInt8] {
        try envelope.withUnsafeBytes { opening($0, as: row) }.get()
    }

    /// Opens an envelope of the value named that holds a text.
    public func openText(_ envelope: [UInt8], as row: RowIdentity) throws(SealingError) -> String {
        let bytes = try envelope.withUnsafeBytes { opening($0, as: row) }.get()
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText }
        return text
    }

    /// As a `Result`, because what lends the bytes of arrays and strings does not carry typed errors.
    private func opening(_ envelope: UnsafeRawBufferPointer, as row: RowIdentity) -> Result<[UInt8], SealingError> {
        do throws(SealingError) {
            try check(envelope)
        } catch {
            return .failure(error)
        }
        var associated: [UInt8] = []
        Self.write(associatedDataOf: id, row, into: &associated)
        let sealed = UnsafeRawBufferPointer(rebasing: envelope[Envelope.headerLength...])
        guard let opener = makeOpener() else { return .failure(.cipherFailed) }
        let opened = associated.withUnsafeBytes { opener.open(sealed, associated: $0) }
        return opened.map { .success([UInt8]($0)) } ?? .failure(.notAuthentic)
    }

    /// Refuses what is no envelope of this key.
    func check(_ envelope: UnsafeRawBufferPointer) throws(SealingError) {
        let sealedWith = try Envelope.header(of: envelope).get()
        guard sealedWith == id else { throw .unknownKey(sealedWith) }
    }

    /// Sets up a cipher of its own for whoever opens much.
    func makeOpener() -> Opener? {
        var bytes = copyOfBytes()
        defer { bytes.wipe() }
        return bytes.withUnsafeBytes { Opener(key: $0) }
    }

    private func sealing(_ bytes: UnsafeRawBufferPointer, as row: RowIdentity) -> Result<[UInt8], SealingError> {
        let text = [UInt8](bytes)
        var associated: [UInt8] = []
        Self.write(associatedDataOf: id, row, into: &associated)
        let sealed = key.withLock { (try? AES.GCM.seal(text, using: $0, authenticating: associated))?.combined }
        guard let sealed else { return .failure(.cipherFailed) }
        var envelope: [UInt8] = []
        envelope.reserveCapacity(Envelope.headerLength + sealed.count)
        envelope.append(Envelope.version)
        envelope.append(contentsOf: id.bytes)
        envelope.append(contentsOf: sealed)
        return .success(envelope)
    }

    /// What is authenticated with the text: the envelope's header, then the row's identity.
    static func write(associatedDataOf key: Identifier, _ row: RowIdentity, into bytes: inout [UInt8]) {
        let length = Envelope.headerLength + row.count
        if bytes.count != length { bytes = [UInt8](repeating: 0, count: length) }
        bytes.withUnsafeMutableBytes { bytes in
            bytes[0] = Envelope.version
            key.write(into: UnsafeMutableRawBufferPointer(rebasing: bytes[1..<Envelope.headerLength]))
            row.write(into: UnsafeMutableRawBufferPointer(rebasing: bytes[Envelope.headerLength...]))
        }
    }

    /// Lends the key to a function of this target.
    func withKey<Value: Sendable>(_ body: (SymmetricKey) -> Value) -> Value {
        key.withLock { body($0) }
    }

    /// A copy of the 32 bytes, for wrapping and for the key file. Whoever takes it wipes it.
    func copyOfBytes() -> [UInt8] {
        key.withLock { key in key.withUnsafeBytes { Array($0) } }
    }
}

extension DataKey: CustomStringConvertible, CustomReflectable {
    /// Its name only.
    public var description: String { "DataKey(\(id))" }
    /// Its name only.
    public var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}
