import Identifiers

/// Very many quiet devices of one person.
final class Crowd {
    private(set) var devices: [Device] = []
    private(set) var welcomes = 0
    /// Frames with rows that they received.
    private(set) var changes = 0
    /// From beginning to connect to `welcome`, in milliseconds, one a device.
    private(set) var waits: [Double] = []
    /// What the last `welcome` said.
    private(set) var cursor: Cursor?
    private let port: Int
    private let reactor: Reactor

    init(port: Int, on reactor: Reactor) {
        self.port = port
        self.reactor = reactor
    }

    /// Lets these devices come, `together` of them in one moment, then the next after `pause` seconds.
    ///
    /// - Returns: the time until all had their `welcome`, in milliseconds.
    func come(_ ids: [Identifier], cursor: Cursor?, together: Int, pause: Double) throws -> Double {
        (devices, welcomes, changes, waits) = ([], 0, 0, [])
        let began = Clock.now()
        for (place, id) in ids.enumerated() {
            let device = Device(id, comingTo: port, cursor: cursor, on: reactor)
            let moment = Clock.now()
            device.onFrame = { [unowned self] frame, arrival in take(frame, after: arrival - moment) }
            devices.append(device)
            if place % together == together - 1 { reactor.run(seconds: pause) }
        }
        guard reactor.run(seconds: 60, until: { welcomes == ids.count }) else {
            let lost = devices.filter { !$0.isOpen }
            throw BenchError.unexpected(
                "\(welcomes) of \(ids.count) devices were welcomed, \(lost.count) sockets closed, with \(lost.first?.closing ?? 0)")
        }
        return Clock.milliseconds(Clock.now() - began)
    }

    /// Cuts every socket.
    func leave() {
        for device in devices { device.close() }
    }

    private func take(_ frame: Frame, after wait: Moment) {
        if frame.is("changes") { changes += 1 }
        guard frame.is("welcome") else { return }
        welcomes += 1
        waits.append(Clock.milliseconds(wait))
        cursor = Cursor(frame)
    }
}
