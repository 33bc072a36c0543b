import NIOCore

/// Tells every connection to end.
enum Drain {
    /// HTTP connections at once, WebSockets one after the other over `spread`.
    static func begin(_ core: ServerCore, spread: Duration) {
        let all = core.connections.beginDrain()
        let sockets = all.filter { $0.kind == .webSocket }
        for connection in all where connection.kind == .http { connection.channel.pipeline.fireUserInboundEventTriggered(DrainEvent()) }
        for (place, socket) in sockets.enumerated() {
            let wait = TimeAmount(spread * place / max(sockets.count, 1))
            let channel = socket.channel
            channel.eventLoop.scheduleTask(in: wait) { channel.pipeline.fireUserInboundEventTriggered(DrainEvent()) }
        }
    }
}
