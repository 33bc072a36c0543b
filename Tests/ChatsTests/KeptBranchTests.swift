import Identifiers
import Testing

@testable import Chats

struct KeptBranchTests {
    private let last = IdentifierSource().next()

    @Test func aBranchIsReadAsItWasWritten() {
        let turns = [
            KeptBranch.Turn(role: .system, text: []), KeptBranch.Turn(role: .user, text: Array("Wozu?".utf8)),
            KeptBranch.Turn(role: .assistant, text: Array("So.\0".utf8)),
        ]
        let branch = KeptBranch(last: last, base: 3, end: 1 << 40, isWhole: true, turns: turns)
        #expect(KeptBranch(branch.encoded()) == branch)
        #expect(branch.turns == turns)
    }

    @Test func whatIsCutOrOfAnotherVersionIsNothing() {
        let turns = [KeptBranch.Turn(role: .user, text: Array("text".utf8))]
        let bytes = KeptBranch(last: last, base: 1, end: 2, isWhole: false, turns: turns).encoded()
        for count in Array(0..<34) + Array(35..<bytes.count) { #expect(KeptBranch(Array(bytes.prefix(count))) == nil) }
        #expect(KeptBranch([2] + bytes.dropFirst()) == nil)
    }

    @Test func ofALongBranchTheNewestMessagesAreKept() {
        let turn = KeptBranch.Turn(role: .user, text: [UInt8](repeating: 65, count: KeptBranch.byteLimit / 2))
        let branch = KeptBranch(last: last, base: 1, end: 2, isWhole: true, turns: [turn, turn, turn])
        #expect(branch.turns.count == 2 && !branch.isWhole)
    }
}
