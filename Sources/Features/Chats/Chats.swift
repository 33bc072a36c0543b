import Database
import Identifiers
import Problems
import Spaces
import Telemetry

/// The chats of spaces: what their owners change of them. Reading them is in `Chats+Reading.swift`.
public struct Chats: Sendable {
    let spaces: Spaces
    let damaged: DamagedRows
    private let discarded: @Sendable (_ chat: Identifier, _ user: Identifier) -> Void

    /// The longest title, in bytes.
    public static let titleLimit = 1_000

    /// The service over the gate of spaces.
    ///
    /// - Parameters:
    ///   - damaged: is told of rows that do not open.
    ///   - discarded: is told of each chat that a user has moved to the trash or removed for ever, once that is committed. It must not block.
    public init(
        spaces: Spaces, damaged: DamagedRows = DamagedRows(log: .silent, metrics: Metrics()),
        discarded: @escaping @Sendable (_ chat: Identifier, _ user: Identifier) -> Void = { _, _ in }
    ) {
        self.spaces = spaces
        self.damaged = damaged
        self.discarded = discarded
    }

    /// Changes the fields that are named and no other.
    ///
    /// - Throws: `chat_unknown`.
    public func set(_ fields: ChatFields, of chat: Identifier, for caller: Caller) async throws(Problem) -> Int64 {
        let version = try await spaces.change(for: caller) { change in
            let writer = try ChatWriter(chat, change: change)
            if let title = fields.title { try ChatTables.setTitle(try writer.cipher.seal(title: title), of: chat, change: change) }
            if let tags = fields.tags { try ChatTables.setTags(try writer.cipher.seal(tags: tags), of: chat, change: change) }
            if case .some(.some(let folder)) = fields.folder {
                let found = try FolderTables.folder(folder, of: change.space, in: change.connection)
                if found == nil { throw Problem(.folderUnknown, field: "folder") }
            }
            try ChatTables.set(fields, of: chat, change: change)
        }.version
        if fields.deleted == true { discarded(chat, caller.principal.user) }
        return version
    }

    /// Shows the branch through a message: the head becomes where one comes to from it by always taking the newest child.
    ///
    /// - Throws: `chat_unknown`, `message_unknown`.
    public func showBranch(through message: Identifier, of chat: Identifier, for caller: Caller) async throws(Problem) -> Int64 {
        try await spaces.change(for: caller) { change in
            _ = try ChatWriter(chat, change: change).message(message)
            let leaf = try MessageTables.newestLeaf(under: message, chat: chat, in: change.connection)
            try ChatTables.setHead(leaf, touch: false, of: chat, change: change)
        }.version
    }

    /// Keeps the user's judgement of an answer.
    ///
    /// - Throws: `chat_unknown`, `message_unknown`.
    public func rate(_ message: Identifier, _ rating: Int64, of chat: Identifier, for caller: Caller) async throws(Problem) -> Int64 {
        try await spaces.change(for: caller) { change in
            _ = try ChatWriter(chat, change: change).message(message)
            try MessageTables.setRating(rating, of: message, change: change)
        }.version
    }

    /// Removes a chat in the trash for ever, with all its messages and its key.
    ///
    /// - Throws: `chat_unknown`, `chat_not_in_trash`, `chat_busy`.
    public func purge(_ chat: Identifier, for caller: Caller) async throws(Problem) -> Int64 {
        let version = try await spaces.change(for: caller) { change in
            _ = try ChatWriter(chat, change: change)
            guard try ChatTables.chat(chat, in: change.connection)?.deleted != nil else { throw Problem(.chatNotInTrash) }
            guard try MessageTables.running(chats: [chat], in: change.connection).isEmpty else { throw Problem(.chatBusy) }
            try ChatTables.delete(chat, in: change.connection)
            try change.leaveTombstone(kind: "chat", id: chat)
        }.version
        discarded(chat, caller.principal.user)
        return version
    }

    /// Moves a chat, or all chats, to the trash.
    ///
    /// - Returns: how many went there.
    /// - Throws: `chat_unknown`.
    public func clear(_ chat: Identifier?, for caller: Caller) async throws(Problem) -> Int {
        if let chat {
            _ = try await set(ChatFields(deleted: true), of: chat, for: caller)
            return 1
        }
        var count = 0
        var last = 0
        // In steps: what one transaction changes is told to devices in one piece.
        repeat {
            let outcome = try await spaces.change(for: caller) { change in
                let chats = try ChatTables.live(of: change.space, in: change.connection).prefix(Self.step).map(\.id)
                for chat in chats { try ChatTables.set(ChatFields(deleted: true), of: chat, change: change) }
                return chats
            }
            guard case .made(let made, _) = outcome else { return count }
            for chat in made { discarded(chat, caller.principal.user) }
            last = made.count
            count += last
        } while last == Self.step
        return count
    }

    /// Chats that one transaction changes at most.
    private static let step = 500
}
