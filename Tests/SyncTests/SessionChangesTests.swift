import Identifiers
import Problems
import Testing

@testable import Sync

@Suite struct SessionChangesTests {
    private var test = TestSession()
    private let chat = identifiers.next()
    private let message = identifiers.next()

    @Test mutating func rule4OneReadAtATimeAndNoticesMeanwhileAreOne() {
        test.live(at: 3)
        #expect(test.handle(.notice(4)) == [.readChanges(space: test.space, after: 3, through: 4, open: [])])
        for version: Int64 in [5, 7, 6] { #expect(test.handle(.notice(version)).isEmpty) }
        let actions = test.handle(.changes(.success(ChangesPage(to: 4, rows: []))))
        #expect(
            actions == [
                .send(.changes(space: test.space, from: 3, to: 4, rows: [])),
                .readChanges(space: test.space, after: 4, through: 7, open: []),
            ])
    }

    @Test mutating func rule6MessagesOfOpenChatsAloneAreSent() {
        test.live(at: 3)
        test.open(chat)
        let other = identifiers.next()
        #expect(test.handle(.notice(4)) == [.readChanges(space: test.space, after: 3, through: 4, open: [chat])])
        let rows = [chatRow(chat), messageRow(message, of: chat, running: false), messageRow(identifiers.next(), of: other, running: true)]
        let actions = test.handle(.changes(.success(ChangesPage(to: 4, rows: rows))))
        #expect(actions == [.send(.changes(space: test.space, from: 3, to: 4, rows: Array(rows.prefix(2))))])
    }

    @Test mutating func rule6AChatOpenedWithAVersionGetsItsRowsFirst() {
        _ = test.handle(hello(cursor: test.cursor(8), open: [OpenChat(chat: chat, after: 5)]))
        _ = test.handle(.located(.success(test.position(9))))
        #expect(test.handle(.catalogue(.success(emptyCatalogue))).last == .readRows(chat: chat, after: 5, through: 8))
        let row = messageRow(message, of: chat, running: false)
        let actions = test.handle(.rows(.success(ChatChanges(rows: [row], chat: chatRow(chat), running: []))))
        #expect(
            actions == [
                .send(.changes(space: test.space, from: 8, to: 8, rows: [row, chatRow(chat)])),
                .readChanges(space: test.space, after: 8, through: 9, open: [chat]),
            ])
    }

    @Test mutating func rule6ManyRowsComeInSeveralFramesAndTheChatLast() {
        test.live(at: 8)
        _ = test.handle(frame(.open(OpenChat(chat: chat, after: 2))))
        let row = messageRow(message, of: chat, running: false)
        var actions = test.handle(.rows(.success(ChatChanges(rows: [row], chat: chatRow(chat), running: [], next: 5))))
        #expect(
            actions == [
                .send(.changes(space: test.space, from: 8, to: 8, rows: [row])), .readRows(chat: chat, after: 5, through: 8),
            ])
        actions = test.handle(.rows(.success(ChatChanges(rows: [], chat: chatRow(chat), running: []))))
        #expect(actions == [.send(.changes(space: test.space, from: 8, to: 8, rows: [chatRow(chat)]))])
    }

    @Test mutating func rule6AChatOpenedWhileChangesAreReadMissesNothing() {
        test.live(at: 3)
        #expect(test.handle(.notice(5)) == [.readChanges(space: test.space, after: 3, through: 5, open: [])])
        #expect(test.handle(frame(.open(OpenChat(chat: chat, after: 3)))).isEmpty)
        _ = test.handle(.notice(6))
        // The read that was under way knew nothing of the chat: its rows up to 5 are read by themselves, those after it with the changes.
        let actions = test.handle(.changes(.success(ChangesPage(to: 5, rows: []))))
        #expect(actions.last == .readRows(chat: chat, after: 3, through: 5))
        let next = test.handle(.rows(.success(ChatChanges(rows: [], chat: chatRow(chat), running: []))))
        #expect(next.last == .readChanges(space: test.space, after: 5, through: 6, open: [chat]))
    }

    @Test mutating func openingAnOpenChatBeginsAnew() {
        test.live(at: 3)
        test.open(chat)
        #expect(test.handle(frame(.open(OpenChat(chat: chat, after: 0)))) == [.readPage(chat: chat, before: nil)])
    }

    @Test mutating func whatWasClosedMeanwhileIsNotSent() {
        test.live(at: 3)
        _ = test.handle(frame(.open(OpenChat(chat: chat, after: 0))))
        #expect(test.handle(frame(.close(chat: chat))).isEmpty)
        #expect(test.handle(.page(.success(test.page(chat, running: [message])))).isEmpty)
        #expect(test.session.open.isEmpty)
    }

    @Test mutating func whatWaitsToBeOpenedAndIsClosedIsNotRead() {
        test.live(at: 3)
        _ = test.handle(.notice(4))
        _ = test.handle(frame(.open(OpenChat(chat: chat, after: 0))))
        _ = test.handle(frame(.close(chat: chat)))
        #expect(test.handle(.changes(.success(ChangesPage(to: 4, rows: [])))).count == 1)
    }

    @Test mutating func rule15AChatThatIsUnknownIsNotOpen() {
        test.live(at: 3)
        _ = test.handle(frame(.open(OpenChat(chat: chat, after: 0))))
        let problem = Problem(.notFound)
        #expect(test.handle(.page(.failure(problem))) == [.send(.problem(problem, chat: chat))])
        #expect(test.handle(.notice(4)) == [.readChanges(space: test.space, after: 3, through: 4, open: [])])
    }

    @Test mutating func olderPagesAreReadWithoutOpening() {
        test.live(at: 3)
        #expect(test.handle(frame(.page(chat: chat, before: message))) == [.readPage(chat: chat, before: message)])
        let page = test.page(chat, running: [identifiers.next()])
        #expect(test.handle(.page(.success(page))) == [.send(.page(chat: chat, before: message, page))])
        #expect(test.session.following.isEmpty)
    }

    @Test mutating func aChatThatIsGoneIsClosed() {
        test.live(at: 3)
        test.open(chat, running: [message])
        _ = test.handle(.notice(4))
        let gone = EncodedRow(.goneChat(chat), version: 4, json: Array("{}".utf8))
        let actions = test.handle(.changes(.success(ChangesPage(to: 4, rows: [gone]))))
        #expect(actions == [.send(.changes(space: test.space, from: 3, to: 4, rows: [gone])), .leave(message)])
        #expect(test.session.open.isEmpty)
    }

    @Test mutating func tooManyOpenChatsAreRefused() {
        test.live(at: 3)
        for _ in 0..<DeviceFrame.openLimit { test.open(identifiers.next()) }
        #expect(test.handle(frame(.open(OpenChat(chat: chat, after: 0)))) == [.send(.problem(Problem(.tooManyOpen), chat: chat))])
    }

    @Test mutating func changesThatCannotBeReadEndTheSocket() {
        test.live(at: 3)
        _ = test.handle(.notice(4))
        #expect(
            test.handle(.changes(.failure(Problem(.storageBusy)))) == [.send(.problem(Problem(.storageBusy))), .close(code: 1011)])
    }

    @Test(arguments: [0, 2] as [Int64])
    mutating func rule6AChatThatCannotBeReadNowEndsTheSocket_soThatNothingOfItIsMissedWhileItSeemsOpen(after: Int64) {
        test.live(at: 3)
        _ = test.handle(frame(.open(OpenChat(chat: chat, after: after))))
        let problem = Problem(.storageUnavailable)
        let actions = test.handle(after == 0 ? .page(.failure(problem)) : .rows(.failure(problem)))
        #expect(actions == [.send(.problem(problem)), .close(code: 1011)])
    }

    @Test mutating func olderMessagesThatCannotBeReadNowEndTheSocketToo() {
        test.live(at: 3)
        _ = test.handle(frame(.page(chat: chat, before: message)))
        #expect(test.handle(.page(.failure(Problem(.timeout)))) == [.send(.problem(Problem(.timeout))), .close(code: 1011)])
    }

    @Test mutating func whatCannotBeReadLaterEitherIsSaidOfItsChat() {
        test.live(at: 3)
        test.open(chat, running: [message])
        let problem = Problem(.internal)
        _ = test.handle(frame(.page(chat: chat, before: message)))
        #expect(test.handle(.page(.failure(problem))) == [.send(.problem(problem, chat: chat))])
        #expect(test.session.open == [chat])
        _ = test.handle(frame(.open(OpenChat(chat: chat, after: 2))))
        #expect(test.handle(.rows(.failure(problem))) == [.leave(message), .send(.problem(problem, chat: chat))])
        #expect(test.session.open.isEmpty)
    }

    @Test mutating func aPageThatLeadsNowhereEndsTheSocketInsteadOfTurningForEver() {
        test.live(at: 3)
        _ = test.handle(.notice(4))
        #expect(test.handle(.changes(.success(ChangesPage(to: 3, rows: [])))).last == .close(code: 1011))
    }

    @Test mutating func rule14NothingIsReadForADeviceThatDoesNotTakeWhatItIsSent() {
        test.live(at: 3)
        test.session.isCongested = true
        #expect(test.handle(.notice(4)).isEmpty)
        #expect(test.handle(frame(.open(OpenChat(chat: chat, after: 0)))).isEmpty)
        test.session.isCongested = false
        #expect(test.handle(.drained) == [.readPage(chat: chat, before: nil)])
    }
}
