import CLinux
import Glibc

/// What a reactor watches.
protocol Source: AnyObject {
    /// The descriptor has something to read, room to write, or has failed.
    func ready(_ events: UInt32)
}

/// One thread that serves the provider's sockets and the devices' alike, so that both sides read one clock and share nothing else with
/// what is measured: no event loop, task or buffer of the server's own code runs here.
final class Reactor {
    private let poll: Int32
    private var sources: [Int32: any Source] = [:]
    private var events = [epoll_event](repeating: epoll_event(), count: 64)
    /// Called about once a millisecond, for what goes by the clock; nil while nothing does.
    var tick: ((Moment) -> Void)?
    private var lastTick: Moment = 0
    /// Where everybody reads into.
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)

    init() throws {
        poll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard poll >= 0 else { throw BenchError.system("epoll_create1", errno) }
    }

    func add(_ descriptor: Int32, _ source: any Source) {
        sources[descriptor] = source
        control(EPOLL_CTL_ADD, descriptor, writing: false)
    }

    /// Whether the source wants to hear of room to write.
    func watchWriting(_ descriptor: Int32, _ writing: Bool) { control(EPOLL_CTL_MOD, descriptor, writing: writing) }

    func remove(_ descriptor: Int32) {
        sources[descriptor] = nil
        control(EPOLL_CTL_DEL, descriptor, writing: false)
    }

    /// Serves until `done` holds; false when it does not within `seconds`.
    @discardableResult
    func run(seconds: Double, until done: () -> Bool = { false }) -> Bool {
        let deadline = Clock.now() + Moment(seconds * 1e9)
        while !done() {
            let now = Clock.now()
            if now >= deadline { return false }
            let rest = Int32(min((deadline - now) / 1_000_000 + 1, 20))
            let count = epoll_wait(poll, &events, Int32(events.count), tick == nil ? rest : 1)
            for place in 0..<max(0, Int(count)) {
                let event = events[place]
                sources[event.data.fd]?.ready(event.events)
            }
            tickIfDue()
        }
        return true
    }

    private func tickIfDue() {
        guard let tick else { return }
        let now = Clock.now()
        guard now - lastTick >= 1_000_000 else { return }
        lastTick = now
        tick(now)
    }

    private func control(_ operation: Int32, _ descriptor: Int32, writing: Bool) {
        var event = epoll_event()
        event.events = EPOLLIN.rawValue | (writing ? EPOLLOUT.rawValue : 0)
        event.data.fd = descriptor
        epoll_ctl(poll, operation, descriptor, &event)
    }
}
