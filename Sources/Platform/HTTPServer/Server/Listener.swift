import Glibc
import NIOCore
import NIOPosix

/// The listening socket, and what each accepted one begins with.
enum Listener {
    /// Binds and listens.
    static func bind(_ configuration: ServerConfiguration, core: ServerCore, group: MultiThreadedEventLoopGroup) async throws -> any Channel
    {
        let limit = configuration.maximumConnections
        return try await ServerBootstrap(group: group)
            .serverChannelOption(ChannelOptions.backlog, value: 4096)
            .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptPauseHandler(observation: core.observation))
                }
            }
            .childChannelOption(ChannelOptions.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(ChannelOptions.socketOption(.so_keepalive), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if core.open.enter(limit: limit) {
                        channel.closeFuture.whenComplete { _ in core.open.leave() }
                        try pipeline.addHandler(HTTPConnection(core: core, eventLoop: channel.eventLoop))
                    } else {
                        core.observation.refusedConnection()
                        guard core.refusals.enter(limit: 256) else { throw ChannelError.ioOnClosedChannel }
                        channel.closeFuture.whenComplete { _ in core.refusals.leave() }
                        try pipeline.addHandler(RefusingHandler(core: core))
                    }
                }
            }
            .bind(host: configuration.host, port: configuration.port).get()
    }

    /// The system's error as one that says what to do.
    static func typed(_ error: any Error, _ configuration: ServerConfiguration) -> ServerError {
        let (host, port) = (configuration.host, configuration.port)
        guard let error = error as? IOError else { return .cannotBind(host: host, port: port, errno: 0) }
        switch error.errnoCode {
        case EADDRINUSE: return .addressInUse(host: host, port: port)
        case EADDRNOTAVAIL, EACCES: return .addressNotAvailable(host: host, port: port)
        default: return .cannotBind(host: host, port: port, errno: error.errnoCode)
        }
    }
}
