import Database
import Identifiers

/// Reads the marks of what is gone.
enum TombstoneTables {
    /// Their place in the change log.
    static func log(of space: Identifier) -> LogSource {
        LogSource("tombstones WHERE space_id = \(space)", bytes: "0")
    }

    static func tombstones(of space: Identifier, after: Int64, upTo: Int64, in connection: Connection) throws -> [Tombstone] {
        try connection.query(
            """
            SELECT kind, id, version FROM tombstones
            WHERE space_id = \(space) AND version > \(after) AND version <= \(upTo)
            """
        ).map { Tombstone(kind: try $0.text(0), id: try $0.identifier(1), version: try $0.int(2)) }
    }

    /// Whether a row of that identifier is gone for ever.
    static func holds(_ id: Identifier, of space: Identifier, in connection: Connection) throws -> Bool {
        try !connection.query("SELECT kind FROM tombstones WHERE space_id = \(space) AND id = \(id) LIMIT 1").isEmpty
    }
}
