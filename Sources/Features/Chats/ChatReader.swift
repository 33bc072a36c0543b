import Database
import Identifiers
import Problems
import Spaces

/// One chat inside a snapshot of its space: no read of a chat gets past the check that it is there, and there for who asks.
struct ChatReader {
    let record: ChatTables.Record
    let keys: SpaceKeyset
    let connection: Connection

    /// A chat of a space.
    ///
    /// - Throws: `chat_unknown`.
    init(_ id: Identifier, of space: Identifier, keys: SpaceKeyset, connection: Connection) throws {
        guard let record = try ChatTables.chat(id, in: connection), record.space == space else { throw Problem(.chatUnknown) }
        self.record = record
        self.keys = keys
        self.connection = connection
    }

    /// What seals and opens the chat's texts.
    func cipher() throws -> ChatCipher {
        try ChatCipher(chat: record.id, wrappedKey: record.wrappedKey, keys: keys)
    }

    /// The chat as the list shows it.
    func chat() throws -> Chat {
        guard let chat = try ChatOpener(keys: keys, connection: connection).chats([record]).first else { throw Problem(.chatUnknown) }
        return chat
    }
}

extension Chats {
    /// Reads one chat in one snapshot.
    func read<Value: Sendable>(
        _ chat: Identifier, for caller: Caller, _ body: @escaping @Sendable (ChatReader) throws -> Value
    ) async throws(Problem) -> Value {
        try await spaces.read(for: caller) { connection, keys in
            try body(ChatReader(chat, of: caller.space, keys: keys, connection: connection))
        }
    }
}
