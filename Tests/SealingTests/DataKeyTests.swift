import Identifiers
import Testing

@testable import Sealing

@Suite struct DataKeyTests {
    private let ids = IdentifierSource()
    private let key: DataKey
    private let row: RowIdentity

    init() {
        key = DataKey(id: ids.next())
        row = RowIdentity("messages", ids.next(), "text")
    }

    @Test(arguments: ["", "x", "Grüße, 世界 😀", String(repeating: "word ", count: 200_000), "\u{0}"])
    func opensWhatItSealed(text: String) throws {
        let envelope = try key.seal(text, as: row)
        #expect(envelope.count == text.utf8.count + Envelope.overhead)
        #expect(try key.openText(envelope, as: row) == text)
        #expect(try key.open(envelope, as: row) == Array(text.utf8))
        #expect(try Envelope.keyID(envelope) == key.id)
    }

    @Test func scansEnvelopesOfAllSizesOneAfterTheOther() throws {
        let scanner = try #require(key.scanner())
        func scan(_ envelope: [UInt8], as row: RowIdentity) throws -> [UInt8] {
            try envelope.withUnsafeBytes { try scanner.open($0, as: row) { [UInt8]($0) } }
        }
        for length in [0, 1, 15, 16, 17, 1_000, 1_023, 1_024, 5_000, 700_000, 3, 0] {
            let text = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
            let envelope = try key.seal(text, as: row)
            #expect(try scan(envelope, as: row) == text)
            #expect(throws: SealingError.notAuthentic) { try scan(envelope, as: RowIdentity("messages", ids.next(), "text")) }
            var changed = envelope
            changed[changed.count - 1] ^= 1
            #expect(throws: SealingError.notAuthentic) { try scan(changed, as: row) }
        }
        let other = try DataKey(id: ids.next()).seal("x", as: row)
        #expect(throws: SealingError.self) { try scan(other, as: row) }
        #expect(throws: SealingError.malformed) { try scan([1, 2, 3], as: row) }
    }

    @Test func neverSealsTheSameTextToTheSameBytes() throws {
        let envelopes = Set(try (0..<1000).map { _ in try key.seal("same", as: row) })
        #expect(envelopes.count == 1000)
        #expect(Set(envelopes.map { Array($0[17..<29]) }).count == 1000)
        #expect(!envelopes.contains { String(decoding: $0, as: UTF8.self).contains("same") })
    }

    @Test func noticesAChangeOfAnyBit() throws {
        let envelope = try key.seal("a text", as: row)
        for place in envelope.indices {
            for bit in 0..<8 {
                var changed = envelope
                changed[place] ^= 1 << bit
                let error = #expect(throws: SealingError.self) { try key.open(changed, as: row) }
                switch place {
                case 0: #expect(error == .unknownVersion(changed[0]))
                case 1..<17: #expect(error == .unknownKey(Identifier(bytes: Array(changed[1..<17])) ?? key.id))
                default: #expect(error == .notAuthentic)
                }
            }
        }
    }

    @Test func noticesBytesThatAreMissingOrAdded() throws {
        let envelope = try key.seal("a text", as: row)
        #expect(throws: SealingError.malformed) { try key.open([], as: row) }
        for length in 1..<Envelope.overhead {
            #expect(throws: SealingError.malformed) { try key.open(Array(envelope[..<length]), as: row) }
        }
        for length in Envelope.overhead..<envelope.count {
            #expect(throws: SealingError.notAuthentic) { try key.open(Array(envelope[..<length]), as: row) }
        }
        #expect(throws: SealingError.notAuthentic) { try key.open(envelope + [0], as: row) }
    }

    @Test func opensForItsOwnRowAndColumnOnly() throws {
        let id = ids.next()
        let envelope = try key.seal("a text", as: RowIdentity("messages", id, "text"))
        for other in [RowIdentity("messages", id, "title"), RowIdentity("chats", id, "text"), RowIdentity("messages", ids.next(), "text")] {
            #expect(throws: SealingError.notAuthentic) { try key.open(envelope, as: other) }
        }
        #expect(RowIdentity("messages", id, "text").text == "messages/\(id.text)/text")
    }

    @Test func opensWithItsOwnKeyOnly() throws {
        let envelope = try key.seal("a text", as: row)
        #expect(throws: SealingError.unknownKey(key.id)) { try DataKey(id: ids.next()).open(envelope, as: row) }
        #expect(throws: SealingError.notAuthentic) { try DataKey(id: key.id).open(envelope, as: row) }
    }

    @Test func saysWhenBytesAreNoText() throws {
        let envelope = try key.seal([0xFF, 0xFE], as: row)
        #expect(throws: SealingError.notText) { try key.openText(envelope, as: row) }
        #expect(try key.open(envelope, as: row) == [0xFF, 0xFE])
    }

    @Test func showsNothingOfItself() throws {
        let id = try #require(Identifier("00000000-0000-7000-8000-000000000000"))
        let known = try #require(DataKey(id: id, bytes: [UInt8](repeating: 0x41, count: 32)))
        var shown = "\(known) \(String(reflecting: known)) \([known])"
        dump(known, to: &shown)
        for trace in ["65", "A", "41"] { #expect(!shown.contains(trace)) }
        #expect("\(known)" == "DataKey(\(id))")
    }

    @Test func worksOnManyThreadsAtOnce() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask { [key, ids] in
                    for turn in 0..<200 {
                        let row = RowIdentity("messages", ids.next(), "text")
                        let envelope = try key.seal("\(task)/\(turn)", as: row)
                        #expect(try key.openText(envelope, as: row) == "\(task)/\(turn)")
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
