import Identifiers
import Synchronization
import Testing

@testable import Sealing

@Suite struct KeyRingTests {
    /// A key file's work, counted.
    private final class CountingService: KeyService {
        let key = DataKey(id: IdentifierSource().next())
        let unwraps = Atomic<Int>(0)

        func wrap(_ key: DataKey, as row: RowIdentity) async throws(SealingError) -> [UInt8] { try key.wrapped(by: self.key, as: row) }

        func unwrap(_ wrapped: [UInt8], as row: RowIdentity) async throws(SealingError) -> DataKey {
            unwraps.wrappingAdd(1, ordering: .relaxed)
            return try key.unwrap(wrapped, as: row)
        }

        func isCurrent(_ wrapped: [UInt8]) -> Bool { (try? Envelope.keyID(wrapped)) == key.id }
    }

    private let service = CountingService()
    private let space = RowIdentity("spaces", IdentifierSource().next(), "key")
    private let chat = RowIdentity("chats", IdentifierSource().next(), "key")
    private let text = RowIdentity("messages", IdentifierSource().next(), "text")

    @Test func leadsFromTheServiceToATextAndBack() async throws {
        let ring = KeyRing(service: service)
        let (spaceKey, wrappedSpaceKey) = try await ring.makeSpaceKey(as: space)
        let (chatKey, wrappedChatKey) = try ring.makeKey(under: spaceKey, as: chat)
        let sealed = try chatKey.seal("a text", as: text)

        let later = KeyRing(service: service)
        let spaceKeyAgain = try await later.spaceKey(wrappedSpaceKey, as: space)
        let chatKeyAgain = try later.key(wrappedChatKey, under: spaceKeyAgain, as: chat)
        #expect(try chatKeyAgain.openText(sealed, as: text) == "a text")
    }

    @Test func asksTheServiceOnceForAKey() async throws {
        let (_, wrapped) = try await KeyRing(service: service).makeSpaceKey(as: space)
        let ring = KeyRing(service: service)
        for _ in 0..<5 { _ = try await ring.spaceKey(wrapped, as: space) }
        #expect(service.unwraps.load(ordering: .relaxed) == 1)
        ring.forgetAll()
        _ = try await ring.spaceKey(wrapped, as: space)
        #expect(service.unwraps.load(ordering: .relaxed) == 2)
    }

    @Test func doesNotServeAKnownKeyForChangedBytesOrAnotherRow() async throws {
        let ring = KeyRing(service: service)
        let (spaceKey, wrapped) = try await ring.makeSpaceKey(as: space)
        let (_, wrappedChatKey) = try ring.makeKey(under: spaceKey, as: chat)
        _ = try ring.key(wrappedChatKey, under: spaceKey, as: chat)
        var changed = wrappedChatKey
        changed[40] ^= 1
        #expect(throws: SealingError.notAuthentic) { try ring.key(changed, under: spaceKey, as: chat) }
        let otherChat = RowIdentity("chats", IdentifierSource().next(), "key")
        #expect(throws: SealingError.notAuthentic) { try ring.key(wrappedChatKey, under: spaceKey, as: otherChat) }
        let otherSpace = RowIdentity("spaces", IdentifierSource().next(), "key")
        await #expect(throws: SealingError.notAuthentic) { try await ring.spaceKey(wrapped, as: otherSpace) }
    }

    @Test func refusesASealedTextInPlaceOfAKey() async throws {
        let ring = KeyRing(service: service)
        let (spaceKey, _) = try await ring.makeSpaceKey(as: space)
        let sealed = try spaceKey.seal("not a key", as: chat)
        #expect(throws: SealingError.malformed) { try ring.key(sealed, under: spaceKey, as: chat) }
    }

    @Test func wrapsAgainAfterARotationOfTheServicesKey() async throws {
        let folder = TemporaryFolder()
        let first = try KeyFile.create(at: folder.path + "/keys.json")
        let (spaceKey, wrapped) = try await KeyRing(service: first).makeSpaceKey(as: space)
        #expect(try await KeyRing(service: first).rewrapped(wrapped, as: space) == nil)
        let second = try first.rotated(at: folder.path + "/keys.json")
        let rewrapped = try #require(try await KeyRing(service: second).rewrapped(wrapped, as: space))
        #expect(try Envelope.keyID(rewrapped) == second.currentID)
        #expect(try await KeyRing(service: second).spaceKey(rewrapped, as: space).id == spaceKey.id)
    }

    @Test func keepsABoundedNumberOfKeysThatWereUsedLast() {
        var cache = RecentlyUsed<Int, Int>(capacity: 10)
        for key in 0..<1000 {
            cache.insert(key, key)
            #expect(cache.value(0) == 0, "what is used again and again stays")
            #expect(cache.count <= 10)
        }
        #expect(cache.value(999) == 999)
        #expect(cache.value(996) == 996)
        #expect(cache.value(500) == nil)
        cache.insert(7, 999)
        #expect(cache.value(999) == 7)
        cache.removeAll()
        #expect(cache.count == 0)
    }
}
