import Identifiers
import JSON
import Sealing
import Spaces

/// Seals and opens what a user wrote in one chat. Each text is bound to its row, so that none can be put in another's place.
public struct ChatCipher: Sendable {
    /// The chat whose texts these are.
    public let chat: Identifier
    private let key: DataKey

    /// A cipher for a chat, from its key as the chat's row holds it.
    init(chat: Identifier, wrappedKey: [UInt8], keys: SpaceKeyset) throws {
        self.chat = chat
        key = try keys.open(wrappedKey, for: chat)
    }

    /// A cipher for a chat that is being made, and the key as its row is to hold it.
    static func fresh(chat: Identifier, keys: SpaceKeyset) throws -> (cipher: ChatCipher, wrappedKey: [UInt8]) {
        let wrapped = try keys.makeKey(for: chat)
        return (try ChatCipher(chat: chat, wrappedKey: wrapped, keys: keys), wrapped)
    }

    func seal(title: String) throws -> [UInt8] {
        try key.seal(title, as: titleIdentity)
    }

    func open(title envelope: [UInt8]) throws -> String {
        try key.openText(envelope, as: titleIdentity)
    }

    /// Seals the text of a message.
    public func seal(text: [UInt8], of message: Identifier) throws -> [UInt8] {
        try key.seal(text, as: Self.textIdentity(of: message))
    }

    /// Opens the text of a message: its UTF-8 bytes.
    public func open(text envelope: [UInt8], of message: Identifier) throws -> [UInt8] {
        try key.open(envelope, as: Self.textIdentity(of: message))
    }

    /// Opens the texts of many messages one after the other, from memory of the database, without copying them.
    func scanner() throws -> MessageScanner {
        guard let scanner = key.scanner() else { throw SealingError.cipherFailed }
        return MessageScanner(texts: scanner)
    }

    func seal(tags: [String]) throws -> [UInt8] {
        try key.seal(JSON.array(tags.map(JSON.string)).encoded(), as: RowIdentity("chats", chat, "tags"))
    }

    func open(tags envelope: [UInt8]) throws -> [String] {
        let opened = try key.open(envelope, as: RowIdentity("chats", chat, "tags"))
        return try JSON.parse(opened).arrayValue?.compactMap(\.stringValue) ?? []
    }

    func seal(draft content: [UInt8]) throws -> [UInt8] {
        try key.seal(content, as: RowIdentity("drafts", chat, "content"))
    }

    func open(draft envelope: [UInt8]) throws -> [UInt8] {
        try key.open(envelope, as: RowIdentity("drafts", chat, "content"))
    }

    func seal(branch bytes: [UInt8]) throws -> [UInt8] {
        try key.seal(bytes, as: RowIdentity("cache", chat, "branch"))
    }

    func open(branchBytes envelope: [UInt8]) throws -> [UInt8] {
        try key.open(envelope, as: RowIdentity("cache", chat, "branch"))
    }

    private var titleIdentity: RowIdentity { RowIdentity("chats", chat, "title") }

    fileprivate static func textIdentity(of message: Identifier) -> RowIdentity {
        RowIdentity("messages", message, "text")
    }
}

/// Opens the texts of many messages of one chat, on one thread.
struct MessageScanner {
    fileprivate let texts: TextScanner

    /// Lends the text of a message.
    func open<Value>(
        text envelope: UnsafeRawBufferPointer, of message: Identifier, _ body: (UnsafeRawBufferPointer) -> Value
    ) throws -> Value {
        try texts.open(envelope, as: ChatCipher.textIdentity(of: message), body)
    }
}
