import Database
import Identifiers
import Problems
import Sealing
import Synchronization

/// Finds the keys of spaces: reads them from their rows, has the key service unwrap them once, and makes a space's first.
public final class SpaceKeys: Sendable {
    private let database: Database
    private let ring: KeyRing
    private let clock: WallClock
    private let known = Mutex<[Identifier: SpaceKeyset]>([:])

    /// The finder over a database and the ring that unwraps.
    public init(database: Database, ring: KeyRing, clock: WallClock) {
        self.database = database
        self.ring = ring
        self.clock = clock
    }

    /// The keys of a space. The first time it makes one, which needs the space to be there.
    ///
    /// - Throws: `unreadable` when a key does not open with the key service's keys, or a storage problem.
    public func keyset(of space: Identifier) async throws(Problem) -> SpaceKeyset {
        if let keyset = known.withLock({ $0[space] }) { return keyset }
        let keyset = try await storage {
            var wrapped = try await database.read { try SpaceKeyTables.keys(of: space, in: $0) }
            if wrapped.isEmpty { wrapped = try await makeFirst(of: space) }
            var keys: [DataKey] = []
            for key in wrapped { keys.append(try await ring.spaceKey(key, as: SpaceKeyset.identity(of: space))) }
            guard let current = keys.last else { throw Problem(.internal) }
            return SpaceKeyset(space: space, ring: ring, current: current, keys: keys)
        }
        known.withLock { $0[space] = keyset }
        return keyset
    }

    /// Some space of a database that has a key, so that the file with the key to that must be there; nil when none has.
    public static func anyHolder(in database: Database) async throws -> Identifier? {
        try await database.read { try $0.query("SELECT space_id FROM space_keys LIMIT 1").first?.identifier(0) }
    }

    /// Makes a space's first key, unless another process was faster: then that one counts.
    private func makeFirst(of space: Identifier) async throws -> [[UInt8]] {
        let fresh = try await ring.makeSpaceKey(as: SpaceKeyset.identity(of: space))
        let now = clock.now()
        return try await database.write { connection in
            guard try SpaceTables.lock(space, in: connection) else { throw Problem(.spaceUnknown) }
            let known = try SpaceKeyTables.keys(of: space, in: connection)
            guard known.isEmpty else { return known }
            try SpaceKeyTables.insert(fresh.key.id, wrapped: fresh.wrapped, of: space, at: now, in: connection)
            return [fresh.wrapped]
        }
    }
}

/// The unwrapped keys of one space. A value to be handed into transactions: nothing of it asks the key service any more.
public struct SpaceKeyset: Sendable {
    let space: Identifier
    let ring: KeyRing
    let current: DataKey
    let keys: [DataKey]

    /// A new key for one chat of the space, as the chat's row is to hold it.
    public func makeKey(for chat: Identifier) throws(SealingError) -> [UInt8] {
        try ring.makeKey(under: current, as: RowIdentity("chats", chat, "key")).wrapped
    }

    /// The key of a chat, from what its row holds.
    public func open(_ wrapped: [UInt8], for chat: Identifier) throws(SealingError) -> DataKey {
        try ring.key(wrapped, under: try key(of: wrapped), as: RowIdentity("chats", chat, "key"))
    }

    /// A key for one purpose that is no row's. It is made of the space's first key, so that it stays the same when the space gets further ones.
    public func derived(for purpose: StaticString) -> DataKey {
        (keys.first ?? current).derived(for: purpose)
    }

    /// Seals a small value that belongs to the space itself and to no chat, such as the key of a provider.
    public func seal(_ text: String, as row: RowIdentity) throws(SealingError) -> [UInt8] {
        try current.seal(text, as: row)
    }

    /// Opens such a value.
    public func openText(_ envelope: [UInt8], as row: RowIdentity) throws(SealingError) -> String {
        try key(of: envelope).openText(envelope, as: row)
    }

    static func identity(of space: Identifier) -> RowIdentity { RowIdentity("spaces", space, "key") }

    private func key(of envelope: [UInt8]) throws(SealingError) -> DataKey {
        let id = try Envelope.keyID(envelope)
        guard let key = keys.first(where: { $0.id == id }) else { throw .unknownKey(id) }
        return key
    }
}

/// The SQL of the keys of spaces.
enum SpaceKeyTables {
    /// The keys of a space as they are wrapped, the newest last.
    static func keys(of space: Identifier, in connection: Connection) throws -> [[UInt8]] {
        try connection.query("SELECT wrapped FROM space_keys WHERE space_id = \(space.text) ORDER BY created_at, id").map { try $0.blob(0) }
    }

    static func insert(
        _ id: Identifier, wrapped: [UInt8], of space: Identifier, at now: Timestamp, in connection: Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO space_keys (id, space_id, wrapped, created_at)
            VALUES (\(id.text), \(space.text), \(wrapped), \(now.milliseconds))
            """)
    }
}
