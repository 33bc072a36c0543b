import Synchronization

/// The one way in which the program speaks HTTP to others: HTTP/1.1 and, over TLS, HTTP/2; connections are kept and reused.
///
/// Each address is checked at the moment of connecting, see ``EgressRules``. Certificates are always checked. There are no cookies, no
/// proxy from the environment, no compression, and no redirect that the request did not ask for.
///
/// All transfers run on one thread (libcurl's multi interface over epoll); tasks wait without holding a thread.
public final class HTTPClient: Sendable {
    private let egress: EgressPolicy
    private let thread: NetworkThread
    private let identifiers = Atomic<UInt64>(0)

    /// A client that reaches what `egress` allows. It starts its thread.
    public init(egress: EgressPolicy = .network) {
        self.egress = egress
        thread = NetworkThread()
    }

    /// Sends a request and returns when the head of the response has arrived.
    ///
    /// `egress` vouches for further origins, such as a provider's address that a user configured; it cannot widen the client's reach.
    /// Cancelling the task ends the transfer.
    public func send(_ request: ClientRequest, egress further: EgressPolicy? = nil) async throws(ClientError) -> ClientResponse {
        var policy = egress
        if let further {
            let reach = egress.reach == .loopbackOnly ? .loopbackOnly : further.reach
            policy = EgressPolicy(reach: reach, configured: egress.configured.union(further.configured))
        }
        var request = request
        while true {
            let (head, channel) = try await exchange(request, policy)
            if let next = Redirects.next(after: request, status: head.status, location: head.headers["location"]) {
                channel.cancel()
                request = next
                continue
            }
            return ClientResponse(status: head.status, headers: head.headers, body: ClientBody(channel: channel, thread: thread))
        }
    }

    /// Ends all transfers with ``ClientError/closed``, and the thread.
    public func close() async {
        await withCheckedContinuation { continuation in
            if !thread.mailbox.post(.stop { continuation.resume() }) { continuation.resume() }
        }
    }

    private func exchange(_ request: ClientRequest, _ policy: EgressPolicy) async throws(ClientError) -> (ResponseHead, ResponseChannel) {
        guard request.isSendable else { throw .invalidRequest }
        guard !Task.isCancelled else { throw .cancelled }
        let channel = ResponseChannel(id: identifiers.add(1, ordering: .relaxed).newValue, mailbox: thread.mailbox)
        guard thread.mailbox.post(.start(TransferPlan(request: request, egress: policy, channel: channel))) else { throw .closed }
        return (try await channel.head(), channel)
    }
}
