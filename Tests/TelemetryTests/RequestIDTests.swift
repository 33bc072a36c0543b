import Identifiers
import Telemetry
import Testing

@Suite struct RequestIDTests {
    @Test func hasTwentySixPlainCharacters() {
        let id = RequestID()
        #expect(id.text.count == 26)
        #expect(id.text.allSatisfy { "0123456789abcdefghjkmnpqrstvwxyz".contains($0) })
        #expect(id.description == id.text)
    }

    @Test func holdsAllBits() {
        #expect(RequestID(from: Randomness { 0 }).text == String(repeating: "0", count: 26))
        #expect(RequestID(from: Randomness { .max }).text == "7" + String(repeating: "z", count: 25))
        #expect(Set((0..<1000).map { _ in RequestID() }).count == 1000)
    }
}
