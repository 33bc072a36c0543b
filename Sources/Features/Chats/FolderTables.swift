import Database
import Identifiers
import Sealing
import Spaces

/// The SQL of folders.
enum FolderTables {
    /// A folder's row with its name still sealed.
    struct Record {
        let id: Identifier
        let version: Int64
        let sealedName: [UInt8]
        let parent: Identifier?
        let position: String
        let created: Timestamp
    }

    private static let columns: StaticString = "id, version, name, parent_id, position, created_at"

    /// The place of folders in the change log.
    static func log(of space: Identifier) -> LogSource {
        LogSource("folders WHERE space_id = \(space)", bytes: "length(name)")
    }

    static func folder(_ id: Identifier, of space: Identifier, in connection: Connection) throws -> Record? {
        try connection.query("SELECT \(literal: columns) FROM folders WHERE id = \(id) AND space_id = \(space)").first.map(record)
    }

    static func folders(of space: Identifier, after: Int64, upTo: Int64, in connection: Connection) throws -> [Record] {
        try connection.query(
            """
            SELECT \(literal: columns) FROM folders
            WHERE space_id = \(space) AND version > \(after) AND version <= \(upTo)
            """
        ).map(record)
    }

    /// Whether any space has a folder of that identifier.
    static func exists(_ id: Identifier, in connection: Connection) throws -> Bool {
        try !connection.query("SELECT id FROM folders WHERE id = \(id)").isEmpty
    }

    static func parent(of id: Identifier, in connection: Connection) throws -> Identifier? {
        try connection.query("SELECT parent_id FROM folders WHERE id = \(id)").first?.optionalIdentifier(0)
    }

    static func put(_ folder: Record, change: SpaceChange) throws {
        try change.connection.execute(
            """
            INSERT INTO folders (id, space_id, version, parent_id, name, position, created_at)
            VALUES (\(folder.id), \(change.space), \(folder.version), \(folder.parent), \(folder.sealedName), \(folder.position), \(folder.created))
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, parent_id = excluded.parent_id, name = excluded.name,
                position = excluded.position
            """)
    }

    /// Removes a folder; what is in it moves to the folder that it is in.
    static func delete(_ folder: Record, change: SpaceChange) throws {
        try change.connection.execute(
            """
            UPDATE folders SET version = \(change.version), parent_id = \(folder.parent)
            WHERE space_id = \(change.space) AND parent_id = \(folder.id)
            """)
        try change.connection.execute(
            """
            UPDATE chats SET version = \(change.version), folder_id = \(folder.parent)
            WHERE space_id = \(change.space) AND folder_id = \(folder.id)
            """)
        try change.connection.execute("DELETE FROM folders WHERE id = \(folder.id)")
    }

    static func seal(_ name: String, of folder: Identifier, keys: SpaceKeyset) throws -> [UInt8] {
        try keys.seal(name, as: identity(of: folder))
    }

    static func name(of folder: Record, keys: SpaceKeyset) throws -> String {
        try keys.openText(folder.sealedName, as: identity(of: folder.id))
    }

    private static func record(_ row: Row) throws -> Record {
        Record(
            id: try row.identifier(0), version: try row.int(1), sealedName: try row.blob(2), parent: try row.optionalIdentifier(3),
            position: try row.text(4), created: try row.timestamp(5))
    }

    private static func identity(of folder: Identifier) -> RowIdentity { RowIdentity("folders", folder, "name") }
}
