import Identifiers

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
