import Crypto
import Identifiers
import Testing

@testable import Sealing

/// What is stored today must be readable for ever: the layout is pinned by bytes that another program made.
@Suite struct EnvelopeFormatTests {
    private static func bytes(_ digits: String) throws -> [UInt8] { try #require(Hexadecimal.decode(digits)) }

    /// Test cases 13, 14 and 16 of "The Galois/Counter Mode of Operation" (McGrew and Viega), which NIST's validation suite has taken over.
    @Test(arguments: [
        (
            String(repeating: "0", count: 64), String(repeating: "0", count: 24), "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"
        ),
        (
            String(repeating: "0", count: 64), String(repeating: "0", count: 24), String(repeating: "0", count: 32), "",
            "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919"
        ),
        (
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
            "76fc6ece0f4e1768cddf8853bb2d551b"
        ),
    ])
    func usesAES256GCM(key: String, nonce: String, plain: String, associated: String, cipher: String, tag: String) throws {
        let sealed = try AES.GCM.seal(
            Self.bytes(plain), using: SymmetricKey(data: Self.bytes(key)), nonce: AES.GCM.Nonce(data: Self.bytes(nonce)),
            authenticating: Self.bytes(associated))
        #expect(try Array(sealed.ciphertext) == Self.bytes(cipher))
        #expect(try Array(sealed.tag) == Self.bytes(tag))
    }

    /// Made with Node's `crypto`: version 1, the key's id, the nonce a0…ab, associated data as `docs/security.md` says.
    private static let stored =
        "010199000000007000800000000000000aa0a1a2a3a4a5a6a7a8a9aaaba16abf918654679342813f45e0ef4c5b3eed801227ecadbb7b30fb5a9404e0"

    @Test func opensAnEnvelopeOfAnotherProgram() throws {
        let id = try #require(Identifier("01990000-0000-7000-8000-00000000000a"))
        let row = RowIdentity("messages", try #require(Identifier("01990000-0000-7000-8000-00000000000b")), "text")
        let key = try #require(DataKey(id: id, bytes: Array(0..<32)))
        #expect(try key.openText(Self.bytes(Self.stored), as: row) == "Grüße, 世界")
    }

    @Test func isOpenedByTheBareCipher() throws {
        let raw = [UInt8](0..<32)
        let key = try #require(DataKey(id: IdentifierSource().next(), bytes: raw))
        let row = RowIdentity("chats", IdentifierSource().next(), "title")
        let envelope = try key.seal("a title", as: row)
        let opened = try AES.GCM.open(
            AES.GCM.SealedBox(combined: envelope[17...]), using: SymmetricKey(data: raw),
            authenticating: [1] + key.id.bytes + Array(row.text.utf8))
        #expect(Array(opened) == Array("a title".utf8))
        #expect(envelope[0] == 1)
        #expect(Array(envelope[1..<17]) == key.id.bytes)
    }
}
