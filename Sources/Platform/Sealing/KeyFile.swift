import Identifiers

/// The keys at the top of the hierarchy, as a file beside the data that only its owner may read.
///
/// Whoever has the file and the data reads everything; without the file nothing can be read. It holds several keys, of which one is current:
/// rotating adds one, and the older ones stay for what they wrapped. The value does not follow changes of the file.
public struct KeyFile: Sendable {
    struct Entry: Sendable {
        let key: DataKey
        let created: Timestamp
    }

    let entries: [Entry]
    private let current: DataKey

    /// The keys in the file; nil when `current` names none of them.
    init?(entries: [Entry], current: Identifier) {
        guard let entry = entries.first(where: { $0.key.id == current }) else { return nil }
        self.entries = entries
        self.current = entry.key
    }

    /// The name of the key that wraps new keys.
    public var currentID: Identifier { current.id }

    /// The names of all keys, oldest first.
    public var ids: [Identifier] { entries.map(\.key.id) }

    /// Reads the file at `path`, which must exist, be an ordinary file and be closed to group and others.
    public static func load(at path: String) throws(KeyFileError) -> KeyFile {
        var bytes = try KeyFileStorage.read(path)
        defer { bytes.wipe() }
        guard let file = KeyFileText.decode(bytes) else { throw .malformed(path: path) }
        return file
    }

    /// Makes a file with one new key. It is on the disk when this returns, and a file that is there is never replaced.
    public static func create(
        at path: String, ids: IdentifierSource = IdentifierSource(), clock: WallClock = .system
    ) throws(KeyFileError) -> KeyFile {
        let entry = Entry(key: DataKey(id: ids.next()), created: clock.now())
        guard let file = KeyFile(entries: [entry], current: entry.key.id) else { throw .malformed(path: path) }
        try file.write(to: path, replacing: false)
        return file
    }

    /// The same with a new key as the current one, written in place of the file at `path`. The file on the disk is the old or the new one
    /// at every moment.
    public func rotated(
        at path: String, ids: IdentifierSource = IdentifierSource(), clock: WallClock = .system
    ) throws(KeyFileError) -> KeyFile {
        let entry = Entry(key: DataKey(id: ids.next()), created: clock.now())
        guard let file = KeyFile(entries: entries + [entry], current: entry.key.id) else { throw .malformed(path: path) }
        try file.write(to: path, replacing: true)
        return file
    }

    private func write(to path: String, replacing: Bool) throws(KeyFileError) {
        var bytes = KeyFileText.encode(self)
        defer { bytes.wipe() }
        try KeyFileStorage.write(bytes, to: path, replacing: replacing)
    }
}

extension KeyFile: KeyService {
    /// Wraps with the current key.
    public func wrap(_ key: DataKey, as row: RowIdentity) throws(SealingError) -> [UInt8] {
        try key.wrapped(by: current, as: row)
    }

    /// Unwraps with whichever key of the file it was wrapped with.
    public func unwrap(_ wrapped: [UInt8], as row: RowIdentity) throws(SealingError) -> DataKey {
        let id = try Envelope.keyID(wrapped)
        guard let entry = entries.first(where: { $0.key.id == id }) else { throw .unknownKey(id) }
        return try entry.key.unwrap(wrapped, as: row)
    }

    /// Whether it was wrapped with the current key.
    public func isCurrent(_ wrapped: [UInt8]) -> Bool {
        (try? Envelope.keyID(wrapped)) == current.id
    }
}
