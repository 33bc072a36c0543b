import CCurl
import Glibc

/// One request on its way: libcurl's easy handle and what its callbacks need. Confined to the network thread.
final class Transfer {
    let easy: UnsafeMutableRawPointer
    let channel: ResponseChannel
    private(set) var deadlines: Deadlines
    private let origin: Origin
    private let egress: EgressPolicy
    private let limit: Int
    private var head = HeadReader()
    private var received = 0
    private var isRefused = false
    private var failure: ClientError?
    private var headerList: UnsafeMutablePointer<curl_slist>?

    /// Nil when libcurl has no memory or does not take an option.
    init?(_ plan: TransferPlan, now: Int64) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        channel = plan.channel
        origin = plan.request.address.origin
        egress = plan.egress
        limit = plan.request.responseLimit
        deadlines = Deadlines(plan.request.timeouts, now: now)
        headerList = TransferOptions.headers(of: plan.request)
        guard TransferOptions.set(on: easy, for: plan.request, headers: headerList), setCallbacks() else { return nil }
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(headerList)
    }

    /// The reader has caught up.
    func resume(now: Int64, look: (Int64) -> Void) {
        deadlines.resumed(now: now)
        look(deadlines.nextLook(now: now))
        curl_easy_pause(easy, CURLPAUSE_CONT)
    }

    /// The reader has all that it wants.
    func discard(now: Int64, look: (Int64) -> Void) {
        deadlines.endSoon(now: now)
        look(deadlines.nextLook(now: now))
        // It may be paused.
        curl_easy_pause(easy, CURLPAUSE_CONT)
    }

    /// What the end of the transfer is to the reader.
    func end(for code: CURLcode) -> ResponseChannel.End {
        if let failure { return .failed(failure) }
        if code == CURLE_OK { return .complete }
        return .failed(isRefused ? .refusedByEgress : ClientError(code))
    }

    private func setCallbacks() -> Bool {
        let context = Unmanaged.passUnretained(self).toOpaque()
        return parlance_easy_set_write(
            easy, { bytes, size, count, context in Transfer.from(context)?.write(bytes, size * count) ?? 0 }, context) == CURLE_OK
            && parlance_easy_set_header(
                easy, { bytes, size, count, context in Transfer.from(context)?.header(bytes, size * count) ?? 0 }, context) == CURLE_OK
            && parlance_easy_set_open_socket(
                easy, { context, _, address in Transfer.from(context)?.openSocket(address) ?? parlance_no_socket() }, context) == CURLE_OK
            && parlance_easy_set_before_request(
                easy, { context, address, _, _, _ in Transfer.from(context)?.beforeRequest(address) ?? CURL_PREREQFUNC_ABORT }, context)
                == CURLE_OK
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    // MARK: what libcurl calls

    private func header(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        guard let bytes else { return count }
        deadlines.bytesArrived(now: NetworkLoop.now())
        let outcome = bytes.withMemoryRebound(to: UInt8.self, capacity: count) {
            head.read(line: UnsafeBufferPointer(start: $0, count: count))
        }
        switch outcome {
        case .more: break
        case .complete: channel.deliver(ResponseHead(status: head.status, headers: head.headers))
        case .tooLarge:
            failure = .responseTooLarge
            return 0
        }
        return count
    }

    private func write(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        guard let bytes, count > 0 else { return count }
        guard received + count <= limit else {
            failure = .responseTooLarge
            return 0
        }
        let acceptance = bytes.withMemoryRebound(to: UInt8.self, capacity: count) {
            channel.accept(UnsafeBufferPointer(start: $0, count: count))
        }
        switch acceptance {
        case .taken:
            received += count
            deadlines.bytesArrived(now: NetworkLoop.now())
            return count
        case .pause:
            deadlines.paused()
            return parlance_write_pause()
        case .end:
            failure = .cancelled
            return 0
        }
    }

    /// The address is known and nothing has been sent to it: the place where the egress rules are enforced.
    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>?) -> Int32 {
        guard let address, let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return parlance_no_socket() }
        let known = address.pointee
        let raw = (UnsafeRawPointer(address) + offset).assumingMemoryBound(to: sockaddr.self)
        guard let target = IPAddress(raw, length: Int(known.addrlen)), egress.verdict(address: target, for: origin) == .allowed else {
            isRefused = true
            return parlance_no_socket()
        }
        return socket(known.family, known.socktype | Int32(SOCK_CLOEXEC.rawValue), known.protocol)
    }

    /// Before anything is sent, on connections that are being reused too: another request may have opened them under another policy.
    private func beforeRequest(_ address: UnsafeMutablePointer<CChar>?) -> Int32 {
        guard let address, let target = IPAddress(String(cString: address)), egress.verdict(address: target, for: origin) == .allowed else {
            isRefused = true
            return CURL_PREREQFUNC_ABORT
        }
        return CURL_PREREQFUNC_OK
    }
}
