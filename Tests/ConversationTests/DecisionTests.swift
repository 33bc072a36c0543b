import Chats
@testable import Conversation
import Identifiers
import Models
import Spaces
import Testing

@Suite struct ChatTitleTests {
    @Test(arguments: [
        ("Hello there", "Hello there"),
        ("  \n\n  ## A heading  \nand more", "A heading"),
        ("", "New chat"),
        ("   \n ", "New chat"),
        ("one\ttwo   three", "one two three"),
    ]) func theFirstLineWithWordsNamesTheChat(text: String, title: String) {
        #expect(ChatTitle.from(text) == title)
    }

    @Test func aLongLineIsCutAtAWord() {
        let title = ChatTitle.from(String(repeating: "letters ", count: 20))
        #expect(title.hasSuffix("letters…") && title.count <= ChatTitle.limit + 1)
    }

    @Test func aWordWithoutEndIsCutAnywhere() {
        #expect(ChatTitle.from(String(repeating: "x", count: 500)).count == ChatTitle.limit)
    }
}

@Suite struct RunRecoveryTests {
    @Test(arguments: 1...3) func anAnswerOfWhichNobodyHasReadAWordIsWritten(attempt: Int) {
        #expect(RunRecovery.decide(status: .pending, attempt: attempt) == .write)
    }

    @Test(arguments: [Message.Status.done, .stopped, .interrupted, .error]) func anAnswerThatHasEndedIsLeft(status: Message.Status) {
        #expect(RunRecovery.decide(status: status, attempt: 2) == .leave)
    }

    @Test func afterItsWorkerDiedAnAnswerThatWasShownIsMarked() {
        #expect(RunRecovery.decide(status: .processing, attempt: 2) == .interrupt)
    }

    @Test func anAnswerThatNeverGetsAnywhereIsGivenUp() {
        #expect(RunRecovery.decide(status: .pending, attempt: 4) == .interrupt)
    }
}

@Suite struct RunOrderTests {
    @Test(arguments: [nil, "companion/model"]) func anOrderIsReadAsItWasWritten(model: String?) throws {
        let ids = IdentifierSource()
        let order = RunOrder(
            message: ids.next(), chat: ids.next(), caller: Caller(Principal(user: ids.next(), name: "Ö"), in: ids.next()), model: model,
            continues: true)
        #expect(try RunOrder(payload: order.payload) == order)
    }
}

@Suite struct RunMeterTests {
    @Test func timesAreCountedFromTheRequest() throws {
        var meter = RunMeter(start: .seconds(10))
        meter.textArrived(at: .seconds(10) + .milliseconds(120))
        meter.textArrived(at: .seconds(11))
        meter.told(Usage(input: 7, output: 9, isEstimated: false))
        let usage = try #require(meter.usage(at: .seconds(12)))
        #expect(usage.firstMilliseconds == 120 && usage.totalMilliseconds == 2_000 && usage.input == 7 && usage.output == 9)
    }

    @Test func withoutFiguresFromTheProviderNoneAreInvented() {
        #expect(RunMeter(start: .zero).usage(at: .seconds(1)) == nil)
    }
}

@Suite struct RunHandleTests {
    @Test func theFirstReasonCounts() {
        let handle = RunHandle()
        handle.end(.stop)
        handle.end(.shutdown)
        #expect(handle.reason == .stop)
    }

    @Test func aRunThatWasEndedBeforeItBeganIsCancelledAtOnce() async {
        let handle = RunHandle()
        handle.end(.stop)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
        }
        handle.carry(task)
        await task.value
    }

    @Test func whoWaitsForTheEndIsToldWheneverTheyAsk() async {
        let handle = RunHandle()
        async let early: Void = handle.untilOver()
        handle.over()
        await early
        await handle.untilOver()
    }
}
