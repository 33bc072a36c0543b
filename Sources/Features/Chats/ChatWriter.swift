import Database
import Identifiers
import Problems
import Spaces

/// One chat inside a transaction that changes it: the words in which the features that write messages speak.
public struct ChatWriter {
    let change: SpaceChange
    let record: ChatTables.Record
    private let opened: Result<ChatCipher, any Error>

    /// Seals and opens the chat's texts. A chat whose key is damaged can still be moved and removed.
    public var cipher: ChatCipher {
        get throws { try opened.get() }
    }

    var connection: Connection { change.connection }

    /// The chat's identifier.
    public var id: Identifier { record.id }
    /// The last message of the branch that it shows.
    public var head: Identifier? { record.head }
    /// The model that was chosen for it.
    public var model: String? { record.model }

    /// A chat of the space that is being changed.
    ///
    /// - Throws: `chat_unknown`.
    public init(_ id: Identifier, change: SpaceChange) throws {
        guard let record = try ChatTables.chat(id, in: change.connection), record.space == change.space else {
            throw Problem(.chatUnknown)
        }
        self.change = change
        self.record = record
        opened = Result { try ChatCipher(chat: id, wrappedKey: record.wrappedKey, keys: change.keys) }
    }

    /// The chat of this identifier, begun now if there is none.
    ///
    /// - Throws: `chat_unknown` when the identifier is that of a chat in another space, or of one that is gone for ever: a device that was away
    ///   must not bring back what another has removed.
    public static func beginning(_ id: Identifier, title: String, model: String?, change: SpaceChange) throws -> ChatWriter {
        if try ChatTables.chat(id, in: change.connection) == nil {
            guard try !TombstoneTables.holds(id, of: change.space, in: change.connection) else { throw Problem(.chatUnknown) }
            let fresh = try ChatCipher.fresh(chat: id, keys: change.keys)
            try ChatTables.insert(
                id, wrappedKey: fresh.wrappedKey, sealedTitle: try fresh.cipher.seal(title: title), model: model, change: change)
        }
        return try ChatWriter(id, change: change)
    }

    /// A message of this chat; while it is being written, with the text of its last checkpoint.
    ///
    /// - Throws: `message_unknown`.
    public func message(_ id: Identifier) throws -> Message {
        guard let found = try MessageTables.message(id, in: change.connection), found.chat == self.id else {
            throw Problem(.messageUnknown)
        }
        return Message(found, text: try openIfWhole { try cipher.open(text: found.sealedText, of: id) })
    }

    /// Adds a message. Its parent must be in this chat.
    ///
    /// - Throws: `message_unknown` for a strange parent, `identifier_taken`.
    public func add(_ draft: MessageDraft) throws {
        if let parent = draft.parent { _ = try message(parent) }
        guard try MessageTables.message(draft.id, in: change.connection) == nil else { throw Problem(.identifierTaken) }
        try MessageTables.insert(draft, sealedText: try cipher.seal(text: draft.text, of: draft.id), chat: id, change: change)
    }

    /// Shows the branch that ends with this message, which was just added.
    public func show(_ head: Identifier) throws {
        try ChatTables.setHead(head, touch: true, of: id, change: change)
    }

    /// Names a chat that has no name yet; a name that is damaged is one.
    public func nameIfUnnamed(_ title: String) throws {
        guard try openTitle()?.isEmpty == true else { return }
        try ChatTables.setTitle(try cipher.seal(title: title), of: id, change: change)
    }

    /// Takes a chat out of the trash: who writes in it wants it.
    public func restore() throws {
        guard record.deleted != nil else { return }
        try ChatTables.set(ChatFields(deleted: false), of: id, change: change)
    }

    /// Begins an answer again, to go on after the text that it has.
    public func resume(_ message: Identifier, model: String?) throws {
        try MessageTables.resume(message, model: model, change: change)
        try ChatTables.touch(id, change: change)
    }

    /// Ends a running answer; `text` is the whole of it, or nil to keep the last checkpoint.
    ///
    /// - Returns: false when it had ended before; then nothing is changed.
    @discardableResult
    public func finish(_ message: Identifier, as ending: MessageEnding, text: [UInt8]?) throws -> Bool {
        let sealed = try text.map { try cipher.seal(text: $0, of: message) }
        guard try MessageTables.finish(message, as: ending, sealedText: sealed, change: change) else { return false }
        try ChatTables.touch(id, change: change)
        // Who has stopped an answer has looked at it.
        if ending.status != .stopped { try ChatTables.noteAnswer(in: id, change: change) }
        return true
    }

    /// The name of the chat; empty when it is damaged.
    public func title() throws -> String {
        try openTitle() ?? ""
    }

    private func openTitle() throws -> String? {
        try openIfWhole { try cipher.open(title: record.sealedTitle) }
    }
}
