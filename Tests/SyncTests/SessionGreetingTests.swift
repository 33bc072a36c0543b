import Identifiers
import Problems
import Testing

@testable import Sync

@Suite struct SessionGreetingTests {
    private var test = TestSession()

    @Test(arguments: [DeviceFrame.ping(1), .close(chat: identifiers.next()), .open(OpenChat(chat: identifiers.next(), after: 0))])
    mutating func rule1AnythingButHelloEndsTheSocket(first: DeviceFrame) {
        let actions = test.handle(frame(first))
        #expect(actions == [.send(.problem(Problem(.helloExpected))), .close(code: 4400)])
        #expect(test.handle(hello()).isEmpty)
    }

    @Test mutating func rule1WhatIsNoFrameEndsTheSocketToo() {
        let actions = test.handle(.frame(.failure(FrameFault(problem: Problem(.invalidJSON))), weight: 1))
        #expect(actions == [.send(.problem(Problem(.helloExpected))), .close(code: 4400)])
    }

    @Test mutating func rule16AMalformedHelloMayBeSaidAgain() {
        let fault = FrameFault(problem: Problem(.missingField, field: "device"), isHello: true)
        #expect(test.handle(.frame(.failure(fault), weight: 1)) == [.send(.problem(fault.problem))])
        #expect(test.handle(hello()) == [.locate])
    }

    @Test mutating func rule2WelcomeModelsChangesAndPagesComeInThisOrder() {
        let chat = identifiers.next()
        #expect(test.handle(hello(open: [OpenChat(chat: chat, after: 0)])) == [.locate])
        var actions = test.handle(.located(.success(test.position(9))))
        #expect(actions == [.listen(space: test.space), .send(.welcome(test.principal, test.position(9))), .readCatalogue])
        actions = test.handle(.catalogue(.success(emptyCatalogue)))
        #expect(actions == [.send(.models(emptyCatalogue)), .readChanges(space: test.space, after: 0, through: 9, open: [])])
        actions = test.handle(.changes(.success(ChangesPage(to: 5, rows: []))))
        #expect(
            actions == [
                .send(.changes(space: test.space, from: 0, to: 5, rows: [])),
                .readChanges(space: test.space, after: 5, through: 9, open: []),
            ])
        actions = test.handle(.changes(.success(ChangesPage(to: 9, rows: []))))
        #expect(actions == [.send(.changes(space: test.space, from: 5, to: 9, rows: [])), .readPage(chat: chat, before: nil)])
        actions = test.handle(.page(.success(test.page(chat))))
        #expect(actions == [.send(.page(chat: chat, before: nil, test.page(chat)))])
    }

    @Test mutating func rule3ListeningBeginsBeforeAnythingIsRead() {
        _ = test.handle(hello(cursor: test.cursor(4)))
        let actions = test.handle(.located(.success(test.position(4))))
        #expect(actions.first == .listen(space: test.space))
        // What is announced while the catalogue is read is not lost.
        #expect(test.handle(.notice(6)).isEmpty)
        let next = test.handle(.catalogue(.success(emptyCatalogue)))
        #expect(next.last == .readChanges(space: test.space, after: 4, through: 6, open: []))
    }

    @Test mutating func aDeviceThatIsUpToDateReadsNothing() {
        _ = test.handle(hello(cursor: test.cursor(4)))
        _ = test.handle(.located(.success(test.position(4))))
        #expect(test.handle(.catalogue(.success(emptyCatalogue))) == [.send(.models(emptyCatalogue))])
    }

    @Test(arguments: [Hello.Cursor(epoch: "another", version: 1), Hello.Cursor(epoch: "e-1", version: 99)])
    mutating func rule7ACursorOfAnotherLifeOrFromTheFutureBeginsAnew(cursor: Hello.Cursor) {
        let chat = identifiers.next()
        _ = test.handle(hello(cursor: cursor, open: [OpenChat(chat: chat, after: 3), OpenChat(chat: identifiers.next(), after: 0)]))
        _ = test.handle(.located(.success(test.position(9))))
        let actions = test.handle(.catalogue(.success(emptyCatalogue)))
        #expect(
            actions == [
                .send(.models(emptyCatalogue)), .send(.resync(space: test.space)),
                .readChanges(space: test.space, after: 0, through: 9, open: []),
            ])
        // No chat counts as open.
        #expect(test.handle(.changes(.success(ChangesPage(to: 9, rows: [])))).count == 1)
        #expect(test.session.open.isEmpty)
    }

    @Test(arguments: [(4, true), (5, false), (0, false)])
    mutating func rule7ACursorBelowTheFloorBeginsAnew(cursor: Int64, isAnew: Bool) {
        var position = test.position(9)
        position.floor = 5
        _ = test.handle(hello(cursor: test.cursor(cursor)))
        _ = test.handle(.located(.success(position)))
        let frames = test.handle(.catalogue(.success(emptyCatalogue))).frames
        #expect(frames.contains(.resync(space: test.space)) == isAnew)
    }

    @Test mutating func rule7ChangesFollowAResyncEvenWhenThereAreNone() {
        _ = test.handle(hello(cursor: Hello.Cursor(epoch: "another", version: 1)))
        _ = test.handle(.located(.success(test.position(0))))
        let frames = test.handle(.catalogue(.success(emptyCatalogue))).frames
        #expect(frames == [.models(emptyCatalogue), .resync(space: test.space), .changes(space: test.space, from: 0, to: 0, rows: [])])
    }

    @Test mutating func aSecondHelloChangesNothing() {
        test.live(at: 3)
        #expect(test.handle(hello()) == [.send(.problem(Problem(.helloRepeated)))])
    }

    @Test mutating func aSpaceThatCannotBeReadEndsTheSocket() {
        _ = test.handle(hello())
        let actions = test.handle(.located(.failure(Problem(.storageBusy))))
        #expect(actions == [.send(.problem(Problem(.storageBusy))), .close(code: 1011)])
    }

    @Test mutating func aCatalogueThatCannotBeReadEndsNothing() {
        _ = test.handle(hello(cursor: test.cursor(1)))
        _ = test.handle(.located(.success(test.position(2))))
        let actions = test.handle(.catalogue(.failure(Problem(.internal))))
        #expect(
            actions == [
                .send(.problem(Problem(.internal))), .readChanges(space: test.space, after: 1, through: 2, open: []),
            ])
    }
}
