import Database
import Identifiers

/// Reads the change log of a space: what a device that was away has to learn. It looks first how much there is, and then reads and opens what is
/// sent of it.
struct ChatLog {
    let space: Identifier
    let opener: ChatOpener

    /// The rows of one kind.
    private struct Part {
        let source: LogSource
        /// Reads those after the first version that is asked for, up to the second.
        let read: (Int64, Int64) throws -> [ChangedRow]
    }

    private var connection: Connection { opener.connection }

    /// Rows with `after < version <= through`: every chat, draft and folder, the messages of the open chats, what is gone.
    func changes(after: Int64, through: Int64, open: Set<Identifier>, limit: LogLimit) throws -> ChangedRows {
        // A device that begins from nothing holds nothing that could be gone.
        try read([chats, folders, drafts] + open.map(messages) + (after == 0 ? [] : [gone]), after: after, through: through, limit: limit)
    }

    /// The messages of one chat with `after < version <= through`.
    func messages(of chat: Identifier, after: Int64, through: Int64, limit: LogLimit) throws -> ChangedRows {
        try read([messages(of: chat)], after: after, through: through, limit: limit)
    }

    private func read(_ parts: [Part], after: Int64, through: Int64, limit: LogLimit) throws -> ChangedRows {
        var horizon = LogHorizon(through: through)
        var found: [(part: Part, first: Int64)] = []
        for part in parts {
            let entries = try entries(of: part.source, after: after, through: through, limit: limit.rows)
            horizon.include(entries, limit: limit.rows)
            if let first = entries.first { found.append((part, first.version)) }
        }
        let end = horizon.end(within: limit.bytes)
        var rows: [ChangedRow] = []
        for (part, first) in found where first <= end { rows += try part.read(after, end) }
        rows.sort { $0.version < $1.version }
        return ChangedRows(to: end, rows: rows)
    }

    /// The entries of one kind up to a limit, and those of the first version whole when it alone passes the limit.
    private func entries(of source: LogSource, after: Int64, through: Int64, limit: Int) throws -> [LogEntry] {
        let entries = try LogTables.entries(of: source, after: after, upTo: through, limit: limit, in: connection)
        guard let only = entries.first?.version, LogHorizon.mustBeWhole(entries, limit: limit) else { return entries }
        return try LogTables.entries(of: source, after: after, upTo: only, limit: Int(Int32.max), in: connection)
    }

    private var chats: Part {
        Part(source: ChatTables.log(of: space)) { after, end in
            try opener.chats(ChatTables.chats(of: space, after: after, upTo: end, in: connection)).map(ChangedRow.chat)
        }
    }

    private var folders: Part {
        Part(source: FolderTables.log(of: space)) { after, end in
            try opener.folders(FolderTables.folders(of: space, after: after, upTo: end, in: connection)).map(ChangedRow.folder)
        }
    }

    private var drafts: Part {
        Part(source: DraftTables.log(of: space)) { after, end in
            try opener.drafts(DraftTables.drafts(of: space, after: after, upTo: end, in: connection)).map(ChangedRow.draft)
        }
    }

    private func messages(of chat: Identifier) -> Part {
        Part(source: MessageTables.log(of: chat, in: space)) { after, end in
            let cipher = try ChatReader(chat, of: space, opener: opener).cipher()
            let records = try MessageTables.messages(of: chat, after: after, upTo: end, in: connection)
            return try opener.messages(records, cipher: cipher).map(ChangedRow.message)
        }
    }

    private var gone: Part {
        Part(source: TombstoneTables.log(of: space)) { after, end in
            try TombstoneTables.tombstones(of: space, after: after, upTo: end, in: connection).map(ChangedRow.gone)
        }
    }
}
