import Telemetry
import Testing

@Suite struct SecretTests {
    private let secret = Secret("hunter2")

    @Test func isShownNowhere() {
        var dumped = ""
        dump(secret, to: &dumped)
        dump(["nested": (1, Optional(secret))], to: &dumped)
        let shown = ["\(secret)", String(reflecting: secret), String(describing: Optional(secret)), "\([secret])", dumped]
        for text in shown { #expect(!text.contains("hunter2")) }
        #expect("\(secret)" == "[redacted]")
    }

    @Test func lendsItsValue() {
        #expect(secret.withValue { $0.count } == 7)
        #expect(!secret.isEmpty)
        #expect(Secret("").isEmpty)
        #expect(Secret([0xFF]) == nil)
        #expect(Secret(Array("a".utf8))?.withValue { $0 } == "a")
    }

    @Test func matchesItsValueOnly() {
        #expect(secret.matches("hunter2"))
        for other in ["", "hunter", "hunter3", "Hunter2", "hunter22"] { #expect(!secret.matches(other)) }
    }
}
