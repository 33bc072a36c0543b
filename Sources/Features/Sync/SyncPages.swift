import Identifiers

/// One row, as JSON that is ready to be sent, with what a session must know of it.
public struct EncodedRow: Sendable, Equatable {
    /// What the row is of.
    public enum Subject: Sendable, Equatable {
        /// A chat.
        case chat(Identifier)
        /// A message; `running` while its text is still being written.
        case message(Identifier, chat: Identifier, running: Bool)
        /// The tombstone of a chat.
        case goneChat(Identifier)
        /// The tombstone of a message.
        case goneMessage(Identifier)
        /// A row that concerns no chat.
        case other
    }

    /// What the row is of.
    public let subject: Subject
    /// One JSON object.
    public let json: [UInt8]

    /// A row that has been encoded.
    public init(_ subject: Subject, json: [UInt8]) {
        self.subject = subject
        self.json = json
    }
}

/// How much one read may bring.
public struct PageLimit: Sendable, Equatable {
    /// Rows.
    public var rows: Int
    /// Bytes of JSON.
    public var bytes: Int

    /// By default 500 rows or 128 KiB, whatever comes first.
    public init(rows: Int = 500, bytes: Int = 128 << 10) {
        self.rows = rows
        self.bytes = bytes
    }
}

/// Rows that changed after a version.
public struct ChangesPage: Sendable, Equatable {
    /// Everything up to this version is in the page, or was left out on purpose.
    public let to: Int64
    /// The rows, in version order.
    public let rows: [EncodedRow]

    /// A page up to `to`.
    public init(to: Int64, rows: [EncodedRow]) {
        self.to = to
        self.rows = rows
    }
}

/// The messages of one chat that changed after a version.
public struct ChatRows: Sendable, Equatable {
    /// Message rows, in version order.
    public let rows: [EncodedRow]
    /// The chat's own row, which ends the last frame.
    public let chat: EncodedRow
    /// All messages of the chat that are being written now.
    public let running: [Identifier]
    /// The version to go on after when the limit was passed; nil when this is all.
    public let next: Int64?

    /// What was read.
    public init(rows: [EncodedRow], chat: EncodedRow, running: [Identifier], next: Int64? = nil) {
        self.rows = rows
        self.chat = chat
        self.running = running
        self.next = next
    }
}

/// A stretch of the branch that a chat shows.
public struct MessagePage: Sendable, Equatable {
    /// The children of one message, where there is more than one.
    public struct Branch: Sendable, Equatable {
        /// The message; nil for the root.
        public let parent: Identifier?
        /// Its children in order of creation.
        public let children: [Identifier]

        /// The children of a message.
        public init(parent: Identifier?, children: [Identifier]) {
            self.parent = parent
            self.children = children
        }
    }

    /// The version that it was read at.
    public let version: Int64
    /// The oldest message of the page, to ask the next page with; nil when the page begins at the root.
    public let first: Identifier?
    /// The messages, oldest first.
    public let messages: [EncodedRow]
    /// Where the tree parts.
    public let branches: [Branch]
    /// All messages of the chat that are being written now.
    public let running: [Identifier]

    /// What was read.
    public init(version: Int64, first: Identifier?, messages: [EncodedRow], branches: [Branch], running: [Identifier]) {
        self.version = version
        self.first = first
        self.messages = messages
        self.branches = branches
        self.running = running
    }
}

/// The catalogue as JSON that is ready to be sent.
public struct Catalogue: Sendable, Equatable {
    /// An array of models.
    public let models: [UInt8]
    /// An array of providers.
    public let providers: [UInt8]
    /// An object: the companion's state.
    public let companion: [UInt8]

    /// The three parts.
    public init(models: [UInt8], providers: [UInt8], companion: [UInt8]) {
        self.models = models
        self.providers = providers
        self.companion = companion
    }
}

/// An answer that has ended.
public struct FinishedAnswer: Sendable, Equatable {
    /// The space of its chat.
    public let space: Identifier
    /// Its chat.
    public let chat: Identifier
    /// The answer.
    public let message: Identifier
    /// The chat's title.
    public let title: String
    /// How it ended: the `status` of its row.
    public let status: String

    /// An answer that has ended in this way.
    public init(space: Identifier, chat: Identifier, message: Identifier, title: String, status: String) {
        self.space = space
        self.chat = chat
        self.message = message
        self.title = title
        self.status = status
    }
}
