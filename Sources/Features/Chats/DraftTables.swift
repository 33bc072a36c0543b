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
        /// The key of the chat.
        let wrappedKey: [UInt8]
    }

    private static let columns: StaticString =
        """
        drafts.chat_id, drafts.version, drafts.device_id, drafts.content, drafts.updated_at, chats.key_wrapped
        FROM drafts JOIN chats ON chats.id = drafts.chat_id
        """

    /// The place of drafts in the change log.
    static func log(of space: Identifier) -> LogSource {
        LogSource("drafts WHERE space_id = \(space)", bytes: "length(content)")
    }

    static func draft(of chat: Identifier, in connection: Connection) throws -> Record? {
        try connection.query("SELECT \(literal: columns) WHERE drafts.chat_id = \(chat)").first.map(record)
    }

    static func drafts(of space: Identifier, after: Int64, upTo: Int64, in connection: Connection) throws -> [Record] {
        try connection.query(
            """
            SELECT \(literal: columns)
            WHERE drafts.space_id = \(space) AND drafts.version > \(after) AND drafts.version <= \(upTo)
            """
        ).map(record)
    }

    static func put(_ draft: Draft, sealedContent: [UInt8], of chat: Identifier, change: SpaceChange) throws {
        try change.connection.execute(
            """
            INSERT INTO drafts (chat_id, space_id, version, device_id, content, updated_at)
            VALUES (\(chat), \(change.space), \(change.version), \(draft.current.origin.device), \(sealedContent), \(change.now))
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
            updated: try row.timestamp(4), wrappedKey: try row.blob(5))
    }
}
