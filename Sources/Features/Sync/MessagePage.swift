import Chats
import Identifiers

/// A stretch of the branch that a chat shows.
public struct MessagePage: Sendable, Equatable {
    /// The version that it was read at.
    public let version: Int64
    /// The oldest message of the page, to ask the next page with; nil when the page begins at the root.
    public let first: Identifier?
    /// The messages, oldest first.
    public let messages: [EncodedRow]
    /// Where the tree parts.
    public let branches: [BranchPoint]
    /// All messages of the chat that are being written now.
    public let running: [Identifier]

    /// What was read.
    public init(version: Int64, first: Identifier?, messages: [EncodedRow], branches: [BranchPoint], running: [Identifier]) {
        self.version = version
        self.first = first
        self.messages = messages
        self.branches = branches
        self.running = running
    }
}
