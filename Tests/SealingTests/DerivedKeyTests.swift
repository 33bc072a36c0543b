import Identifiers
import Testing

@testable import Sealing

struct DerivedKeyTests {
    private let key = DataKey(id: IdentifierSource().next())
    private let row = RowIdentity("chats", IdentifierSource().next(), "title")

    @Test func aKeyForAPurposeIsTheSameEachTimeAndNoOther() throws {
        let sealed = try key.derived(for: "one").seal("text", as: row)
        #expect(try key.derived(for: "one").openText(sealed, as: row) == "text")
        #expect(throws: SealingError.notAuthentic) { try key.derived(for: "two").openText(sealed, as: row) }
        #expect(throws: SealingError.notAuthentic) { try key.openText(sealed, as: row) }
    }

    @Test func aPseudonymDependsOnKeyDomainAndIdentifier() {
        let (user, other) = (IdentifierSource().next(), IdentifierSource().next())
        let name = key.pseudonym(of: user, in: "user")
        #expect(name == key.pseudonym(of: user, in: "user") && name.utf8.count == 64)
        let others = [
            key.pseudonym(of: other, in: "user"), key.pseudonym(of: user, in: "chat"),
            key.derived(for: "x").pseudonym(of: user, in: "user"),
        ]
        #expect(Set(others + [name]).count == 4)
        #expect(!name.contains(user.text.filter { $0 != "-" }))
    }

    /// HMAC-SHA256 and HKDF-SHA256 as another implementation computes them (Python's `hmac` module).
    @Test func bothAreWhatTheStandardsSay() throws {
        let id = try #require(Identifier("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"))
        let known = try #require(DataKey(id: id, bytes: (0..<32).map { UInt8($0) }))
        #expect(known.pseudonym(of: id, in: "user") == "e775dc2405d6d559d00d57b25ccc6455cc5c49bafe8e03cc6a1472065a4fa1ff")
        #expect(
            known.derived(for: "cluster").copyOfBytes()
                == Hexadecimal.decode("36bdd5522af225a44cf513db8f04ab6019aa6c5aa6f42ed6c84737634893e51f"))
    }
}
