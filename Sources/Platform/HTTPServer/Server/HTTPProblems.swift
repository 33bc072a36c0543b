import Problems

extension ProblemKind {
    static let versionUnsupported = ProblemKind("version_unsupported", status: 505, "This server speaks HTTP/1.1.")
    static let codingUnsupported = ProblemKind("coding_unsupported", status: 501, "This transfer coding is not supported.")
    static let webSocketVersion = ProblemKind("websocket_version", status: 426, "This server speaks version 13 of the WebSocket protocol.")
    static let subprotocolUnsupported = ProblemKind(
        "subprotocol_unsupported", status: 400, "None of the offered sub-protocols is supported.")
}

extension RequestFault {
    /// The fault in its form on the wire.
    var problem: Problem {
        switch self {
        case .malformed: Problem(.badRequest)
        case .targetTooLong: Problem(.addressTooLong)
        case .headerTooLarge: Problem(.headerTooLarge)
        case .versionUnsupported: Problem(.versionUnsupported)
        case .codingUnsupported: Problem(.codingUnsupported)
        case .expectationUnsupported: Problem(.expectationFailed)
        }
    }
}
