import Database
import Events
import Identifiers
import Problems

/// The gate to everything that spaces own: reads and changes of their rows pass here, are authorised, numbered and announced.
public struct Spaces: Sendable {
    private let database: Database
    private let keys: SpaceKeys
    private let bus: Bus
    private let clock: WallClock
    private let isAlone: Bool
    private let authoriser = Authoriser()
    private let personal = PersonalSpaces()

    /// The gate over a database.
    ///
    /// - Parameters:
    ///   - keys: opens the spaces' keys.
    ///   - bus: hears of each committed version.
    ///   - isAlone: whether no other process changes the data.
    public init(database: Database, keys: SpaceKeys, bus: Bus, clock: WallClock, isAlone: Bool = false) {
        self.database = database
        self.keys = keys
        self.bus = bus
        self.clock = clock
        self.isAlone = isAlone
    }

    /// Reads rows of a space in one snapshot.
    ///
    /// - Throws: a ``Problem``: `space_unknown` or what `body` throws; `internal` or a storage problem when the database fails.
    public func read<Value: Sendable>(
        for caller: Caller, _ body: @escaping @Sendable (Connection, SpaceKeyset) throws -> Value
    ) async throws(Problem) -> Value {
        try await storage {
            let keyset = try await keys.keyset(of: caller.space)
            return try await database.read { connection in
                try authoriser.authorise(caller, to: .read, in: connection)
                return try body(connection, keyset)
            }
        }
    }

    /// Changes rows of a space in one transaction, which takes the space's next version; once it is committed, the bus announces it.
    ///
    /// What a mutation asks for is done once: the second time nothing is.
    ///
    /// - Parameter body: writes the rows. It may run again when the database asks for it, so it touches nothing else.
    /// - Throws: a ``Problem``: `space_unknown`, `forbidden`, what `body` throws, or a storage problem; then nothing was changed.
    public func change<Value: Sendable>(
        for caller: Caller, to verb: Verb = .write, _ body: @escaping @Sendable (SpaceChange) throws -> Value
    ) async throws(Problem) -> ChangeOutcome<Value> {
        let space = caller.space
        let outcome = try await storage { () async throws -> ChangeOutcome<Value> in
            let keyset = try await keys.keyset(of: caller.space)
            let now = clock.now()
            do {
                return try await database.write { connection in
                    try authoriser.authorise(caller, to: verb, in: connection)
                    guard let version = try SpaceTables.nextVersion(of: space, in: connection) else { throw Problem(.spaceUnknown) }
                    if let mutation = caller.mutation {
                        if let earlier = try MutationTables.version(of: mutation, space: space, in: connection) {
                            throw AlreadyDone(version: earlier)
                        }
                        try MutationTables.remember(mutation, version: version, space: space, at: now, in: connection)
                    }
                    let change = SpaceChange(connection: connection, space: space, version: version, keys: keyset, now: now)
                    return .made(try body(change), version: version)
                }
            } catch let done as AlreadyDone {
                return .repeated(version: done.version)
            }
        }
        // Also when it was done before: if that commit was in doubt, nobody has been told of it.
        bus.publish(space: space, version: outcome.version)
        return outcome
    }

    /// The version of the caller's mutation when it was carried out before; nil when it was not, or has no identifier.
    ///
    /// - Throws: `space_unknown`, `forbidden` for who may not change the space.
    public func versionOfEarlier(for caller: Caller) async throws(Problem) -> Int64? {
        try await storage {
            try await database.read { connection in
                try authoriser.authorise(caller, to: .write, in: connection)
                return try caller.mutation.flatMap { try MutationTables.version(of: $0, space: caller.space, in: connection) }
            }
        }
    }

    /// Writes what no device is told of, such as the checkpoint of an answer whose text devices have from its stream: takes no version.
    public func writeUnnumbered(_ body: @escaping @Sendable (Connection) throws -> Void) async throws(Problem) {
        try await storage { try await database.write(body) }
    }

    /// Reads across all spaces, for the housekeeping of the installation itself; never on behalf of a user.
    public func survey<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws(Problem) -> Value {
        try await storage { try await database.read(body) }
    }

    /// Where a device of this principal stands: its personal space, as it is now.
    ///
    /// Where one process alone changes the data, the bus knows the newest version, and only the first device asks the database.
    public func position(of principal: Principal) async throws(Problem) -> SpacePosition {
        if isAlone, let known = personal.position(of: principal.user), let version = bus.newest(of: known.space.id) {
            return known.at(version)
        }
        let position = try await storage {
            try await database.read { connection in
                guard let id = try SpaceTables.personalSpace(of: principal.user, in: connection),
                    let space = try SpaceTables.space(id, in: connection)
                else { throw Problem(.spaceUnknown) }
                let role = try authoriser.authorise(Caller(principal, in: id), to: .read, in: connection)
                return SpacePosition(
                    epoch: try InstallationTables.epoch(in: connection), space: space, role: role,
                    floor: try SpaceTables.floor(of: id, in: connection))
            }
        }
        personal.remember(position, of: principal.user)
        if isAlone { bus.receive(space: position.space.id, version: position.space.version) }
        return position
    }

    /// The personal space of a principal.
    ///
    /// - Throws: `space_unknown` when it has none.
    public func personalSpace(of principal: Principal) async throws(Problem) -> Identifier {
        if let known = personal.position(of: principal.user) { return known.space.id }
        return try await position(of: principal).space.id
    }

    /// Forgets the marks of what has been gone for longer than 90 days (rule 7). Called once in a while.
    public func compact() async throws(Problem) {
        let limit = clock.now() + .seconds(-90 * 24 * 3_600)
        try await storage {
            try await database.write { try SpaceTables.compact(before: limit, in: $0) }
        }
        personal.forgetAll()
    }

    /// Forgets the mutations of more than 30 days ago (rule 8). Called once in a while.
    public func forgetOldMutations() async throws(Problem) {
        let limit = Timestamp(milliseconds: clock.now().milliseconds - 30 * 24 * 3_600_000)
        try await storage {
            try await database.write { try MutationTables.forget(before: limit, in: $0) }
        }
    }
}

/// Leaves a transaction whose mutation had been carried out before; rolls back the number that it took.
private struct AlreadyDone: Error {
    let version: Int64
}

extension Spaces {
    /// At which version each of these spaces is, for who may have missed that they have risen. Nothing of what is in them is told.
    public func versions(of spaces: [Identifier]) async throws(Problem) -> [Identifier: Int64] {
        try await storage {
            try await database.read { connection in try SpaceTables.versions(of: spaces, in: connection) }
        }
    }
}
