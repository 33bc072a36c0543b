import Identifiers

/// The messages of one chat that changed after a version.
public struct ChatChanges: Sendable, Equatable {
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
