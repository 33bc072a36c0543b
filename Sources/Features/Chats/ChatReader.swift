import Database
import Identifiers
import Problems
import Spaces

/// One chat inside a snapshot of its space: no read of a chat gets past the check that it is there, and there for who asks.
struct ChatReader {
    let record: ChatTables.Record
    let opener: ChatOpener

    var connection: Connection { opener.connection }

    /// A chat of a space.
    ///
    /// - Throws: `chat_unknown`.
    init(_ id: Identifier, of space: Identifier, opener: ChatOpener) throws {
        guard let record = try ChatTables.chat(id, in: opener.connection), record.space == space else { throw Problem(.chatUnknown) }
        self.record = record
        self.opener = opener
    }

    /// What seals and opens the chat's texts; nil when its key is damaged.
    func cipher() throws -> ChatCipher? {
        try opener.cipher(of: record.id, wrappedKey: record.wrappedKey)
    }

    /// The chat as the list shows it.
    func chat() throws -> Chat {
        guard let chat = try opener.chats([record]).first else { throw Problem(.chatUnknown) }
        return chat
    }
}

extension Chats {
    /// Reads one chat in one snapshot.
    func read<Value: Sendable>(
        _ chat: Identifier, for caller: Caller, _ body: @escaping @Sendable (ChatReader) throws -> Value
    ) async throws(Problem) -> Value {
        try await read(for: caller) { opener in try body(ChatReader(chat, of: caller.space, opener: opener)) }
    }

    /// Reads rows of a space in one snapshot.
    func read<Value: Sendable>(
        for caller: Caller, _ body: @escaping @Sendable (ChatOpener) throws -> Value
    ) async throws(Problem) -> Value {
        try await spaces.read(for: caller) { [damaged] connection, keys in
            try body(ChatOpener(keys: keys, connection: connection, damaged: damaged))
        }
    }
}
