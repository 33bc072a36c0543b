import Identifiers
import Testing

@testable import Sync

@Suite struct SyncInboxTests {
    private func describe(_ input: SyncSession.Input?) -> String {
        switch input {
        case .notice(let version): "notice \(version)"
        case .drained: "drained"
        case .catalogueChanged: "catalogue"
        case .finished(let answer): answer.title
        case .frame(_, let weight): "frame \(weight)"
        case nil: "end"
        default: "other"
        }
    }

    private func ping(_ weight: Int) -> SyncSession.Input { .frame(.success(.ping(1)), weight: weight) }

    @Test func whatCountsOnceIsKeptOnce() async {
        let inbox = SyncInbox()
        for version: Int64 in [1, 3, 2] { inbox.push(.notice(version)) }
        for _ in 0..<3 {
            inbox.push(.drained)
            inbox.push(.catalogueChanged)
        }
        inbox.push(ping(1))
        #expect(describe(await inbox.next()) == "notice 3")
        #expect(describe(await inbox.next()) == "drained")
        #expect(describe(await inbox.next()) == "catalogue")
        #expect(describe(await inbox.next()) == "frame 1")
        inbox.push(.notice(4))
        #expect(describe(await inbox.next()) == "notice 4")
    }

    @Test func theOldestNoticesOfAnswersGoFirst() async {
        let inbox = SyncInbox()
        for number in 0..<SyncInbox.noticeLimit + 5 {
            inbox.push(
                .finished(
                    FinishedAnswer(
                        space: identifiers.next(), chat: identifiers.next(), message: identifiers.next(), title: "\(number)",
                        status: "done")))
        }
        inbox.push(.drained)
        var seen: [String] = []
        while let input = await inbox.next(), case .finished(let answer) = input { seen.append(answer.title) }
        #expect(seen == (5..<SyncInbox.noticeLimit + 5).map { "\($0)" })
    }

    @Test func framesWaitWhileTooMuchIsHeld() async {
        let inbox = SyncInbox(capacity: 10)
        inbox.push(ping(8))
        await inbox.room()
        inbox.push(ping(8))
        await withTaskGroup(of: String.self) { group in
            group.addTask {
                await inbox.room()
                return "room"
            }
            group.addTask {
                // The first frame goes on weighing while the session holds it.
                _ = await inbox.next()
                inbox.settle(held: 8)
                _ = await inbox.next()
                inbox.settle(held: 8)
                return "taken"
            }
            var seen: [String] = []
            for await what in group { seen.append(what) }
            #expect(Set(seen) == ["room", "taken"])
        }
    }

    @Test func closingLetsEverybodyGo() async {
        let inbox = SyncInbox(capacity: 1)
        inbox.push(ping(8))
        async let room: Void = inbox.room()
        inbox.close()
        await room
        #expect(describe(await inbox.next()) == "end")
        inbox.push(.drained)
        #expect(describe(await inbox.next()) == "end")
    }

    @Test func nothingIsLostBetweenThreads() async {
        let inbox = SyncInbox()
        let total = 4_000
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<total / 4 { inbox.push(ping(1)) }
                    return 0
                }
            }
            group.addTask {
                var count = 0
                while count < total, await inbox.next() != nil { count += 1 }
                return count
            }
            var sum = 0
            for await count in group { sum += count }
            #expect(sum == total)
        }
    }
}
