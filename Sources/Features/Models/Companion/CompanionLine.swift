import JSON

/// A line that the companion wrote to its output.
enum CompanionLine: Equatable {
    case verifying
    case loading
    case ready(port: UInt16, model: String, context: Int?)
    case failed(reason: String)

    /// Reads a line; nil for what is not known here, such as an ability that a newer companion has.
    init?(_ line: String) {
        guard let json = try? JSON.parse(line), json["ability"] == nil else { return nil }
        switch json["state"]?.stringValue {
        case "verifying": self = .verifying
        case "loading": self = .loading
        case "failed": self = .failed(reason: json["reason"]?.stringValue ?? "")
        case "ready":
            guard let port = json["port"]?.intValue.flatMap({ UInt16(exactly: $0) }), port > 0, let model = json["model"]?.stringValue,
                (1...ModelListing.maximumNameLength).contains(model.utf8.count)
            else { return nil }
            self = .ready(port: port, model: model, context: json["context"]?.intValue.flatMap { $0 > 0 ? Int(exactly: $0) : nil })
        default: return nil
        }
    }
}
