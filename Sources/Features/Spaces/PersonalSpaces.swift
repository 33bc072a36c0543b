import Identifiers
import Synchronization

/// Remembers which space is whose, so that not every frame asks the database: a user's personal space never changes.
final class PersonalSpaces: Sendable {
    private let known = Mutex<[Identifier: Identifier]>([:])

    func space(of user: Identifier) -> Identifier? {
        known.withLock { $0[user] }
    }

    func remember(_ space: Identifier, of user: Identifier) {
        known.withLock { $0[user] = space }
    }
}
