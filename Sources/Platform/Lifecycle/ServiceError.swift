/// Why a service did not start.
public enum ServiceError: Error, Sendable {
    /// It threw this.
    case failed(StaticString, any Error)
    /// It was not ready within its time.
    case tookTooLong(StaticString, Duration)
    /// The group is stopping or has stopped.
    case stopping(StaticString)
}

extension ServiceError: CustomStringConvertible {
    /// One sentence for whoever starts the server.
    public var description: String {
        switch self {
        case .failed(let name, let error): "\(name) could not be started: \(error)"
        case .tookTooLong(let name, let limit): "\(name) was not ready within \(limit)."
        case .stopping(let name): "\(name) was not started, because the server is stopping."
        }
    }
}
