import HTTPClient
import JSON

/// What a provider's refusals and failures mean. Texts are looked through for a few words, as the codes differ from server to server, and
/// never kept.
enum ProviderFault {
    /// The longest body of a refusal that is read.
    static let bodyLimit = 64 * 1024

    /// The error that a response with a status other than 200 stands for.
    static func inResponse(status: Int, retryAfter: String?, body: [UInt8]) -> ProviderError {
        let error = (try? JSON.parse(body)).flatMap { $0["error"] ?? $0["detail"] ?? $0["message"] }
        switch status {
        case 401, 403: return .unauthorised
        case 408, 504: return .timeout
        case 413: return .contextTooLong
        case 429: return .rateLimited(retryAfter: retryAfter.flatMap { Int64($0) }.map { .seconds(min(max($0, 0), 86_400)) })
        // Without an error in JSON it is the address that is unknown, not the model.
        case 404: return error == nil ? .nonsense : .modelUnknown
        case 500...: return .serverError(status: status)
        case 400..<500: return error.map(describes) ?? .badRequest
        default: return .nonsense
        }
    }

    /// The error that an `error` member in a stream stands for; nil when it is null.
    static func inStream(_ bytes: UnsafeBufferPointer<UInt8>) -> ProviderError? {
        guard let error = try? JSON.parse(Array(bytes)) else { return .nonsense }
        if error == .null { return nil }
        let status = error["code"]?.intValue ?? error["status"]?.intValue ?? 0
        switch status {
        case 401, 403: return .unauthorised
        case 429: return .rateLimited(retryAfter: nil)
        default: break
        }
        let described = describes(error)
        if described != .badRequest { return described }
        return (400..<500).contains(status) ? .badRequest : .serverError(status: Int(clamping: status))
    }

    private static func describes(_ error: JSON) -> ProviderError {
        let words = ["code", "type", "message"].compactMap { error[$0]?.stringValue } + [error.stringValue].compactMap { $0 }
        let text = words.joined(separator: " ").lowercased()
        func says(_ pattern: String) -> Bool { text.contains(pattern) }
        if says("context_length") || says("exceed_context") || says("context length") || says("context size") || says("context window") {
            return .contextTooLong
        }
        if says("model_not_found") || (says("model") && (says("not found") || says("does not exist"))) { return .modelUnknown }
        if says("invalid_api_key") || says("authentication") { return .unauthorised }
        if says("rate_limit") { return .rateLimited(retryAfter: nil) }
        return .badRequest
    }
}

extension ProviderError {
    /// What a failed transfer is to whoever asked a provider.
    init(_ error: ClientError) {
        self =
            switch error {
            case .unreachable, .hostUnknown, .other, .invalidRequest: .unreachable
            case .untrusted: .untrusted
            case .timeout: .timeout
            case .refusedByEgress: .refusedByEgress
            case .interrupted: .interrupted
            case .malformedResponse, .responseTooLarge: .nonsense
            case .cancelled, .closed: .cancelled
            }
    }
}
