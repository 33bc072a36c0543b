import Identifiers
import Problems
import Spaces

/// What a socket session reads. Every method authorises: what the principal may not read is as unknown as what never was (rule 15).
///
/// Rows come encoded, so that sending them costs a copy. Each call is one snapshot, and later calls see later snapshots.
public protocol SyncSource: Sendable {
    /// Where a device of the principal stands.
    func position(of principal: Principal) async throws(Problem) -> SpacePosition

    /// The rows of a space with `after < version <= to`, in version order: every chat, tombstones, and the messages of the chats in `open`.
    ///
    /// The page ends with the version in which the limit is passed; a version is never split. `to` is above `after`, and `through` when
    /// all was read. A chat of `open` that is gone is left out.
    func changes(
        in space: Identifier, after: Int64, through: Int64, open: Set<Identifier>, limit: PageLimit, for principal: Principal
    ) async throws(Problem) -> ChangesPage

    /// The messages of a chat with `after < version <= through`, its own row, and what is being written in it.
    ///
    /// With `after` at or above `through` no message is wanted.
    /// - Throws: `chat_unknown`.
    func rows(
        of chat: Identifier, after: Int64, through: Int64, limit: PageLimit, for principal: Principal
    ) async throws(Problem) -> ChatChanges

    /// The messages before `before` on its way to the root; with nil the newest ones, which end at the head.
    ///
    /// - Throws: `chat_unknown`, `message_unknown`.
    func page(of chat: Identifier, before: Identifier?, for principal: Principal) async throws(Problem) -> MessagePage

    /// The models that the principal can choose from.
    func catalogue(for principal: Principal) async throws(Problem) -> Catalogue
}

/// Carries out what devices ask for.
public protocol MutationHandler: Sendable {
    /// Carries out one mutation in one transaction, and returns the version that holds its effect; of one that was carried out before, the
    /// version of then (rule 8). It is not cancelled when the socket goes.
    ///
    /// - Throws: why it is refused; then nothing has changed.
    func perform(_ mutation: Mutation, by principal: Principal, device: Identifier) async throws(Problem) -> Int64
}
