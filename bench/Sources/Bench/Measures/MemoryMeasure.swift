import Identifiers

/// Resident memory of the server's process: at rest, and with 1,000 devices that are connected and quiet.
struct MemoryMeasure {
    private static let devices = 1_000

    let setting: Setting

    func rows() throws -> [TableRow] {
        let reactor = try Reactor()
        let server = try setting.server(provider: try StandIn(on: reactor), on: reactor)
        defer { server.stop() }
        reactor.run(seconds: 5)
        let idle = server.memory()
        let connected = try connect(to: server, on: reactor)
        reactor.run(seconds: 5)
        let full = server.memory()
        let each = (full.resident - idle.resident) / Self.devices
        for device in connected { device.close() }
        return [
            TableRow(
                name: "resident memory, idle", figures: "\(Self.megabytes(idle)), 5 s after the start", bar: "40 MB",
                isMet: idle.resident <= 40_000_000),
            TableRow(
                name: "resident memory, 1,000 devices", figures: Self.megabytes(full), bar: "80 MB", isMet: full.resident <= 80_000_000),
            TableRow(name: "an idle device", figures: "\((Double(each) / 1_000).short) KB", bar: "30 KB", isMet: each <= 30_000),
        ]
    }

    private func connect(to server: ServerProcess, on reactor: Reactor) throws -> [Device] {
        let identifiers = IdentifierSource()
        var devices: [Device] = []
        for _ in 0..<Self.devices {
            devices.append(try Device(port: server.port, identifiers: identifiers, on: reactor))
            reactor.run(seconds: 0.002)
        }
        guard reactor.run(seconds: 30, until: { devices.allSatisfy(\.isWelcome) }) else {
            throw BenchError.unexpected("not every device was welcomed")
        }
        return devices
    }

    private static func megabytes(_ memory: (resident: Int, anonymous: Int)) -> String {
        let (all, own) = (Double(memory.resident) / 1e6, Double(memory.anonymous) / 1e6)
        return "\(all.short) MB (\(own.short) MB anonymous, \((all - own).short) MB of files)"
    }
}
