import Identifiers
import Synchronization

/// The sockets of this process, to reach those of a user or of a space.
final class SyncRegistry: Sendable {
    /// One socket's place.
    struct Member: Sendable, Hashable {
        let number: UInt64
        let user: Identifier
    }

    private struct State {
        var next: UInt64 = 0
        var inboxes: [Member: SyncInbox] = [:]
        var spaces: [Identifier: Set<Member>] = [:]
        var placed: [Member: Identifier] = [:]
    }

    private let state = Mutex(State())

    /// How many sockets there are.
    var count: Int { state.withLock { $0.inboxes.count } }

    /// How many there are of a space.
    func count(in space: Identifier) -> Int { state.withLock { $0.spaces[space]?.count ?? 0 } }

    func join(_ user: Identifier, _ inbox: SyncInbox) -> Member {
        state.withLock { state in
            let member = Member(number: state.next, user: user)
            state.next += 1
            state.inboxes[member] = inbox
            return member
        }
    }

    func place(_ member: Member, in space: Identifier) {
        state.withLock { state in
            state.spaces[space, default: []].insert(member)
            state.placed[member] = space
        }
    }

    func leave(_ member: Member) {
        state.withLock { state in
            state.inboxes[member] = nil
            guard let space = state.placed.removeValue(forKey: member) else { return }
            state.spaces[space]?.remove(member)
            if state.spaces[space]?.isEmpty == true { state.spaces[space] = nil }
        }
    }

    func push(_ input: SyncSession.Input, toSpace space: Identifier) {
        let inboxes = state.withLock { state in (state.spaces[space] ?? []).compactMap { state.inboxes[$0] } }
        for inbox in inboxes { inbox.push(input) }
    }

    func push(_ input: SyncSession.Input, toUser user: Identifier) {
        let inboxes = state.withLock { state in state.inboxes.filter { $0.key.user == user }.map(\.value) }
        for inbox in inboxes { inbox.push(input) }
    }

    func push(_ input: SyncSession.Input) {
        let inboxes = state.withLock { Array($0.inboxes.values) }
        for inbox in inboxes { inbox.push(input) }
    }
}
