import Database
import Identifiers
import Spaces

/// Reads the change log of a space: what a device that was away has to learn.
struct ChatLog {
    let space: Identifier
    let keys: SpaceKeyset
    let connection: Connection

    /// Rows with `after < version <= through`: every chat, draft and folder, the messages of the open chats, what is gone.
    func changes(after: Int64, through: Int64, open: Set<Identifier>, limit: LogLimit) throws -> ChangedRows {
        let opener = ChatOpener(keys: keys, connection: connection)
        var horizon = LogHorizon(through: through)
        let chats = try whole(after: after, through: through, limit: limit.rows, &horizon, version: \.version) {
            try ChatTables.chats(of: space, after: after, upTo: $0, limit: $1, in: connection)
        }
        let drafts = try whole(after: after, through: through, limit: limit.rows, &horizon, version: \.version) {
            try DraftTables.drafts(of: space, after: after, upTo: $0, limit: $1, in: connection)
        }
        let folders = try whole(after: after, through: through, limit: limit.rows, &horizon, version: \.version) {
            try FolderTables.folders(of: space, after: after, upTo: $0, limit: $1, keys: keys, in: connection)
        }
        var messages: [MessageTables.Record] = []
        for chat in open where try ChatTables.chat(chat, in: connection)?.space == space {
            messages += try whole(after: after, through: through, limit: limit.rows / 4, &horizon, version: \.version) {
                try MessageTables.messages(of: chat, after: after, upTo: $0, limit: $1, in: connection)
            }
        }
        // A device that begins from nothing holds nothing that could be gone.
        let gone =
            after == 0
            ? []
            : try whole(after: after, through: through, limit: limit.rows, &horizon, version: \.version) {
                try TombstoneTables.tombstones(of: space, after: after, upTo: $0, limit: $1, in: connection)
            }
        // What is beyond the horizon is read again with the next stretch; it is not opened for nothing.
        let end = horizon.version
        var rows = try opener.chats(chats.filter { $0.version <= end }).map(ChangedRow.chat)
        rows += folders.filter { $0.version <= end }.map(ChangedRow.folder)
        rows += try opener.drafts(drafts.filter { $0.version <= end }).map(ChangedRow.draft)
        rows += try opener.messages(messages.filter { $0.version <= end }).map(ChangedRow.message)
        rows += gone.filter { $0.version <= end }.map(ChangedRow.gone)
        rows.sort { $0.version < $1.version }
        return Self.cut(rows, to: end, bytes: limit.bytes)
    }

    /// The messages of one chat with `after < version <= through`.
    func messages(of chat: Identifier, after: Int64, through: Int64, limit: LogLimit) throws -> ChangedRows {
        var horizon = LogHorizon(through: through)
        let messages = try whole(after: after, through: through, limit: limit.rows, &horizon, version: \.version) {
            try MessageTables.messages(of: chat, after: after, upTo: $0, limit: $1, in: connection)
        }
        let shown = messages.filter { $0.version <= horizon.version }
        let rows = try ChatOpener(keys: keys, connection: connection).messages(shown).map(ChangedRow.message)
        return Self.cut(rows, to: horizon.version, bytes: limit.bytes)
    }

    /// Reads one kind of row up to a limit, and its first version whole when that alone passes the limit.
    private func whole<Record>(
        after: Int64, through: Int64, limit: Int, _ horizon: inout LogHorizon, version: (Record) -> Int64,
        read: (_ upTo: Int64, _ limit: Int) throws -> [Record]
    ) throws -> [Record] {
        var records = try read(through, limit)
        let versions = records.map(version)
        if let only = versions.first, LogHorizon.mustReadWhole(versions: versions, limit: limit) {
            records = try read(only, Int(Int32.max))
        }
        horizon.include(versions: versions, limit: limit)
        return records
    }

    /// Ends the stretch with the version in which the limit of bytes is passed.
    private static func cut(_ rows: [ChangedRow], to horizon: Int64, bytes limit: Int) -> ChangedRows {
        var bytes = 0
        for (place, row) in rows.enumerated() {
            if bytes > limit, row.version > rows[place - 1].version {
                return ChangedRows(to: rows[place - 1].version, rows: Array(rows[..<place]))
            }
            bytes += row.textLength
        }
        return ChangedRows(to: horizon, rows: rows)
    }
}
