import Identifiers
import Synchronization

/// Remembers where the devices of each user stand, so that not every frame and every reconnect asks the database: a user's personal space never
/// changes, and its version is known to the bus.
final class PersonalSpaces: Sendable {
    private let known = Mutex<[Identifier: SpacePosition]>([:])

    func position(of user: Identifier) -> SpacePosition? {
        known.withLock { $0[user] }
    }

    func forgetAll() {
        known.withLock { $0 = [:] }
    }

    func remember(_ position: SpacePosition, of user: Identifier) {
        known.withLock { $0[user] = position }
    }
}
