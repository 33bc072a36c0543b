import Identifiers
import Problems
import Sealing
import Testing

@Suite struct SealingProblemTests {
    @Test func tellsClientsNoMoreThanTheyNeed() {
        let unreadable: [SealingError] = [.malformed, .unknownVersion(2), .unknownKey(IdentifierSource().next()), .notAuthentic, .notText]
        for error in unreadable { #expect(Problem(error) == Problem(.unreadable)) }
        #expect(Problem(SealingError.serviceUnavailable) == Problem(.keysUnavailable))
        #expect(Problem(SealingError.cipherFailed) == Problem(.internal))
    }
}
