import Database
import Identifiers
import Sealing
import Spaces

/// The SQL of messages.
enum MessageTables {
    /// A message's row with its text still sealed.
    struct Record {
        let id: Identifier
        let version: Int64
        let chat: Identifier
        let parent: Identifier?
        let role: Message.Role
        let status: Message.Status
        let sealedText: [UInt8]
        let model: String?
        let problem: String?
        let rating: Int64
        let usage: Message.Usage?
        let created: Timestamp
        let finished: Timestamp?
    }

    private static let columns: StaticString =
        """
        id, version, chat_id, parent_id, role, status, text, model, problem, rating, input_tokens, output_tokens, first_ms, total_ms, \
        created_at, finished_at
        """

    /// The order of a few messages among many of a chat. A column with a sign before it does not lead an engine to go through all of them by an
    /// index of that column.
    private static let fewInOrder: StaticString = "+sequence"

    static func message(_ id: Identifier, in connection: Connection) throws -> Record? {
        try connection.query("SELECT \(literal: columns) FROM messages WHERE id = \(id)").first.map(record)
    }

    /// The messages with these identifiers, in no order.
    static func messages(_ ids: some Collection<Identifier>, in connection: Connection) throws -> [Record] {
        try connection.query("SELECT \(literal: columns) FROM messages WHERE id IN (\(list: ids))").map(record)
    }

    /// The place of a chat's messages in the change log of its space.
    static func log(of chat: Identifier, in space: Identifier) -> LogSource {
        LogSource("messages WHERE chat_id = \(chat) AND space_id = \(space)", bytes: "length(text)")
    }

    /// Messages of a chat that changed after a version.
    static func messages(of chat: Identifier, after: Int64, upTo: Int64, in connection: Connection) throws -> [Record] {
        try connection.query(
            """
            SELECT \(literal: columns) FROM messages
            WHERE chat_id = \(chat) AND version > \(after) AND version <= \(upTo)
            """
        ).map(record)
    }

    /// The way from a message towards the root, newest first: at most `limit` messages, and none after the one with which their texts take
    /// `bytes`.
    static func ancestry(of id: Identifier, chat: Identifier, limit: Int, bytes: Int, in connection: Connection) throws -> [Record] {
        try connection.query(
            """
            WITH RECURSIVE way (step_id, next_id, depth, bytes) AS (
                SELECT id, parent_id, 1, CAST(length(text) - \(Envelope.overhead) AS BIGINT)
                FROM messages WHERE id = \(id) AND chat_id = \(chat)
                UNION ALL
                SELECT m.id, m.parent_id, w.depth + 1, w.bytes + length(m.text) - \(Envelope.overhead)
                FROM messages m JOIN way w ON m.id = w.next_id WHERE w.depth < \(limit) AND w.bytes < \(bytes)
            )
            SELECT \(literal: columns) FROM way JOIN messages ON messages.id = way.step_id ORDER BY way.depth
            """
        ).map(record)
    }

    /// The children of each of these parents (nil stands for the root), in order of creation; identifiers alone.
    static func children(
        of parents: [Identifier?], chat: Identifier, in connection: Connection
    ) throws -> [(parent: Identifier?, child: Identifier)] {
        let known = Set(parents.compactMap(\.self)).sorted()
        var found: [(parent: Identifier?, child: Identifier)] = []
        if !known.isEmpty {
            found += try connection.query(
                """
                SELECT parent_id, id FROM messages WHERE chat_id = \(chat) AND parent_id IN (\(list: known))
                ORDER BY \(literal: fewInOrder)
                """
            ).map { (try $0.optionalIdentifier(0), try $0.identifier(1)) }
        }
        if parents.contains(where: { $0 == nil }) {
            found += try connection.query(
                "SELECT id FROM messages WHERE chat_id = \(chat) AND parent_id IS NULL ORDER BY sequence"
            ).map { (nil, try $0.identifier(0)) }
        }
        return found
    }

    /// Where one comes to from a message by always taking the newest child; the message itself when it has none.
    static func newestLeaf(under id: Identifier, chat: Identifier, in connection: Connection) throws -> Identifier {
        let rows = try connection.query(
            """
            WITH RECURSIVE way (leaf, depth) AS (
                SELECT CAST(\(id) AS TEXT), 0
                UNION ALL
                SELECT (
                    SELECT m.id FROM messages m WHERE m.chat_id = \(chat) AND m.parent_id = way.leaf
                    ORDER BY m.sequence DESC LIMIT 1
                ), way.depth + 1 FROM way WHERE way.leaf IS NOT NULL
            )
            SELECT leaf FROM way WHERE leaf IS NOT NULL ORDER BY depth DESC LIMIT 1
            """)
        return try rows.first?.identifier(0) ?? id
    }

    /// The newest answer to a message.
    static func newestAnswer(to id: Identifier, chat: Identifier, in connection: Connection) throws -> Identifier? {
        try connection.query(
            """
            SELECT id FROM messages WHERE chat_id = \(chat) AND parent_id = \(id) AND role = 'assistant'
            ORDER BY sequence DESC LIMIT 1
            """
        ).first?.identifier(0)
    }

    /// The running answers of these chats.
    static func running(chats: [Identifier], in connection: Connection) throws -> [Identifier: [Identifier]] {
        var running: [Identifier: [Identifier]] = [:]
        // An engine takes so many values in one statement and no more.
        for start in stride(from: 0, to: chats.count, by: 500) {
            let rows = try connection.query(
                """
                SELECT chat_id, id FROM messages
                WHERE status IN ('pending', 'processing') AND chat_id IN (\(list: chats[start..<min(start + 500, chats.count)]))
                ORDER BY \(literal: fewInOrder)
                """)
            for row in rows { running[try row.identifier(0), default: []].append(try row.identifier(1)) }
        }
        return running
    }

    /// The running answers of a chat whose rows are not newer than a version.
    static func running(chat: Identifier, upTo version: Int64, in connection: Connection) throws -> [Identifier] {
        try connection.query(
            """
            SELECT id FROM messages WHERE status IN ('pending', 'processing') AND chat_id = \(chat) AND +version <= \(version)
            ORDER BY \(literal: fewInOrder)
            """
        ).map { try $0.identifier(0) }
    }

    static func insert(
        _ draft: MessageDraft, sealedText: [UInt8], chat: Identifier, change: SpaceChange
    ) throws {
        let finished = draft.status == .done ? change.now : nil
        try change.connection.execute(
            """
            INSERT INTO messages (id, chat_id, space_id, version, parent_id, role, status, text, model, created_at, finished_at, sequence)
            VALUES (\(draft.id), \(chat), \(change.space), \(change.version), \(draft.parent),
                \(draft.role.rawValue), \(draft.status.rawValue), \(sealedText), \(draft.model), \(change.now), \(finished),
                (SELECT COALESCE(MAX(sequence), 0) + 1 FROM messages WHERE chat_id = \(chat)))
            """)
    }

    static func setRating(_ rating: Int64, of id: Identifier, change: SpaceChange) throws {
        try change.connection.execute(
            "UPDATE messages SET version = \(change.version), rating = \(rating) WHERE id = \(id)")
    }

    /// Begins an answer again, to go on after the text that it has.
    static func resume(_ id: Identifier, model: String?, change: SpaceChange) throws {
        try change.connection.execute(
            """
            UPDATE messages SET version = \(change.version), status = 'pending', model = COALESCE(\(model), model),
                problem = NULL, finished_at = NULL WHERE id = \(id)
            """)
    }

    /// Ends a running answer. False when it is not running any more: whoever ended it first has the last word.
    static func finish(_ id: Identifier, as ending: MessageEnding, sealedText: [UInt8]?, change: SpaceChange) throws -> Bool {
        let usage = ending.usage
        return try change.connection.execute(
            """
            UPDATE messages SET version = \(change.version), status = \(ending.status.rawValue), text = COALESCE(\(sealedText), text),
                model = COALESCE(\(ending.model), model), problem = \(ending.problem?.stored), finished_at = \(change.now),
                input_tokens = \(usage?.input), output_tokens = \(usage?.output),
                first_ms = \(usage?.firstMilliseconds), total_ms = \(usage?.totalMilliseconds)
            WHERE id = \(id) AND status IN ('pending', 'processing')
            """) == 1
    }

    /// Keeps the text so far of a running answer. It takes no version: devices have the text from its stream.
    static func checkpoint(_ id: Identifier, sealedText: [UInt8], in connection: Connection) throws {
        try connection.execute(
            "UPDATE messages SET text = \(sealedText), status = 'processing' WHERE id = \(id) AND status IN ('pending', 'processing')")
    }

    private static func record(_ row: Row) throws -> Record {
        guard let role = Message.Role(rawValue: try row.text(4)), let status = Message.Status(rawValue: try row.text(5)) else {
            throw DatabaseError.corrupt
        }
        var usage: Message.Usage?
        if let input = try row.optionalInt(10), let output = try row.optionalInt(11) {
            usage = Message.Usage(
                input: input, output: output, firstMilliseconds: try row.optionalInt(12) ?? 0,
                totalMilliseconds: try row.optionalInt(13) ?? 0)
        }
        return Record(
            id: try row.identifier(0), version: try row.int(1), chat: try row.identifier(2), parent: try row.optionalIdentifier(3),
            role: role, status: status, sealedText: try row.blob(6), model: try row.optionalText(7),
            problem: try row.optionalText(8), rating: try row.int(9), usage: usage,
            created: try row.timestamp(14), finished: try row.optionalTimestamp(15))
    }
}
