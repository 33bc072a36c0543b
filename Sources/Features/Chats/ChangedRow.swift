import Identifiers

/// A row as the change log of a space tells of it.
public enum ChangedRow: Sendable, Equatable {
    case chat(Chat)
    case message(Message)
    case draft(DraftRow)
    case folder(Folder)
    case gone(Tombstone)

    /// The version in which it last changed.
    public var version: Int64 {
        switch self {
        case .chat(let chat): chat.version
        case .message(let message): message.version
        case .draft(let draft): draft.version
        case .folder(let folder): folder.version
        case .gone(let tombstone): tombstone.version
        }
    }
}

/// The mark of a row that is gone for ever.
public struct Tombstone: Sendable, Equatable {
    /// What it was: `chat`, `folder` or `message`.
    public let kind: String
    /// Its identifier.
    public let id: Identifier
    /// The version in which it went.
    public let version: Int64
}

/// A stretch of the change log: every row with `after < version <= to` that was asked for, in the order of versions.
public struct ChangedRows: Sendable, Equatable {
    /// The version up to which this is complete.
    public let to: Int64
    /// The rows.
    public let rows: [ChangedRow]
}

/// What a device that knew a chat has to learn of it.
public struct ChatCatchUp: Sendable, Equatable {
    /// The chat's own row, as it is now.
    public let chat: Chat
    /// Its messages that changed, in the order of versions.
    public let messages: ChangedRows
    /// Its answers that were being written at the version that was asked for, and still are. One that was begun since has its own row to come.
    public let running: [Identifier]
}

/// How much of a log is read at once.
public struct LogLimit: Sendable {
    /// Rows of one kind.
    public let rows: Int
    /// Bytes of text, after which the stretch ends with the version that is being read.
    public let bytes: Int

    /// A limit. A version is never split, so a stretch may pass it by what belongs to its last version.
    public init(rows: Int, bytes: Int) {
        self.rows = rows
        self.bytes = bytes
    }
}
