@testable import Conversation
import Models
import Testing

@Suite struct HistoryWindowTests {
    private func turns(_ count: Int, bytes: Int) -> [ChatTurn] {
        (0..<count).map { ChatTurn($0.isMultiple(of: 2) ? .user : .assistant, String(repeating: "a", count: bytes)) }
    }

    @Test func everythingIsShownToAModelOfUnknownContext() {
        #expect(HistoryWindow(context: nil).turns(turns(500, bytes: 1_000)).count == 500)
    }

    @Test func theNewestTurnsThatFitAreShown() {
        let all = turns(41, bytes: 300)
        let shown = HistoryWindow(context: 2_048).turns(all)
        #expect(shown == Array(all.suffix(shown.count)))
        #expect(shown.count > 5 && shown.count < 20)
        let tokens = shown.reduce(0) { $0 + $1.text.utf8.count / 3 + 8 }
        #expect(tokens <= 2_048 - 682)
    }

    @Test func theQuestionIsShownEvenWhenItAloneIsTooLong() {
        let all = turns(3, bytes: 100_000)
        #expect(HistoryWindow(context: 2_048).turns(all) == [all[2]])
    }

    @Test func whatIsShownNeverBeginsWithAnAnswer() {
        for count in stride(from: 3, through: 61, by: 2) {
            for bytes in [50, 333, 900] {
                let shown = HistoryWindow(context: 2_048).turns(turns(count, bytes: bytes))
                #expect(shown.first?.role == .user)
            }
        }
    }

    @Test func nothingIsNothing() {
        #expect(HistoryWindow(context: 100).turns([]).isEmpty)
    }
}
