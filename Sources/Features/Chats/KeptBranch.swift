import Identifiers

/// The way from the root to an answer as a model was shown it, to be kept beside the database (requirement A3).
///
/// It says itself until when it is true: ``ChatBranch`` uses it only where no message of the chat has changed since.
public struct KeptBranch: Sendable, Equatable {
    /// One message of it.
    public struct Turn: Sendable, Equatable {
        /// Who wrote it.
        public let role: Message.Role
        /// What it says, as UTF-8.
        public let text: [UInt8]

        /// A message.
        public init(role: Message.Role, text: [UInt8]) {
            self.role = role
            self.text = text
        }
    }

    /// Bytes of text that are kept at most; of a longer branch the newest messages.
    static let byteLimit = 1 << 20

    /// The answer that it ends with.
    public let last: Identifier
    /// It was read after this version of the space,
    public let base: Int64
    /// and its last message was committed with this one.
    public let end: Int64
    /// Whether it begins at the root.
    public let isWhole: Bool
    /// The messages, oldest first.
    public let turns: [Turn]

    /// A branch, of which the newest messages that fit are kept.
    public init(last: Identifier, base: Int64, end: Int64, isWhole: Bool, turns: [Turn]) {
        var start = turns.count
        var size = 0
        while start > 0, size + turns[start - 1].text.count <= Self.byteLimit {
            start -= 1
            size += turns[start].text.count
        }
        self.last = last
        self.base = base
        self.end = end
        self.isWhole = isWhole && start == 0
        self.turns = Array(turns[start...])
    }

    /// Layout: version (1) | last (16) | base (8) | end (8) | whole (1) | for each message: role (1), length (4), text.
    func encoded() -> [UInt8] {
        var bytes: [UInt8] = [1] + last.bytes
        for number in [base, end] { withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) } }
        bytes.append(isWhole ? 1 : 0)
        for turn in turns {
            bytes.append(Self.roles.firstIndex(of: turn.role).map { UInt8($0) } ?? 0)
            withUnsafeBytes(of: UInt32(turn.text.count).bigEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: turn.text)
        }
        return bytes
    }

    /// What was encoded; nil when it was not, or by another version of the program.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 34, bytes[0] == 1, let last = Identifier(bytes: Array(bytes[1..<17])) else { return nil }
        var turns: [Turn] = []
        var place = 34
        while place < bytes.count {
            guard bytes.count - place >= 5, Int(bytes[place]) < Self.roles.count else { return nil }
            let length = Int(Self.number(bytes[place + 1..<place + 5]))
            let start = place + 5
            guard bytes.count - start >= length else { return nil }
            turns.append(Turn(role: Self.roles[Int(bytes[place])], text: Array(bytes[start..<start + length])))
            place = start + length
        }
        self.last = last
        base = Int64(bitPattern: Self.number(bytes[17..<25]))
        end = Int64(bitPattern: Self.number(bytes[25..<33]))
        isWhole = bytes[33] == 1
        self.turns = turns
    }

    private static let roles: [Message.Role] = [.user, .assistant, .system]

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}
