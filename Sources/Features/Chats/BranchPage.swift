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
    /// For each parent with more than one child: those children, oldest first. The parent is nil at the root.
    public let branches: [(parent: Identifier?, children: [Identifier])]
    /// The answers that are being written anywhere in the chat.
    public let running: [Identifier]

    /// Whether two pages say the same.
    public static func == (left: BranchPage, right: BranchPage) -> Bool {
        left.version == right.version && left.first == right.first && left.messages == right.messages
            && left.branches.elementsEqual(right.branches) { $0.parent == $1.parent && $0.children == $1.children }
            && left.running == right.running
    }
}

/// Reads pages of a branch: the work is what a screen shows, however long the chat is.
struct BranchReader {
    /// Messages in a page.
    static let pageMessages = 40
    /// Sealed bytes after which a page ends.
    static let pageBytes = 512 << 10

    let chat: ChatTables.Record
    let cipher: ChatCipher
    let connection: Connection

    /// The page that ends before a message; the newest page for nil. Nil when there is no such message in the chat.
    func page(before: Identifier?, version: Int64) throws -> BranchPage? {
        var end = chat.head
        // The message before which the page ends has siblings too, which whoever asks may not know.
        var parents: [Identifier?] = []
        if let before {
            guard let message = try MessageTables.message(before, in: connection), message.chat == chat.id else { return nil }
            end = message.parent
            parents = [end]
        }
        guard let end else { return try page([], besides: parents, isRoot: true, version: version) }
        let way = try MessageTables.ancestry(of: end, chat: chat.id, limit: Self.pageMessages, in: connection)
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
        var branches: [(parent: Identifier?, children: [Identifier])] = []
        for (parent, child) in try MessageTables.children(of: records.map(\.parent) + parents, chat: chat.id, in: connection) {
            if let place = branches.firstIndex(where: { $0.parent == parent }) {
                branches[place].children.append(child)
            } else {
                branches.append((parent, [child]))
            }
        }
        return BranchPage(
            version: version, first: isRoot ? nil : records.first?.id,
            messages: try records.map { try ChatOpener.message($0, cipher: cipher) },
            branches: branches.filter { $0.children.count > 1 },
            running: try MessageTables.running(chats: [chat.id], in: connection)[chat.id] ?? [])
    }
}
