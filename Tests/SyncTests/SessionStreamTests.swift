import Identifiers
import Problems
import Testing

@testable import Sync

@Suite struct SessionStreamTests {
    private var test = TestSession()
    private let chat = identifiers.next()
    private let message = identifiers.next()

    @Test mutating func rule11AnAnswerThatGoesOnWhileItIsFollowedIsToldFromItsBeginning() {
        test.live(at: 3)
        test.open(chat)
        _ = test.handle(.notice(5))
        let running = messageRow(message, of: chat, running: true)
        #expect(test.handle(.changes(.success(ChangesPage(to: 4, rows: [running])))).contains(.follow(message, offset: nil)))
        // It was broken off and gone on with between two reads: the row says only that it is being written.
        let again = messageRow(message, of: chat, running: true, at: 5)
        #expect(
            test.handle(.changes(.success(ChangesPage(to: 5, rows: [again])))) == [
                .leave(message), .send(.changes(space: test.space, from: 4, to: 5, rows: [again])), .follow(message, offset: 0),
            ])
    }

    @Test mutating func rule11ARowThatIsOlderThanThePageOfItsChatBeginsNothingAnew() {
        test.live(at: 3)
        _ = test.handle(frame(.open(OpenChat(chat: chat, after: 0))))
        _ = test.handle(.page(.success(test.page(chat, running: [message], version: 5))))
        _ = test.handle(.notice(7))
        // However far the stretch goes that it comes with.
        let row = messageRow(message, of: chat, running: true)
        let actions = test.handle(.changes(.success(ChangesPage(to: 7, rows: [row]))))
        #expect(actions == [.send(.changes(space: test.space, from: 3, to: 7, rows: [row]))])
    }

    @Test mutating func rule11WhatRunsIsFollowedAfterItsRowIsSent() {
        test.live(at: 3)
        test.open(chat)
        _ = test.handle(.notice(4))
        let row = messageRow(message, of: chat, running: true)
        let actions = test.handle(.changes(.success(ChangesPage(to: 4, rows: [row]))))
        #expect(actions == [.send(.changes(space: test.space, from: 3, to: 4, rows: [row])), .follow(message, offset: nil)])
    }

    @Test mutating func aPageOfAChatThatIsOpenedIsFollowed() {
        test.live(at: 3)
        _ = test.handle(frame(.open(OpenChat(chat: chat, after: 0))))
        let page = test.page(chat, running: [message])
        #expect(test.handle(.page(.success(page))) == [.send(.page(chat: chat, before: nil, page)), .follow(message, offset: 0)])
    }

    @Test mutating func aDeviceThatComesBackGetsARunningTextFromWhereItWas() {
        _ = test.handle(hello(cursor: test.cursor(3), open: [OpenChat(chat: chat, after: 3)], streams: [message: 17]))
        _ = test.handle(.located(.success(test.position(3))))
        _ = test.handle(.catalogue(.success(emptyCatalogue)))
        // Its row has not changed since: what runs is told apart from the rows.
        let actions = test.handle(.rows(.success(ChatChanges(rows: [], chat: chatRow(chat), running: [message]))))
        #expect(actions.last == .follow(message, offset: 17))
    }

    @Test mutating func rule11AnAnswerThatWentOnWhileTheDeviceWasAwayIsToldFromItsBeginning() {
        _ = test.handle(hello(cursor: test.cursor(3), open: [OpenChat(chat: chat, after: 3)], streams: [message: 17]))
        _ = test.handle(.located(.success(test.position(5))))
        _ = test.handle(.catalogue(.success(emptyCatalogue)))
        _ = test.handle(.rows(.success(ChatChanges(rows: [], chat: chatRow(chat), running: []))))
        let row = messageRow(message, of: chat, running: true)
        let actions = test.handle(.changes(.success(ChangesPage(to: 5, rows: [row]))))
        #expect(actions == [.send(.changes(space: test.space, from: 3, to: 5, rows: [row])), .follow(message, offset: 0)])
    }

    @Test mutating func rule11AnAnswerThatGoesOnWhileItsDeviceComesBackIsLeftAndToldFromItsBeginning() {
        _ = test.handle(hello(cursor: test.cursor(3), open: [OpenChat(chat: chat, after: 3)], streams: [message: 17]))
        _ = test.handle(.located(.success(test.position(5))))
        _ = test.handle(.catalogue(.success(emptyCatalogue)))
        let still = test.handle(.rows(.success(ChatChanges(rows: [], chat: chatRow(chat), running: [message]))))
        #expect(still.contains(.follow(message, offset: 17)))
        let row = messageRow(message, of: chat, running: true)
        let actions = test.handle(.changes(.success(ChangesPage(to: 5, rows: [row]))))
        #expect(
            actions == [
                .leave(message), .send(.changes(space: test.space, from: 3, to: 5, rows: [row])), .follow(message, offset: 0),
            ])
    }

    @Test mutating func rule12TheTextIsFollowedToItsEndWhenItsRowIsWhole() {
        test.live(at: 3)
        test.open(chat, running: [message])
        _ = test.handle(.notice(4))
        let actions = test.handle(.changes(.success(ChangesPage(to: 4, rows: [messageRow(message, of: chat, running: false)]))))
        #expect(actions.last == .finish(message))
        #expect(test.session.following.isEmpty)
    }

    @Test mutating func rule11AContinuedAnswerIsFollowedFromTheTextThatItHad() {
        test.live(at: 3)
        test.open(chat, running: [message])
        _ = test.handle(.notice(5))
        _ = test.handle(.changes(.success(ChangesPage(to: 4, rows: [messageRow(message, of: chat, running: false)]))))
        let actions = test.handle(.changes(.success(ChangesPage(to: 5, rows: [messageRow(message, of: chat, running: true)]))))
        #expect(actions.last == .follow(message, offset: nil))
    }

    @Test mutating func closingAChatStopsItsTextsAlone() {
        let (other, otherMessage) = (identifiers.next(), identifiers.next())
        test.live(at: 3)
        test.open(chat, running: [message])
        test.open(other, running: [otherMessage])
        #expect(test.handle(frame(.close(chat: chat))) == [.leave(message)])
        #expect(test.session.following.mapValues(\.chat) == [otherMessage: other])
    }

    @Test mutating func aTextIsReadAgainWhereItIsFollowed() {
        test.live(at: 3)
        test.open(chat, running: [message])
        #expect(test.handle(frame(.stream(message: message, offset: 5))) == [.seek(message, offset: 5)])
    }

    @Test mutating func rule15ATextThatIsNotFollowedIsUnknown() {
        test.live(at: 3)
        #expect(test.handle(frame(.stream(message: message, offset: 0))) == [.send(.problem(Problem(.streamUnknown)))])
    }

    @Test mutating func aFinishedAnswerIsNoticedWhereItsChatIsNotOpen() {
        test.live(at: 3)
        test.open(chat)
        let answer = FinishedAnswer(space: test.space, chat: chat, message: message, title: "Elbe", status: "done")
        #expect(test.handle(.finished(answer)).isEmpty)
        _ = test.handle(frame(.close(chat: chat)))
        #expect(test.handle(.finished(answer)) == [.send(.notice(answer))])
        let foreign = FinishedAnswer(space: identifiers.next(), chat: chat, message: message, title: "Elbe", status: "done")
        #expect(test.handle(.finished(foreign)).isEmpty)
    }

    @Test mutating func theCatalogueIsSentAgainWhenItChanges() {
        test.live(at: 3)
        #expect(test.handle(.catalogueChanged) == [.readCatalogue])
        #expect(test.handle(.catalogueChanged).isEmpty)
        #expect(test.handle(.catalogueChanged).isEmpty)
        #expect(test.handle(.catalogue(.success(emptyCatalogue))) == [.send(.models(emptyCatalogue)), .readCatalogue])
        #expect(test.handle(.catalogue(.success(emptyCatalogue))) == [.send(.models(emptyCatalogue))])
    }

    @Test mutating func rule18ADrainingServerClosesWith1012() {
        test.live(at: 3)
        #expect(test.handle(.closing(code: 1012)) == [.close(code: 1012)])
        #expect(test.handle(.notice(4)).isEmpty)
    }

    @Test mutating func aPingIsAnsweredAtOnce() {
        test.live(at: 3)
        _ = test.handle(.notice(4))
        #expect(test.handle(frame(.ping(7))) == [.send(.pong(7))])
    }
}
