import Database
import Identifiers
import Spaces

/// The SQL of chats.
enum ChatTables {
    /// A chat's row with its title still sealed.
    struct Record {
        let id: Identifier
        let space: Identifier
        let version: Int64
        let wrappedKey: [UInt8]
        let sealedTitle: [UInt8]
        let head: Identifier?
        let model: String?
        let pinned: Bool
        let hidden: Bool
        let archived: Bool
        let folder: Identifier?
        let position: String?
        let sealedTags: [UInt8]?
        let unread: Bool
        let created: Timestamp
        let updated: Timestamp
        let deleted: Timestamp?
    }

    private static let columns: StaticString =
        """
        id, space_id, version, key_wrapped, title, head_id, model, pinned, hidden, created_at, updated_at, deleted_at, archived, folder_id, \
        position, tags, CASE WHEN answered_version > read_version THEN 1 ELSE 0 END
        """

    /// The place of chats in the change log.
    static func log(of space: Identifier) -> LogSource {
        LogSource("chats WHERE space_id = \(space)", bytes: "length(title) + COALESCE(length(tags), 0)")
    }

    static func chat(_ id: Identifier, in connection: Connection) throws -> Record? {
        try connection.query("SELECT \(literal: columns) FROM chats WHERE id = \(id)").first.map(record)
    }

    /// Chats that changed after a version.
    static func chats(of space: Identifier, after: Int64, upTo: Int64, in connection: Connection) throws -> [Record] {
        try connection.query(
            """
            SELECT \(literal: columns) FROM chats
            WHERE space_id = \(space) AND version > \(after) AND version <= \(upTo)
            """
        ).map(record)
    }

    /// The sealed titles of these chats.
    static func titles(of chats: some Collection<Identifier>, in connection: Connection) throws -> [Identifier: [UInt8]] {
        let rows = try connection.query("SELECT id, title FROM chats WHERE id IN (\(list: chats))")
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.identifier(0), try $0.blob(1)) })
    }

    /// The wrapped keys of the chats of a space that are not in the trash.
    static func liveKeys(of space: Identifier, in connection: Connection) throws -> [(chat: Identifier, wrappedKey: [UInt8])] {
        try connection.query("SELECT id, key_wrapped FROM chats WHERE space_id = \(space) AND deleted_at IS NULL").map {
            (try $0.identifier(0), try $0.blob(1))
        }
    }

    static func newest(of space: Identifier, in connection: Connection) throws -> Record? {
        try connection.query(
            """
            SELECT \(literal: columns) FROM chats WHERE space_id = \(space) AND deleted_at IS NULL AND head_id IS NOT NULL
            ORDER BY updated_at DESC, id DESC LIMIT 1
            """
        ).first.map(record)
    }

    static func live(of space: Identifier, in connection: Connection) throws -> [Record] {
        try connection.query(
            """
            SELECT \(literal: columns) FROM chats WHERE space_id = \(space) AND deleted_at IS NULL
            ORDER BY updated_at DESC, id DESC
            """
        ).map(record)
    }

    static func insert(
        _ id: Identifier, wrappedKey: [UInt8], sealedTitle: [UInt8], model: String?, change: SpaceChange
    ) throws {
        let now = change.now
        try change.connection.execute(
            """
            INSERT INTO chats (id, space_id, version, key_wrapped, title, model, created_at, updated_at)
            VALUES (\(id), \(change.space), \(change.version), \(wrappedKey), \(sealedTitle), \(model), \(now), \(now))
            """)
    }

    static func setTitle(_ sealed: [UInt8], of id: Identifier, change: SpaceChange) throws {
        try change.connection.execute(
            "UPDATE chats SET version = \(change.version), title = \(sealed) WHERE id = \(id)")
    }

    /// Sets the fields that are named; texts that are sealed have statements of their own.
    static func set(_ fields: ChatFields, of id: Identifier, change: SpaceChange) throws {
        let connection = change.connection
        try connection.execute(
            """
            UPDATE chats SET version = \(change.version), pinned = COALESCE(\(fields.pinned), pinned),
                hidden = COALESCE(\(fields.hidden), hidden), archived = COALESCE(\(fields.archived), archived),
                model = COALESCE(\(fields.model), model)
            WHERE id = \(id)
            """)
        if let deleted = fields.deleted {
            try connection.execute("UPDATE chats SET deleted_at = \(deleted ? change.now : nil) WHERE id = \(id)")
        }
        if let folder = fields.folder {
            try connection.execute("UPDATE chats SET folder_id = \(folder) WHERE id = \(id)")
        }
        if let position = fields.position {
            try connection.execute("UPDATE chats SET position = \(position) WHERE id = \(id)")
        }
        if fields.read == true {
            try connection.execute("UPDATE chats SET read_version = answered_version WHERE id = \(id)")
        }
    }

    static func setTags(_ sealed: [UInt8], of id: Identifier, change: SpaceChange) throws {
        try change.connection.execute("UPDATE chats SET version = \(change.version), tags = \(sealed) WHERE id = \(id)")
    }

    /// Notes that an answer has ended, which makes the chat unread until somebody looks.
    static func noteAnswer(in id: Identifier, change: SpaceChange) throws {
        try change.connection.execute("UPDATE chats SET answered_version = \(change.version) WHERE id = \(id)")
    }

    /// Shows another branch; `touch` says that a message was added, which moves the chat up in the list.
    static func setHead(_ head: Identifier, touch: Bool, of id: Identifier, change: SpaceChange) throws {
        try change.connection.execute(
            "UPDATE chats SET version = \(change.version), head_id = \(head) WHERE id = \(id)")
        if touch { try self.touch(id, change: change) }
    }

    /// Stamps a chat in which a message was added or has ended.
    static func touch(_ id: Identifier, change: SpaceChange) throws {
        try change.connection.execute(
            "UPDATE chats SET version = \(change.version), updated_at = \(change.now) WHERE id = \(id)")
    }

    static func delete(_ id: Identifier, in connection: Connection) throws {
        try DraftTables.delete(of: id, in: connection)
        try connection.execute("DELETE FROM messages WHERE chat_id = \(id)")
        try connection.execute("DELETE FROM chats WHERE id = \(id)")
    }

    private static func record(_ row: Row) throws -> Record {
        Record(
            id: try row.identifier(0), space: try row.identifier(1), version: try row.int(2), wrappedKey: try row.blob(3),
            sealedTitle: try row.blob(4), head: try row.optionalIdentifier(5), model: try row.optionalText(6),
            pinned: try row.bool(7), hidden: try row.bool(8), archived: try row.bool(12), folder: try row.optionalIdentifier(13),
            position: try row.optionalText(14), sealedTags: try row.optionalBlob(15), unread: try row.bool(16),
            created: try row.timestamp(9), updated: try row.timestamp(10), deleted: try row.optionalTimestamp(11))
    }
}
