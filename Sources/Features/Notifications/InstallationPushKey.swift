import Database
import Identifiers
import Problems
import Sealing
import Spaces
import Synchronization
import WebPush

/// The installation's key pair for push services: made on the first use, kept sealed, and opened once a process.
final class InstallationPushKey: Sendable {
    private let database: Database
    private let ring: KeyRing
    private let identifiers: IdentifierSource
    private let clock: WallClock
    private let known = Mutex<PushKey?>(nil)

    init(database: Database, ring: KeyRing, identifiers: IdentifierSource, clock: WallClock) {
        self.database = database
        self.ring = ring
        self.identifiers = identifiers
        self.clock = clock
    }

    /// The pair. Throws `unreadable` when it does not open with the key service's keys, or a storage problem.
    func key() async throws(Problem) -> PushKey {
        if let key = known.withLock({ $0 }) { return key }
        let key = try await storage {
            var stored = try await database.read { try PushKeyTables.stored(in: $0) }
            if stored == nil { stored = try await makeFirst() }
            guard let stored else { throw Problem(.internal) }
            let sealer = try await ring.spaceKey(stored.wrapped, as: Self.identity(stored.name, "key"))
            guard let key = PushKey(rawRepresentation: try sealer.open(stored.sealed, as: Self.identity(stored.name, "pair"))) else {
                throw Problem(.unreadable)
            }
            return key
        }
        known.withLock { $0 = key }
        return key
    }

    /// Makes the pair, unless another process was faster: then that one counts.
    private func makeFirst() async throws -> PushKeyTables.Stored? {
        let name = identifiers.next()
        let (sealer, wrapped) = try await ring.makeSpaceKey(as: Self.identity(name, "key"))
        let sealed = try sealer.seal(PushKey().rawRepresentation, as: Self.identity(name, "pair"))
        let now = clock.now()
        return try await database.write { connection in
            try PushKeyTables.insert(.init(name: name, wrapped: wrapped, sealed: sealed), at: now, in: connection)
            return try PushKeyTables.stored(in: connection)
        }
    }

    private static func identity(_ name: Identifier, _ column: StaticString) -> RowIdentity { RowIdentity("push_keys", name, column) }
}

/// The SQL of the installation's key pair.
enum PushKeyTables {
    struct Stored: Sendable {
        let name: Identifier
        let wrapped: [UInt8]
        let sealed: [UInt8]
    }

    static func stored(in connection: Connection) throws -> Stored? {
        try connection.query("SELECT name, wrapped, sealed FROM push_keys WHERE id = 1").first.map {
            Stored(name: try $0.identifier(0), wrapped: try $0.blob(1), sealed: try $0.blob(2))
        }
    }

    static func insert(_ stored: Stored, at now: Timestamp, in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO push_keys (id, name, wrapped, sealed, created_at)
            VALUES (1, \(stored.name), \(stored.wrapped), \(stored.sealed), \(now))
            ON CONFLICT (id) DO NOTHING
            """)
    }
}
