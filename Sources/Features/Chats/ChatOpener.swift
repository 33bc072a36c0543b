import Database
import Identifiers
import Spaces

/// Turns rows as they are stored into values: unseals their texts, each chat's key being opened once. A row that is damaged comes without its
/// texts and says so.
struct ChatOpener {
    let keys: SpaceKeyset
    let connection: Connection
    let damaged: DamagedRows

    func chats(_ records: [ChatTables.Record]) throws -> [Chat] {
        let running = try MessageTables.running(chats: records.map(\.id), in: connection)
        return try records.map { record in
            let cipher = try cipher(of: record.id, wrappedKey: record.wrappedKey)
            let title = try title(of: record.id, sealed: record.sealedTitle, cipher: cipher)
            let tags = try cipher.flatMap { cipher in
                try readable(.chat, record.id) { try record.sealedTags.map(cipher.open(tags:)) ?? [] }
            }
            return Chat(
                id: record.id, version: record.version, title: title ?? "", head: record.head,
                model: record.model, pinned: record.pinned, hidden: record.hidden, archived: record.archived, folder: record.folder,
                position: record.position, tags: tags ?? [], unread: record.unread,
                created: record.created, updated: record.updated, deleted: record.deleted, running: running[record.id] ?? [],
                isDamaged: title == nil || tags == nil)
        }
    }

    func drafts(_ records: [DraftTables.Record]) throws -> [DraftRow] {
        try records.map { record in
            let draft = try readable(.draft, record.chat) {
                try Draft(record, cipher: ChatCipher(chat: record.chat, wrappedKey: record.wrappedKey, keys: keys))
            }
            return DraftRow(record, draft: draft)
        }
    }

    func folders(_ records: [FolderTables.Record]) throws -> [Folder] {
        try records.map { record in
            Folder(record, name: try readable(.folder, record.id) { try FolderTables.name(of: record, keys: keys) })
        }
    }

    /// Messages of one chat as devices are sent them: one that is being written has no text yet. `cipher` is nil where the chat's key is damaged.
    func messages(_ records: [MessageTables.Record], cipher: ChatCipher?) throws -> [Message] {
        try records.map { Message($0, text: $0.status.isRunning ? [] : try text(of: $0, cipher: cipher)) }
    }

    /// What a message says; nil when that is damaged.
    func text(of record: MessageTables.Record, cipher: ChatCipher?) throws -> [UInt8]? {
        guard let cipher else { return nil }
        return try readable(.message, record.id) { try cipher.open(text: record.sealedText, of: record.id) }
    }

    /// The name of a chat; nil when it is damaged.
    func title(of chat: Identifier, sealed: [UInt8], cipher: ChatCipher?) throws -> String? {
        guard let cipher else { return nil }
        return try readable(.chat, chat) { try cipher.open(title: sealed) }
    }

    /// What opens a chat's texts; nil when its key is damaged.
    func cipher(of chat: Identifier, wrappedKey: [UInt8]) throws -> ChatCipher? {
        try readable(.chat, chat) { try ChatCipher(chat: chat, wrappedKey: wrappedKey, keys: keys) }
    }

    /// What is opened; nil when it is damaged, which is told of.
    private func readable<Value>(_ kind: DamagedRows.Kind, _ id: Identifier, _ open: () throws -> Value) throws -> Value? {
        let value = try openIfWhole(open)
        if value == nil { damaged.note(kind, id) }
        return value
    }
}
