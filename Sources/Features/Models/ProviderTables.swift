import Database
import Identifiers
import Sealing
import Spaces
import Telemetry

/// A provider as its row holds it, the key still sealed.
struct ProviderRecord: Sendable, Equatable {
    let id: Identifier
    var name: String
    var baseURL: String
    var sealedKey: [UInt8]?

    /// What the sealed key belongs to.
    var keyIdentity: RowIdentity { RowIdentity("providers", id, "key") }

    /// The key, opened.
    func key(_ keys: SpaceKeyset) throws(SealingError) -> Secret? {
        guard let sealedKey else { return nil }
        return Secret(try keys.openText(sealedKey, as: keyIdentity))
    }

    /// Puts another key, or none, in the place of the one that is there.
    mutating func setKey(_ key: String?, _ keys: SpaceKeyset) throws(SealingError) {
        sealedKey = nil
        if let key { sealedKey = try keys.seal(key, as: keyIdentity) }
    }
}

/// The SQL of providers.
enum ProviderTables {
    static func providers(of space: Identifier, in connection: Connection) throws -> [ProviderRecord] {
        try connection.query(
            "SELECT id, name, base_url, key_sealed FROM providers WHERE space_id = \(space) ORDER BY created_at, id"
        ).map(record)
    }

    static func provider(_ id: Identifier, of space: Identifier, in connection: Connection) throws -> ProviderRecord? {
        try connection.query(
            "SELECT id, name, base_url, key_sealed FROM providers WHERE id = \(id) AND space_id = \(space)"
        ).first.map(record)
    }

    static func insert(_ record: ProviderRecord, change: SpaceChange) throws {
        try change.connection.execute(
            """
            INSERT INTO providers (id, space_id, version, name, base_url, key_sealed, created_at, updated_at)
            VALUES (
                \(record.id), \(change.space), \(change.version), \(record.name), \(record.baseURL), \(record.sealedKey),
                \(change.now), \(change.now))
            """)
    }

    static func update(_ record: ProviderRecord, change: SpaceChange) throws {
        try change.connection.execute(
            """
            UPDATE providers SET version = \(change.version), name = \(record.name), base_url = \(record.baseURL),
                key_sealed = \(record.sealedKey), updated_at = \(change.now)
            WHERE id = \(record.id) AND space_id = \(change.space)
            """)
    }

    /// Whether there was one.
    static func delete(_ id: Identifier, change: SpaceChange) throws -> Bool {
        try change.connection.execute("DELETE FROM providers WHERE id = \(id) AND space_id = \(change.space)") > 0
    }

    private static func record(_ row: Row) throws -> ProviderRecord {
        ProviderRecord(id: try row.identifier(0), name: try row.text(1), baseURL: try row.text(2), sealedKey: try row.optionalBlob(3))
    }
}
