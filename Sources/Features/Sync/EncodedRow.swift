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
    /// The version in which it last changed.
    public let version: Int64
    /// One JSON object.
    public let json: [UInt8]

    /// A row that has been encoded.
    public init(_ subject: Subject, version: Int64, json: [UInt8]) {
        self.subject = subject
        self.version = version
        self.json = json
    }
}
