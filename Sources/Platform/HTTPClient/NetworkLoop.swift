import CCurl
import Glibc

/// Runs all transfers of a client: libcurl's multi interface in its event-driven form (`curl_multi_socket_action`), so that the work for an
/// event does not grow with the number of transfers. Confined to the network thread.
final class NetworkLoop {
    private let mailbox: Mailbox
    private let multi: UnsafeMutableRawPointer
    private let poll: SocketPoll
    private var transfers: [UnsafeMutableRawPointer: Transfer] = [:]
    private var handles: [UInt64: UnsafeMutableRawPointer] = [:]
    /// When libcurl wants to be called again; a moment of `now`.
    private var timer = Int64.max
    /// When the deadlines are to be looked through; never later than the first of them.
    private var nextLook = Int64.max

    private static let isInitialised = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init?(mailbox: Mailbox) {
        guard Self.isInitialised, let multi = curl_multi_init() else { return nil }
        guard let poll = SocketPoll(wake: mailbox.descriptor) else {
            curl_multi_cleanup(multi)
            return nil
        }
        self.mailbox = mailbox
        self.multi = multi
        self.poll = poll
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = parlance_multi_set_socket(
            multi,
            { _, descriptor, interest, context, _ in
                NetworkLoop.from(context)?.poll.watch(descriptor, for: interest)
                return 0
            }, context)
        _ = parlance_multi_set_timer(
            multi,
            { _, milliseconds, context in
                NetworkLoop.from(context)?.timer = milliseconds < 0 ? .max : NetworkLoop.now() + Int64(milliseconds)
                return 0
            }, context)
        // Connections kept for reuse.
        _ = parlance_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 256)
    }

    deinit {
        for transfer in transfers.values { remove(transfer) }
        curl_multi_cleanup(multi)
    }

    /// Runs until it is told to stop; what is returned is to be called when all is taken down.
    func run() -> [@Sendable () -> Void] {
        var stops: [@Sendable () -> Void] = []
        while true {
            for command in mailbox.take() {
                switch command {
                case .start(let plan): start(plan)
                case .resume(let id): transfer(id)?.resume(now: Self.now(), look: look)
                case .discard(let id): transfer(id)?.discard(now: Self.now(), look: look)
                case .cancel(let id): transfer(id).map { end($0, .failed(.cancelled)) }
                case .stop(let done): stops.append(done)
                }
            }
            guard stops.isEmpty else { break }
            settle()
            turn()
        }
        for transfer in transfers.values { end(transfer, .failed(.closed)) }
        return stops
    }

    /// Waits for something to happen, and lets libcurl deal with it.
    private func turn() {
        let next = min(timer, nextLook)
        let pause = next == .max ? -1 : max(0, next - Self.now())
        let events = poll.wait(milliseconds: Int32(clamping: pause))
        var running: Int32 = 0
        for event in events {
            curl_multi_socket_action(multi, event.descriptor, event.happened, &running)
        }
        let now = Self.now()
        if timer <= now {
            timer = .max
            curl_multi_socket_action(multi, parlance_timeout_socket(), 0, &running)
        }
        if nextLook <= now { lookThroughDeadlines(now) }
    }

    private func start(_ plan: TransferPlan) {
        let now = Self.now()
        guard let transfer = Transfer(plan, now: now) else {
            plan.channel.finish(.failed(.other(code: Int(CURLE_FAILED_INIT.rawValue))))
            return
        }
        transfers[transfer.easy] = transfer
        handles[plan.channel.id] = transfer.easy
        look(at: transfer.deadlines.nextLook(now: now))
        if curl_multi_add_handle(multi, transfer.easy) != CURLM_OK {
            end(transfer, .failed(.other(code: Int(CURLE_FAILED_INIT.rawValue))))
        }
    }

    /// Takes up what libcurl has finished.
    private func settle() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let transfer = transfers[message.pointee.easy_handle] else { continue }
            end(transfer, transfer.end(for: message.pointee.data.result))
        }
    }

    private func end(_ transfer: Transfer, _ end: ResponseChannel.End) {
        remove(transfer)
        transfers[transfer.easy] = nil
        handles[transfer.channel.id] = nil
        transfer.channel.finish(end)
    }

    private func remove(_ transfer: Transfer) {
        curl_multi_remove_handle(multi, transfer.easy)
    }

    private func transfer(_ id: UInt64) -> Transfer? {
        handles[id].flatMap { transfers[$0] }
    }

    private func look(at moment: Int64) {
        nextLook = min(nextLook, moment)
    }

    private func lookThroughDeadlines(_ now: Int64) {
        nextLook = .max
        for transfer in transfers.values {
            if let error = transfer.deadlines.expired(now: now) {
                end(transfer, .failed(error))
            } else {
                look(at: transfer.deadlines.nextLook(now: now))
            }
        }
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> NetworkLoop? {
        context.map { Unmanaged<NetworkLoop>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Milliseconds of the monotonic clock.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
