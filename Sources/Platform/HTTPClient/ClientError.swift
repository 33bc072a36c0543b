/// Why a request failed. No case carries a URL, a header or a byte of a body.
public enum ClientError: Error, Sendable, Equatable {
    /// What was being waited for when the time was over.
    public enum Phase: Sendable {
        case connect, firstByte, nextByte, total
    }

    /// A header's name or value, or the method, cannot be sent.
    case invalidRequest
    /// The address may not be reached: see ``EgressRules``.
    case refusedByEgress
    /// The host's name has no address.
    case hostUnknown
    /// Nobody answers at the address.
    case unreachable
    /// The certificate is not valid for the host, or the handshake failed.
    case untrusted
    /// It took too long.
    case timeout(Phase)
    /// The connection ended before the response did.
    case interrupted
    /// What came is not HTTP.
    case malformedResponse
    /// The response is longer than the request allowed, or its headers are above 64 KiB.
    case responseTooLarge
    /// The task that waited was cancelled, or the body was let go before its end.
    case cancelled
    /// The client was closed.
    case closed
    /// Something that has no name here; the number is libcurl's.
    case other(code: Int)
}
