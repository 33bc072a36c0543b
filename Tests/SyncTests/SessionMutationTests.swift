import Identifiers
import Problems
import Testing

@testable import Sync

@Suite struct SessionMutationTests {
    private var test = TestSession()
    private let chat = identifiers.next()
    private let device = identifiers.next()

    private func purge() -> Mutation { Mutation(id: identifiers.next(), operation: .purge(chat: chat)) }

    private mutating func live() {
        _ = test.handle(hello(cursor: test.cursor(3), device: device))
        _ = test.handle(.located(.success(test.position(3))))
        _ = test.handle(.catalogue(.success(emptyCatalogue)))
    }

    @Test mutating func rule9MutationsAreCarriedOutOneByOneInOrder() {
        live()
        let all = [purge(), purge(), purge()]
        #expect(test.handle(frame(.mutate(all[0]))) == [.perform(all[0], device: device)])
        #expect(test.handle(frame(.mutate(all[1]))).isEmpty)
        #expect(test.handle(frame(.mutate(all[2]))).isEmpty)
        #expect(
            test.handle(.mutated(.success(3))) == [.send(.ack(all[0].id, version: 3)), .perform(all[1], device: device)])
        let problem = Problem(.forbidden)
        #expect(
            test.handle(.mutated(.failure(problem))) == [.send(.reject(all[1].id, problem)), .perform(all[2], device: device)])
    }

    @Test mutating func rule9AMutationThatAnotherDeviceMadeIsCarriedOutInItsName() {
        live()
        let mutation = Mutation(id: identifiers.next(), device: identifiers.next(), operation: .purge(chat: chat))
        #expect(test.handle(frame(.mutate(mutation))) == [.perform(mutation, device: mutation.device!)])
    }

    @Test mutating func mutationsSentBeforeTheWelcomeWaitForIt() {
        let mutation = purge()
        _ = test.handle(hello(cursor: test.cursor(3), device: device))
        #expect(test.handle(frame(.mutate(mutation))).isEmpty)
        let actions = test.handle(.located(.success(test.position(3))))
        #expect(actions.last == .perform(mutation, device: device))
    }

    @Test mutating func rule9WhatIsOpenedAfterAMutationIsReadAfterIt() {
        live()
        let mutation = purge()
        _ = test.handle(frame(.mutate(mutation)))
        #expect(test.handle(frame(.open(OpenChat(chat: chat, after: 0)))).isEmpty)
        // Changes do not wait for it.
        #expect(test.handle(.notice(4)) == [.readChanges(space: test.space, after: 3, through: 4, open: [])])
        _ = test.handle(.changes(.success(ChangesPage(to: 4, rows: []))))
        let actions = test.handle(.mutated(.success(4)))
        #expect(actions == [.send(.ack(mutation.id, version: 4)), .readPage(chat: chat, before: nil)])
    }

    @Test mutating func mutationsDoNotWaitForReads() {
        live()
        _ = test.handle(.notice(4))
        let mutation = purge()
        #expect(test.handle(frame(.mutate(mutation))) == [.perform(mutation, device: device)])
    }

    @Test mutating func anAckedVersionIsReadEvenWithoutANotice() {
        live()
        _ = test.handle(frame(.mutate(purge())))
        let actions = test.handle(.mutated(.success(5)))
        #expect(actions.last == .readChanges(space: test.space, after: 3, through: 5, open: []))
    }

    @Test mutating func rule16ABrokenMutationIsRejectedAndTheSocketStaysOpen() {
        live()
        let fault = FrameFault(problem: Problem(.missingField, field: "chat"), mutation: chat)
        #expect(test.handle(.frame(.failure(fault), weight: 1)) == [.send(.reject(chat, fault.problem))])
        #expect(test.handle(frame(.ping(1))) == [.send(.pong(1))])
    }

    @Test mutating func theBacklogCountsWhatIsNotDone() {
        live()
        _ = test.handle(.frame(.success(.mutate(purge())), weight: 100))
        _ = test.handle(.frame(.success(.mutate(purge())), weight: 10))
        _ = test.handle(.frame(.success(.open(OpenChat(chat: chat, after: 0))), weight: 1))
        #expect(test.session.backlog == 111)
        _ = test.handle(.mutated(.success(3)))
        #expect(test.session.backlog == 11)
        _ = test.handle(.mutated(.success(3)))
        #expect(test.session.backlog == 0)
    }

    @Test mutating func afterTheEndNothingIsCarriedOut() {
        live()
        _ = test.handle(frame(.mutate(purge())))
        _ = test.handle(frame(.mutate(purge())))
        _ = test.handle(.gone)
        #expect(test.handle(.mutated(.success(4))).isEmpty)
    }
}
