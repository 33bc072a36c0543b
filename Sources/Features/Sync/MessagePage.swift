import Identifiers

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
