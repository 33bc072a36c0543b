import Crypto
import FoundationEssentials
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
        [UInt8](try envelope.withUnsafeBytes { opening($0, as: row) }.get())
    }

    /// Opens an envelope of the value named that holds a text.
    public func openText(_ envelope: [UInt8], as row: RowIdentity) throws(SealingError) -> String {
        let bytes = try envelope.withUnsafeBytes { opening($0, as: row) }.get()
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText }
        return text
    }

    /// Opens an envelope and puts what it holds in place of what `bytes` held; `bytes` is unchanged when this throws.
    ///
    /// For scanning: the envelope may lie in memory of the database, and one buffer serves for all rows.
    public func open(_ envelope: UnsafeRawBufferPointer, as row: RowIdentity, into bytes: inout [UInt8]) throws(SealingError) {
        let opened = try opening(envelope, as: row).get()
        bytes.removeAll(keepingCapacity: true)
        opened.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    /// Opens an envelope and lends what it holds, which costs no further copy.
    public func open<Value>(
        _ envelope: UnsafeRawBufferPointer, as row: RowIdentity, _ body: (UnsafeRawBufferPointer) -> Value
    ) throws(SealingError) -> Value {
        try opening(envelope, as: row).get().withUnsafeBytes(body)
    }

    /// As a `Result`, because what lends the bytes of arrays and strings does not carry typed errors.
    private func opening(_ envelope: UnsafeRawBufferPointer, as row: RowIdentity) -> Result<Data, SealingError> {
        switch Envelope.header(of: envelope) {
        case .failure(let error): return .failure(error)
        case .success(let sealedWith) where sealedWith != id: return .failure(.unknownKey(sealedWith))
        case .success: break
        }
        let sealed = Data(UnsafeRawBufferPointer(rebasing: envelope[Envelope.headerLength..<envelope.count]))
        let associated = associatedData(row)
        let opened = key.withLock { key -> Data? in
            guard let box = try? AES.GCM.SealedBox(combined: sealed) else { return nil }
            return try? AES.GCM.open(box, using: key, authenticating: associated)
        }
        guard let opened else { return .failure(.notAuthentic) }
        return .success(opened)
    }

    private func sealing(_ bytes: UnsafeRawBufferPointer, as row: RowIdentity) -> Result<[UInt8], SealingError> {
        let text = Data(bytes)
        let associated = associatedData(row)
        let sealed = key.withLock { key in (try? AES.GCM.seal(text, using: key, authenticating: associated))?.combined }
        guard let sealed else { return .failure(.cipherFailed) }
        var envelope: [UInt8] = []
        envelope.reserveCapacity(Envelope.headerLength + sealed.count)
        envelope.append(Envelope.version)
        envelope.append(contentsOf: id.bytes)
        envelope.append(contentsOf: sealed)
        return .success(envelope)
    }

    /// What is authenticated with the text: the envelope's header, then the row's identity.
    private func associatedData(_ row: RowIdentity) -> [UInt8] {
        let length = Envelope.headerLength + row.count
        return [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            bytes[0] = Envelope.version
            id.write(into: UnsafeMutableRawBufferPointer(rebasing: bytes[1..<Envelope.headerLength]))
            row.write(into: UnsafeMutableRawBufferPointer(rebasing: bytes[Envelope.headerLength..<length]))
            count = length
        }
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
