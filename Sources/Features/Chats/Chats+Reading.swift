import Database
import Identifiers
import Problems
import Spaces

extension Chats {
    /// A stretch of the change log of a space: every chat, the messages of the `open` chats, what is gone, with `after < version <= to`.
    ///
    /// - Throws: `space_unknown`.
    public func changes(
        after: Int64, through: Int64, open: Set<Identifier>, limit: LogLimit, for caller: Caller
    ) async throws(Problem) -> ChangedRows {
        try await read(for: caller) { opener in
            try ChatLog(space: caller.space, opener: opener).changes(after: after, through: through, open: open, limit: limit)
        }
    }

    /// What a device that knew a chat has to learn of it: its messages with `after < version <= through`, and its own row.
    ///
    /// - Throws: `chat_unknown`.
    public func catchUp(
        on chat: Identifier, after: Int64, through: Int64, limit: LogLimit, for caller: Caller
    ) async throws(Problem) -> ChatCatchUp {
        try await read(chat, for: caller) { reader in
            let row = try reader.chat()
            let running = try MessageTables.running(chat: chat, upTo: through, in: reader.connection)
            guard after < through else {
                return ChatCatchUp(chat: row, messages: ChangedRows(to: through, rows: []), running: running)
            }
            let log = ChatLog(space: caller.space, opener: reader.opener)
            let messages = try log.messages(of: chat, after: after, through: through, limit: limit)
            return ChatCatchUp(chat: row, messages: messages, running: running)
        }
    }

    /// A page of the branch that a chat shows: the newest for nil, else the one that ends before a message.
    ///
    /// - Throws: `chat_unknown`, `message_unknown`.
    public func page(of chat: Identifier, before: Identifier?, for caller: Caller) async throws(Problem) -> BranchPage {
        try await read(chat, for: caller) { chat in
            let version = try SpaceVersion.current(of: caller.space, in: chat.connection)
            guard let page = try BranchReader(chat: chat).page(before: before, version: version) else { throw Problem(.messageUnknown) }
            return page
        }
    }

    /// One message with its chat; while it is being written, with the text of its last checkpoint.
    ///
    /// - Throws: `message_unknown`.
    public func message(_ id: Identifier, for caller: Caller) async throws(Problem) -> Message {
        try await read(for: caller) { opener in
            guard let record = try MessageTables.message(id, in: opener.connection),
                let chat = try ChatTables.chat(record.chat, in: opener.connection), chat.space == caller.space
            else { throw Problem(.messageUnknown) }
            let cipher = try opener.cipher(of: chat.id, wrappedKey: chat.wrappedKey)
            return Message(record, text: try opener.text(of: record, cipher: cipher))
        }
    }

    /// One message, or nil when there is none of that identifier.
    public func messageIfThere(_ id: Identifier, for caller: Caller) async throws(Problem) -> Message? {
        do {
            return try await message(id, for: caller)
        } catch {
            if error.kind == .messageUnknown { return nil }
            throw error
        }
    }

    /// An answer by its own identifier, or the newest answer to a message of the user by that one's.
    ///
    /// - Throws: `message_unknown`.
    public func answer(to id: Identifier, for caller: Caller) async throws(Problem) -> Message {
        let message = try await message(id, for: caller)
        guard message.role == .user else { return message }
        let newest = try await spaces.read(for: caller) { connection, _ in
            try MessageTables.newestAnswer(to: id, chat: message.chat, in: connection)
        }
        guard let newest else { throw Problem(.messageUnknown) }
        return try await self.message(newest, for: caller)
    }

    /// A chat, or the one that was last used; nil when there is none.
    ///
    /// - Throws: `chat_unknown` for a chat that is named and not there.
    public func chatOrNewest(_ id: Identifier?, for caller: Caller) async throws(Problem) -> Chat? {
        try await read(for: caller) { opener in
            if let id { return try ChatReader(id, of: caller.space, opener: opener).chat() }
            return try opener.chats(ChatTables.newest(of: caller.space, in: opener.connection).map { [$0] } ?? []).first
        }
    }

    /// The chats of a space that are not in the trash, the last used first.
    public func list(for caller: Caller) async throws(Problem) -> [Chat] {
        try await read(for: caller) { try $0.chats(ChatTables.live(of: caller.space, in: $0.connection)) }
    }

    /// One chat as the list shows it.
    ///
    /// - Throws: `chat_unknown`.
    public func chat(_ id: Identifier, for caller: Caller) async throws(Problem) -> Chat {
        try await read(id, for: caller) { try $0.chat() }
    }

    /// Keeps the text so far of a running answer, sealed. Takes no version, because devices have the text from its stream.
    ///
    /// - Parameter fence: settles in the same transaction who may keep it: what it throws undoes the checkpoint.
    /// - Throws: what `fence` throws, or a storage problem.
    public func checkpoint(
        _ message: Identifier, text: [UInt8], cipher: ChatCipher, fence: @escaping @Sendable (Connection) throws -> Void
    ) async throws(Problem) {
        let sealed = try await storage { try cipher.seal(text: text, of: message) }
        try await spaces.writeUnnumbered { connection in
            try MessageTables.checkpoint(message, sealedText: sealed, in: connection)
            try fence(connection)
        }
    }
}
