import Identifiers

/// 10,000 devices that are connected and quiet, and then lose their sockets in one moment and come back at once, each with its cursor.
struct CrowdMeasure {
    private static let devices = 10_000
    /// Seconds: each device is pinged once in this time.
    private static let rest = 20.0

    let setting: Setting

    func rows() throws -> [TableRow] {
        let reactor = try Reactor()
        let server = try setting.server(provider: try StandIn(on: reactor), on: reactor)
        defer { server.stop() }
        let identifiers = IdentifierSource()
        try write(to: server, identifiers, on: reactor)
        reactor.run(seconds: 5)
        let (empty, early) = (server.memory().resident, server.threads.work)
        let crowd = Crowd(port: server.port, on: reactor)
        let ids = (0..<Self.devices).map { _ in identifiers.next() }
        _ = try crowd.come(ids, cursor: nil, together: 10, pause: 0.01)
        let first = server.threads.work - early
        reactor.run(seconds: 5)
        let full = server.memory().resident
        let quiet = rest(server, on: reactor)
        guard crowd.devices.allSatisfy(\.isOpen) else { throw BenchError.unexpected("a quiet device was closed") }
        return Self.rows(each: (full - empty) / Self.devices, full: full, load: quiet.load)
            + (try storm(crowd, ids, quiet: quiet.work, first: first, server, on: reactor))
    }

    /// Something to know, without which a cursor is worth nothing.
    private func write(to server: ServerProcess, _ identifiers: IdentifierSource, on reactor: Reactor) throws {
        let device = try Device(port: server.port, identifiers: identifiers, on: reactor)
        var isDone = false
        device.onFrame = { frame, _ in if frame.is("ack") { isDone = true } }
        device.draft("Something", in: identifiers.next(), mutation: identifiers.next())
        guard reactor.run(seconds: 10, until: { isDone }) else { throw BenchError.unexpected("nothing could be written") }
        device.close()
    }

    /// The part of one core that quiet devices take, and what the database does meanwhile.
    private func rest(_ server: ServerProcess, on reactor: Reactor) -> (load: Double, work: ServerThreads.Work) {
        let (began, before, early) = (Clock.now(), server.processorTime(), server.threads.work)
        reactor.run(seconds: Self.rest)
        return ((server.processorTime() - before) / (Double(Clock.now() - began) / 1e9), server.threads.work - early)
    }

    /// - Parameters:
    ///   - quiet: what the database did while nobody did anything.
    ///   - first: what it did while the devices came without cursors, with one read each: so a read is seen.
    private func storm(
        _ crowd: Crowd, _ ids: [Identifier], quiet: ServerThreads.Work, first: ServerThreads.Work, _ server: ServerProcess,
        on reactor: Reactor
    ) throws -> [TableRow] {
        let (before, work) = (server.processorTime(), server.threads.work)
        crowd.leave()
        let time = try crowd.come(ids, cursor: crowd.cursor, together: 100, pause: 0.0001) / 1_000
        let cost = (server.processorTime() - before) / Double(Self.devices) * 1e6
        // What they are sent after `welcome` has had time to come.
        reactor.run(seconds: 2)
        let done = server.threads.work - work
        let waits = Figures(crowd.waits)
        let row = TableRow(
            name: "10,000 devices come back at once",
            figures:
                "\(time.short) s until all have `welcome`; one waits \(waits.median.short) ms median, \(waits.largest.short) ms at most; "
                + "\(cost.short) µs of processor time each; \(crowd.changes) `changes`",
            bar: "10 s", isMet: time <= 10 && crowd.changes == 0
        )
        return [row, Self.reads(done, seconds: time + 2, quiet: quiet, first: first)]
    }

    private static func reads(
        _ work: ServerThreads.Work, seconds: Double, quiet: ServerThreads.Work, first: ServerThreads.Work
    ) -> TableRow {
        // What it does by itself, which has nothing to do with the devices.
        let above = max(0, work.time - quiet.time / rest * seconds)
        let reads = above / (first.time / Double(devices))
        return TableRow(
            name: "10,000 devices come back at once: the database",
            figures:
                "its threads woke \(work.sleeps) times in \(seconds.short) s and worked \(work.time.short) ms, \(above.short) ms above their "
                + "rest: as much as \(reads.short) reads (at rest \(quiet.sleeps) times and \(quiet.time.short) ms in \(Int(rest)) s; when the devices "
                + "first came, without cursors, \(first.sleeps) times and \(first.time.short) ms)",
            bar: "no read", isMet: work.sleeps <= 10 && reads < Double(devices) / 100)
    }

    private static func rows(each: Int, full: Int, load: Double) -> [TableRow] {
        [
            TableRow(
                name: "10,000 idle devices: memory",
                figures: "\((Double(each) / 1_000).short) KB each, \((Double(full) / 1e6).short) MB resident in all", bar: "30 KB each",
                isMet: each <= 30_000),
            TableRow(
                name: "10,000 idle devices: processor",
                figures: "\((load * 100).short) % of one core over \(Int(rest)) s, in which each is pinged once"),
        ]
    }
}
