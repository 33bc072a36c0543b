/// Opens many envelopes of one key in a row, for searching: on one thread, and without copying what was opened.
public final class TextScanner {
    private let key: DataKey
    private let opener: Opener
    private var associated: [UInt8] = []

    init?(_ key: DataKey) {
        guard let opener = key.makeOpener() else { return nil }
        self.key = key
        self.opener = opener
    }

    /// Opens an envelope and lends what it holds.
    ///
    /// - Throws: as ``DataKey/open(_:as:)``.
    public func open<Value>(
        _ envelope: UnsafeRawBufferPointer, as row: RowIdentity, _ body: (UnsafeRawBufferPointer) -> Value
    ) throws(SealingError) -> Value {
        try key.check(envelope)
        DataKey.write(associatedDataOf: key.id, row, into: &associated)
        let sealed = UnsafeRawBufferPointer(rebasing: envelope[Envelope.headerLength...])
        let opened = associated.withUnsafeBytes { opener.open(sealed, associated: $0) }
        guard let opened else { throw .notAuthentic }
        return body(opened)
    }
}

extension DataKey {
    /// A scanner of envelopes of this key; nil when there is no memory for it.
    public func scanner() -> TextScanner? { TextScanner(self) }
}
