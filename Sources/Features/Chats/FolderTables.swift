import Database
import Identifiers
import Sealing
import Spaces

/// The SQL of folders.
enum FolderTables {
    private static let columns: StaticString = "id, version, name, parent_id, position, created_at"

    static func folder(_ id: Identifier, of space: Identifier, keys: SpaceKeyset, in connection: Connection) throws -> Folder? {
        try connection.query("SELECT \(literal: columns) FROM folders WHERE id = \(id) AND space_id = \(space)").first.map {
            try folder($0, keys: keys)
        }
    }

    static func folders(
        of space: Identifier, after: Int64, upTo: Int64, limit: Int, keys: SpaceKeyset, in connection: Connection
    ) throws -> [Folder] {
        try connection.query(
            """
            SELECT \(literal: columns) FROM folders
            WHERE space_id = \(space) AND version > \(after) AND version <= \(upTo)
            ORDER BY version, id LIMIT \(limit)
            """
        ).map { try folder($0, keys: keys) }
    }

    /// Whether any space has a folder of that identifier.
    static func exists(_ id: Identifier, in connection: Connection) throws -> Bool {
        try !connection.query("SELECT id FROM folders WHERE id = \(id)").isEmpty
    }

    static func parent(of id: Identifier, in connection: Connection) throws -> Identifier? {
        try connection.query("SELECT parent_id FROM folders WHERE id = \(id)").first?.optionalIdentifier(0)
    }

    static func put(_ folder: Folder, change: SpaceChange) throws {
        let name = try change.keys.seal(folder.name, as: identity(of: folder.id))
        try change.connection.execute(
            """
            INSERT INTO folders (id, space_id, version, parent_id, name, position, created_at)
            VALUES (\(folder.id), \(change.space), \(folder.version), \(folder.parent), \(name), \(folder.position), \(folder.created))
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, parent_id = excluded.parent_id, name = excluded.name,
                position = excluded.position
            """)
    }

    /// Removes a folder; what is in it moves to the folder that it is in.
    static func delete(_ folder: Folder, change: SpaceChange) throws {
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

    private static func folder(_ row: Row, keys: SpaceKeyset) throws -> Folder {
        let id = try row.identifier(0)
        return Folder(
            id: id, version: try row.int(1), name: try keys.openText(try row.blob(2), as: identity(of: id)),
            parent: try row.optionalIdentifier(3), position: try row.text(4), created: try row.timestamp(5))
    }

    private static func identity(of folder: Identifier) -> RowIdentity { RowIdentity("folders", folder, "name") }
}
