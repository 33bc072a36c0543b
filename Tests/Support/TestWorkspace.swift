import Chats
import Database
import Events
import Identifiers
import Problems
import Sealing
import Spaces
import Synchronization

/// A database of one owner with the services that speak SQL on it, as the product builds them.
public struct TestWorkspace: Sendable {
    /// The database.
    public let database: Database
    /// What tells of committed versions.
    public let bus = Bus()
    /// The gate.
    public let spaces: Spaces
    /// The chats.
    public let chats: Chats
    /// The keys.
    public let keys: SpaceKeys
    /// The owner.
    public let owner: Principal
    /// The owner's personal space.
    public let space: Identifier
    /// The owner, asking of it.
    public var caller: Caller { Caller(owner, in: space) }
    /// The services' clock.
    public let clock: TestClock
    /// Makes identifiers as a device does.
    public let ids = IdentifierSource()

    /// A fresh workspace on that engine.
    public static func open(_ engine: TestEngine, extra: [Migration] = []) async throws -> TestWorkspace {
        let database = try await TestDatabase.open(engine, migrations: SpacesMigrations.all + ChatsMigrations.all + extra)
        let clock = TestClock()
        let service = TestKeyService()
        let keys = SpaceKeys(database: database, ring: KeyRing(service: service), clock: clock.wall)
        let installation = try await Installation.prepare(
            database, clock: clock.wall, identifiers: IdentifierSource())
        let owner = Principal(user: installation.owner, name: "Owner")
        return try await TestWorkspace(database: database, keys: keys, owner: owner, clock: clock)
    }

    init(database: Database, keys: SpaceKeys, owner: Principal, clock: TestClock) async throws {
        self.database = database
        self.keys = keys
        self.owner = owner
        self.clock = clock
        spaces = Spaces(database: database, keys: keys, bus: bus, clock: clock.wall)
        chats = Chats(spaces: spaces)
        space = try await spaces.personalSpace(of: owner)
    }

    /// Changes rows of the owner's space.
    public func changing<Value: Sendable>(
        _ body: @escaping @Sendable (SpaceChange) throws -> Value
    ) async throws(Problem) -> ChangeOutcome<Value> {
        try await spaces.change(for: caller, body)
    }

    /// Flips one bit in the last byte of what a row holds, as a failing disk may: in `column` of the row of `table` whose `key` is `id`.
    public func damage(_ column: StaticString, of table: StaticString, where key: StaticString = "id", is id: Identifier) async throws {
        try await database.write { connection in
            let row = try connection.first("SELECT \(literal: column) FROM \(literal: table) WHERE \(literal: key) = \(id)")
            guard var bytes = try row?.blob(0), let last = bytes.popLast() else { throw DatabaseError.corrupt }
            bytes.append(last ^ 1)
            try connection.execute("UPDATE \(literal: table) SET \(literal: column) = \(bytes) WHERE \(literal: key) = \(id)")
        }
    }

    /// A chat whose branch is a line of so many messages, alternately of the user and whole answers; the texts are given by position.
    public func line(
        of count: Int, text: @escaping @Sendable (Int) -> String = { "text \($0)" }
    ) async throws(Problem) -> (chat: Identifier, messages: [Identifier]) {
        let chat = ids.next()
        let messages = (0..<count).map { _ in ids.next() }
        _ = try await changing { change in
            let writer = try ChatWriter.beginning(chat, title: "A line", model: nil, change: change)
            for (place, id) in messages.enumerated() {
                let parent = place == 0 ? nil : messages[place - 1]
                if place.isMultiple(of: 2) {
                    try writer.add(.question(id, parent: parent, text: text(place)))
                } else if let parent {
                    try writer.add(.answer(id, parent: parent, model: "test/model"))
                    try writer.finish(id, as: MessageEnding(status: .done), text: Array(text(place).utf8))
                }
            }
            if let last = messages.last { try writer.show(last) }
        }
        return (chat, messages)
    }
}

/// A clock that stands still until it is moved.
public final class TestClock: Sendable {
    private let moment = Mutex(Timestamp(milliseconds: 1_700_000_000_000))

    /// The clock as services take it; each reading is a millisecond later than the one before, so that orders by time are certain.
    public var wall: WallClock {
        WallClock { [self] in
            moment.withLock { moment in
                moment = Timestamp(milliseconds: moment.milliseconds + 1)
                return moment
            }
        }
    }

    /// Moves the clock.
    public func advance(by duration: Duration) {
        moment.withLock { $0 = $0 + duration }
    }
}

/// A key service that keeps its one key in memory.
final class TestKeyService: KeyService {
    private let keys = Mutex<[[UInt8]: DataKey]>([:])

    func wrap(_ key: DataKey, as row: RowIdentity) async throws(SealingError) -> [UInt8] {
        let name = Array("\(row.text)#\(key.id)".utf8)
        keys.withLock { $0[name] = key }
        return name
    }

    func unwrap(_ wrapped: [UInt8], as row: RowIdentity) async throws(SealingError) -> DataKey {
        guard let key = keys.withLock({ $0[wrapped] }) else { throw .notAuthentic }
        return key
    }

    func isCurrent(_ wrapped: [UInt8]) -> Bool { true }
}
