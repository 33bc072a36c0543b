import Database
import Identifiers

/// A stretch of the branch that a chat shows, oldest message first.
public struct BranchPage: Sendable, Equatable {
    /// The version of the space at which it was read.
    public let version: Int64
    /// The message to ask the next, older page with; nil at the root.
    public let first: Identifier?
    /// The messages.
    public let messages: [Message]
    /// Where the tree parts.
    public let branches: [BranchPoint]
    /// The answers that are being written anywhere in the chat.
    public let running: [Identifier]
}

/// A message with more than one child, or the root with more than one beginning.
public struct BranchPoint: Sendable, Equatable {
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

/// Reads pages of a branch: the work is what a screen shows, however long the chat is.
struct BranchReader {
    /// Messages in a page.
    static let pageMessages = 40
    /// Sealed bytes after which a page ends.
    static let pageBytes = 512 << 10

    let chat: ChatReader

    private var id: Identifier { chat.record.id }
    private var connection: Connection { chat.connection }

    /// The page that ends before a message; the newest page for nil. Nil when there is no such message in the chat.
    func page(before: Identifier?, version: Int64) throws -> BranchPage? {
        var end = chat.record.head
        // The message before which the page ends has siblings too, which whoever asks may not know.
        var parents: [Identifier?] = []
        if let before {
            guard let message = try MessageTables.message(before, in: connection), message.chat == id else { return nil }
            end = message.parent
            parents = [end]
        }
        guard let end else { return try page([], besides: parents, isRoot: true, version: version) }
        let way = try MessageTables.ancestry(of: end, chat: id, limit: Self.pageMessages, bytes: Self.pageBytes, in: connection)
        var bytes = 0
        let shown = way.enumerated().prefix { place, record in
            bytes += record.sealedText.count
            return place == 0 || bytes <= Self.pageBytes
        }.map(\.element)
        return try page(shown.reversed(), besides: parents, isRoot: shown.last?.parent == nil, version: version)
    }

    private func page(
        _ records: [MessageTables.Record], besides parents: [Identifier?], isRoot: Bool, version: Int64
    ) throws -> BranchPage {
        let children = try MessageTables.children(of: records.map(\.parent) + parents, chat: id, in: connection)
        let branches = Dictionary(grouping: children, by: \.parent).filter { $0.value.count > 1 }
        return BranchPage(
            version: version, first: isRoot ? nil : records.first?.id,
            messages: try chat.opener.messages(records, cipher: chat.cipher()),
            branches: branches.map { BranchPoint(parent: $0, children: $1.map(\.child)) }.sorted { $0.children[0] < $1.children[0] },
            running: try MessageTables.running(chats: [id], in: connection)[id] ?? [])
    }
}
