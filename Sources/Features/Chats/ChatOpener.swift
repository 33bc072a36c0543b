import Database
import Identifiers
import Spaces

/// Turns rows as they are stored into values: unseals their texts, each chat's key being opened once.
struct ChatOpener {
    let keys: SpaceKeyset
    let connection: Connection

    func chats(_ records: [ChatTables.Record]) throws -> [Chat] {
        let running = try MessageTables.running(chats: records.map(\.id), in: connection)
        return try records.map { record in
            let cipher = try ChatCipher(chat: record.id, wrappedKey: record.wrappedKey, keys: keys)
            return Chat(
                id: record.id, version: record.version, title: try cipher.open(title: record.sealedTitle), head: record.head,
                model: record.model, pinned: record.pinned, hidden: record.hidden, archived: record.archived, folder: record.folder,
                position: record.position, tags: try record.sealedTags.map(cipher.open(tags:)) ?? [], unread: record.unread,
                created: record.created, updated: record.updated, deleted: record.deleted, running: running[record.id] ?? [])
        }
    }

    func drafts(_ records: [DraftTables.Record]) throws -> [DraftRow] {
        try records.compactMap { record in
            guard let chat = try ChatTables.chat(record.chat, in: connection) else { return nil }
            return try DraftRow(record, cipher: ChatCipher(chat: chat.id, wrappedKey: chat.wrappedKey, keys: keys))
        }
    }

    func messages(_ records: [MessageTables.Record]) throws -> [Message] {
        var ciphers: [Identifier: ChatCipher] = [:]
        return try records.map { record in
            var cipher = ciphers[record.chat]
            if cipher == nil, let chat = try ChatTables.chat(record.chat, in: connection) {
                cipher = try ChatCipher(chat: chat.id, wrappedKey: chat.wrappedKey, keys: keys)
                ciphers[record.chat] = cipher
            }
            guard let cipher else { throw DatabaseError.corrupt }
            return try Self.message(record, cipher: cipher)
        }
    }

    /// A message with its text unsealed; with none while it is being written, unless `checkpoint` asks for what was kept of it.
    static func message(_ record: MessageTables.Record, cipher: ChatCipher, checkpoint: Bool = false) throws -> Message {
        let isHidden = record.status.isRunning && !checkpoint
        return Message(
            id: record.id, version: record.version, chat: record.chat, parent: record.parent, role: record.role, status: record.status,
            text: isHidden ? [] : try cipher.open(text: record.sealedText, of: record.id), model: record.model,
            created: record.created, finished: record.finished, usage: record.usage, problem: record.problem, rating: record.rating)
    }
}
