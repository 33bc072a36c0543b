import Database
import Identifiers
import Spaces

/// The SQL of drafts.
enum DraftTables {
    /// A draft's row with its texts still sealed.
    struct Record {
        let chat: Identifier
        let version: Int64
        let device: Identifier
        let sealedContent: [UInt8]
        let updated: Timestamp
    }

    private static let columns: StaticString = "chat_id, version, device_id, content, updated_at"

    static func draft(of chat: Identifier, in connection: Connection) throws -> Record? {
        try connection.query("SELECT \(literal: columns) FROM drafts WHERE chat_id = \(chat)").first.map(record)
    }

    static func drafts(of space: Identifier, after: Int64, upTo: Int64, limit: Int, in connection: Connection) throws -> [Record] {
        try connection.query(
            """
            SELECT \(literal: columns) FROM drafts
            WHERE space_id = \(space) AND version > \(after) AND version <= \(upTo)
            ORDER BY version, chat_id LIMIT \(limit)
            """
        ).map(record)
    }

    static func put(_ draft: Draft, sealedContent: [UInt8], of chat: Identifier, change: SpaceChange) throws {
        try change.connection.execute(
            """
            INSERT INTO drafts (chat_id, space_id, version, device_id, content, updated_at)
            VALUES (\(chat), \(change.space), \(change.version), \(draft.current.device), \(sealedContent), \(change.now))
            ON CONFLICT (chat_id) DO UPDATE SET version = excluded.version, device_id = excluded.device_id,
                content = excluded.content, updated_at = excluded.updated_at
            """)
    }

    static func delete(of chat: Identifier, in connection: Connection) throws {
        try connection.execute("DELETE FROM drafts WHERE chat_id = \(chat)")
    }

    private static func record(_ row: Row) throws -> Record {
        Record(
            chat: try row.identifier(0), version: try row.int(1), device: try row.identifier(2), sealedContent: try row.blob(3),
            updated: try row.timestamp(4))
    }
}
