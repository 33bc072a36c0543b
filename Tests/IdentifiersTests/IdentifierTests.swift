import Identifiers
import JSON
import Testing

@Suite struct IdentifierTests {
    /// RFC 9562, appendix A.6.
    @Test func makesTheExampleOfTheStandard() {
        let words = Words([0xCC3, 0x18C4_DC0C_0C07_398F])
        let source = IdentifierSource(
            clock: WallClock { Timestamp(milliseconds: 0x017F_22E2_79B0) }, randomness: Randomness { words.next() })
        let identifier = source.next()
        #expect(identifier.text == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
        #expect(identifier.timestamp == Timestamp(milliseconds: 0x017F_22E2_79B0))
    }

    @Test func setsVersionAndVariantWhateverTheRandomBits() {
        for word in [UInt64.min, .max] {
            let source = IdentifierSource(clock: WallClock { Timestamp(milliseconds: 1) }, randomness: Randomness { word })
            let text = Array(source.next().text)
            #expect(text[14] == "7")
            #expect("89ab".contains(text[19]))
        }
    }

    @Test func ordersByTime() {
        let times = [0, 1, 255, 256, 1_763_610_600_000, 1_763_610_600_001]
        let identifiers = times.map { time in IdentifierSource(clock: WallClock { Timestamp(milliseconds: Int64(time)) }).next() }
        #expect(identifiers.sorted() == identifiers)
        #expect(identifiers.map(\.text).sorted() == identifiers.map(\.text))
    }

    @Test func isNeverTheSameTwice() {
        let source = IdentifierSource(clock: WallClock { Timestamp(milliseconds: 0) })
        #expect(Set((0..<10_000).map { _ in source.next() }).count == 10_000)
    }

    @Test func readsItsTextAndItsBytesBack() {
        let source = IdentifierSource()
        for _ in 0..<200 {
            let identifier = source.next()
            #expect(Identifier(identifier.text) == identifier)
            #expect(Identifier(bytes: identifier.bytes) == identifier)
            #expect(Identifier("<\(identifier)>".dropFirst().dropLast()) == identifier)
            #expect(identifier.description == identifier.text)
        }
        let known = "00112233-4455-6677-8899-aabbccddeeff"
        #expect(Identifier(known)?.text == known)
        #expect(Identifier(known)?.bytes == (0...15).map { UInt8($0 * 0x11) })
        #expect(Identifier(known)?.timestamp == nil)
    }

    @Test(arguments: [
        "", "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0", "017F22E2-79b0-7cc3-98c4-dc0c0c07398f",
        "017f22e279b07cc398c4dc0c0c07398f", "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}", "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
        "017f22e2_79b0-7cc3-98c4-dc0c0c07398f", "017f22e27-9b0-7cc3-98c4-dc0c0c07398f", " 17f22e2-79b0-7cc3-98c4-dc0c0c07398f",
        "017f22e2-79b0-7cc3-98c4-dc0c0c0739é", "../../../../../../../../../etc/passwd",
    ])
    func refusesEveryOtherForm(text: String) {
        #expect(Identifier(text) == nil)
    }

    @Test func refusesTheWrongNumberOfBytes() {
        #expect(Identifier(bytes: []) == nil)
        #expect(Identifier(bytes: [UInt8](repeating: 0, count: 15)) == nil)
        #expect(Identifier(bytes: [UInt8](repeating: 0, count: 17)) == nil)
    }

    @Test func goesThroughJSON() throws {
        let identifier = IdentifierSource().next()
        let bytes = JSONWriter.object {
            $0.field("id", identifier)
            $0.null("none")
            $0.array("all") { $0.value(identifier) }
            $0.key(identifier)
            $0.value(1)
        }
        var object = try JSONObject(JSON.parse(bytes))
        #expect(try object.identifier("id") == identifier)
        #expect(try object.optionalIdentifier("none") == nil)
        #expect(try object.identifiers("all", max: 1) == [identifier])
        #expect(try object.int(identifier.text) == 1)
        try object.finish()
    }

    @Test func namesTheFieldThatIsNoIdentifier() throws {
        var object = try JSONObject(["a": "x", "b": 1, "c": ["x"]])
        #expect(throws: JSONFieldError.invalid("a")) { try object.identifier("a") }
        #expect(throws: JSONFieldError.wrongType("b", expected: "an identifier")) { try object.optionalIdentifier("b") }
        #expect(throws: JSONFieldError.invalid("c[0]")) { try object.identifiers("c", max: 2) }
        #expect(throws: JSONFieldError.missing("d")) { try object.identifier("d") }
    }
}
