import TestSupport
import Testing

@testable import Database

@Suite struct QueueTests {
    @Test func itemsComeOutInTheOrderTheyWentIn() {
        var fifo = Fifo<Int>()
        var expected = 0
        for number in 0..<1_000 {
            fifo.append(number)
            if number % 3 != 0 {
                #expect(fifo.popFirst() == expected)
                expected += 1
            }
        }
        while let number = fifo.popFirst() {
            #expect(number == expected)
            expected += 1
        }
        #expect(expected == 1_000 && fifo.count == 0)
    }

    @Test func theLeastRecentlyUsedGoesFirst() {
        var cache = LeastRecentlyUsed<Int>(capacity: 2)
        #expect(cache.insert(1, for: "a") == nil)
        #expect(cache.insert(2, for: "b") == nil)
        #expect(cache.value(for: "a") == 1)
        #expect(cache.insert(3, for: "c") == 2)
        #expect(cache.value(for: "b") == nil)
        #expect(cache.value(for: "a") == 1)
    }

    @Test(arguments: TestEngine.allCases) func whatDoesNotFitTheQueueIsRefusedAtOnce(engine: TestEngine) async throws {
        var options = DatabaseOptions()
        options.waitingReads = engine == .sqlite ? 2 : 1
        options.waitingWrites = 1
        let database = try await TestDatabase.open(engine, readers: 1, options: options)
        let (started, released) = (Gate(), Gate())
        async let running = database.read { connection in
            started.open()
            released.pass()
            return 0
        }
        await started.opened()
        // One runs, two wait; the others find the queue full.
        let outcomes = await withTaskGroup(of: DatabaseError?.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    do {
                        _ = try await database.read { connection in 0 }
                        return nil
                    } catch { return error as? DatabaseError }
                }
            }
            var outcomes: [DatabaseError?] = []
            for _ in 0..<3 { if let next = await group.next() { outcomes.append(next) } }
            released.open()
            for await next in group { outcomes.append(next) }
            return outcomes
        }
        #expect(outcomes == [.overloaded, .overloaded, .overloaded, nil, nil])
        #expect(try await running == 0)
        await database.close()
    }

    @Test func aClosedQueueStillHandsOutWhatItHolds() {
        let queue = WorkQueue<Int>(capacity: 3)
        #expect(queue.offer(1) == .accepted)
        #expect(queue.offer(2) == .accepted)
        queue.close()
        #expect(queue.offer(3) == .closed)
        #expect(queue.next() == 1)
        #expect(queue.next() == 2)
        #expect(queue.next() == nil)
    }

    @Test(arguments: TestEngine.allCases) func closingFinishesWhatRunsAndRefusesTheRest(engine: TestEngine) async throws {
        let database = try await TestDatabase.open(engine, readers: 1)
        try await database.write { connection in try connection.execute("CREATE TABLE items (id BIGINT)") }
        let (started, released) = (Gate(), Gate())
        async let running = database.write { connection in
            started.open()
            released.pass()
            return try connection.execute("INSERT INTO items VALUES (\(1))")
        }
        await started.opened()
        database.engine.refuseMore()
        await #expect(throws: DatabaseError.closed) { try await database.write { _ in } }
        await #expect(throws: DatabaseError.closed) { try await database.read { _ in } }
        released.open()
        #expect(try await running == 1)
        await database.close()
    }
}
