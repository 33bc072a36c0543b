import Identifiers

/// 10,000 devices that are connected and quiet, and then lose their sockets in one moment and come back at once, each with its cursor.
struct CrowdMeasure {
    private static let devices = 10_000
    /// Seconds: each device is pinged once in this time.
    private static let rest = 20.0

    /// What the server reads for itself in that time: jobs that are due, once a second or less.
    private static let ownReads = 10

    let setting: Setting

    func rows() throws -> [TableRow] {
        let reactor = try Reactor()
        let server = try setting.server(provider: try StandIn(on: reactor), on: reactor)
        defer { server.stop() }
        let identifiers = IdentifierSource()
        try write(to: server, identifiers, on: reactor)
        reactor.run(seconds: 5)
        let empty = server.memory().resident
        let crowd = Crowd(port: server.port, on: reactor)
        let ids = (0..<Self.devices).map { _ in identifiers.next() }
        _ = try crowd.come(ids, cursor: nil, together: 10, pause: 0.01)
        reactor.run(seconds: 5)
        let full = server.memory().resident
        let load = rest(server, on: reactor)
        guard crowd.devices.allSatisfy(\.isOpen) else { throw BenchError.unexpected("a quiet device was closed") }
        return Self.rows(each: (full - empty) / Self.devices, full: full, load: load) + (try storm(crowd, ids, server, on: reactor))
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

    /// The part of one core that quiet devices take.
    private func rest(_ server: ServerProcess, on reactor: Reactor) -> Double {
        let (began, before) = (Clock.now(), server.processorTime())
        reactor.run(seconds: Self.rest)
        return (server.processorTime() - before) / (Double(Clock.now() - began) / 1e9)
    }

    private func storm(_ crowd: Crowd, _ ids: [Identifier], _ server: ServerProcess, on reactor: Reactor) throws -> [TableRow] {
        let (before, early) = (server.processorTime(), try server.databaseReads())
        crowd.leave()
        let time = try crowd.come(ids, cursor: crowd.cursor, together: 100, pause: 0.0001) / 1_000
        let cost = (server.processorTime() - before) / Double(Self.devices) * 1e6
        // What they are sent after `welcome` has had time to come.
        reactor.run(seconds: 2)
        let reads = try server.databaseReads() - early
        let waits = Figures(crowd.waits)
        let row = TableRow(
            name: "10,000 devices come back at once",
            figures:
                "\(time.short) s until all have `welcome`; one waits \(waits.median.short) ms median, \(waits.largest.short) ms at most; "
                + "\(cost.short) µs of processor time each; \(crowd.changes) `changes`",
            bar: "10 s", isMet: time <= 10 && crowd.changes == 0
        )
        return [
            row,
            TableRow(
                name: "10,000 devices come back at once: the database", figures: "\(reads) reads in \((time + 2).short) s",
                bar: "none for those up to date", isMet: reads <= Self.ownReads),
        ]
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
