import Identifiers
import JSON
import Problems

/// One message: a node of its chat's tree.
public struct Message: Sendable, Equatable {
    /// Who wrote it.
    public enum Role: String, Sendable {
        case user
        case assistant
        case system
    }

    /// How far it is.
    public enum Status: String, Sendable {
        /// Waits for its turn.
        case pending
        /// Is being written.
        case processing
        /// Is whole.
        case done
        /// Was ended by the user; the text so far stays.
        case stopped
        /// Its server died while it was being written; the last checkpoint stays.
        case interrupted
        /// The model could not go on; the text so far stays.
        case error

        /// Whether more text may come.
        public var isRunning: Bool { self == .pending || self == .processing }
    }

    /// What an answer took.
    public struct Usage: Sendable, Equatable {
        /// Tokens that the model read.
        public var input: Int64
        /// Tokens that it wrote.
        public var output: Int64
        /// Milliseconds from the request to the first token.
        public var firstMilliseconds: Int64
        /// Milliseconds from the request to the end.
        public var totalMilliseconds: Int64

        /// The figures of one answer.
        public init(input: Int64, output: Int64, firstMilliseconds: Int64, totalMilliseconds: Int64) {
            self.input = input
            self.output = output
            self.firstMilliseconds = firstMilliseconds
            self.totalMilliseconds = totalMilliseconds
        }
    }

    /// The message's identifier, made by the device.
    public let id: Identifier
    /// The version of the space in which it last changed.
    public let version: Int64
    /// The chat that it belongs to.
    public let chat: Identifier
    /// What it answers or follows; nil at the root.
    public let parent: Identifier?
    /// Who wrote it.
    public let role: Role
    /// How far it is.
    public let status: Status
    /// What it says, as UTF-8. Empty while it is being written: its stream has the text then.
    public let text: [UInt8]
    /// The model that wrote it, or is to.
    public let model: String?
    /// When it was begun.
    public let created: Timestamp
    /// When it was whole.
    public let finished: Timestamp?
    /// What it took.
    public let usage: Usage?
    /// The problem that ended it, as it was told then: a JSON object of the wire's form. That of a damaged message is `unreadable`.
    public let problem: String?
    /// The user's judgement: -1, 0 or 1.
    public let rating: Int64
    /// Whether its text does not open any more; it is empty then.
    public let isDamaged: Bool
}

extension Message {
    /// A message from its row; a text of nil is damaged.
    init(_ record: MessageTables.Record, text: [UInt8]?) {
        self.init(
            id: record.id, version: record.version, chat: record.chat, parent: record.parent, role: record.role, status: record.status,
            text: text ?? [], model: record.model, created: record.created, finished: record.finished, usage: record.usage,
            problem: text == nil ? Problem(.unreadable).stored : record.problem, rating: record.rating, isDamaged: text == nil)
    }
}

extension Problem {
    /// The problem as a message's row keeps it.
    var stored: String {
        var writer = JSONWriter()
        write(into: &writer, requestID: "")
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
