import Identifiers
import Sealing
import Telemetry

/// The last three chats that a user was answered in, so that the next answer there needs no history from the database (requirements A2, A3).
///
/// What is kept is sealed with the chat's key and stands under names from which neither user nor chat can be told. It is never believed
/// without a look at the database: what does not fit any more is not used.
public struct HotChats: Sendable {
    /// How many chats of a user are kept.
    public static let limit = 3

    private let store: HotChatStore
    private let key: DataKey
    private let hits: Counter
    private let misses: Counter

    /// - Parameters:
    ///   - key: of the installation; names are made with it.
    public init(store: HotChatStore, key: DataKey, metrics: Metrics) {
        self.store = store
        self.key = key
        hits = metrics.counter(
            "parlance_hot_chats_total", help: "Answers by whether the history was kept in the cache.", labels: ["outcome": "hit"])
        misses = metrics.counter(
            "parlance_hot_chats_total", help: "Answers by whether the history was kept in the cache.", labels: ["outcome": "miss"])
    }

    func branch(of chat: Identifier, user: Identifier) async -> [UInt8]? {
        await store.load(name(user: user), name(chat: chat))
    }

    func keep(_ sealed: [UInt8], of chat: Identifier, user: Identifier) {
        store.keep(name(user: user), name(chat: chat), sealed)
    }

    /// Forgets a chat of a user, such as one that is thrown away.
    public func remove(_ chat: Identifier, of user: Identifier) {
        store.remove(name(user: user), name(chat: chat))
    }

    func note(hit: Bool) {
        if hit { hits.increment() } else { misses.increment() }
    }

    private func name(user: Identifier) -> String { key.pseudonym(of: user, in: "user") }
    private func name(chat: Identifier) -> String { key.pseudonym(of: chat, in: "chat") }
}

/// Where sealed branches are kept: at most ``HotChats/limit`` of a user, those that were kept last. It may forget anything at any time.
public struct HotChatStore: Sendable {
    let load: @Sendable (_ user: String, _ chat: String) async -> [UInt8]?
    let keep: @Sendable (_ user: String, _ chat: String, _ sealed: [UInt8]) -> Void
    let remove: @Sendable (_ user: String, _ chat: String) -> Void

    /// A store by its three functions; `keep` and `remove` must not block.
    public init(
        load: @escaping @Sendable (_ user: String, _ chat: String) async -> [UInt8]?,
        keep: @escaping @Sendable (_ user: String, _ chat: String, _ sealed: [UInt8]) -> Void,
        remove: @escaping @Sendable (_ user: String, _ chat: String) -> Void
    ) {
        self.load = load
        self.keep = keep
        self.remove = remove
    }
}
