/// What a log may say of any error: its type, and the case where it is an enum. Payloads are left out, for they may hold what a user wrote.
enum ErrorName {
    static func of(_ error: any Error) -> String {
        let type = String(reflecting: type(of: error))
        guard let name = caseName(error) else { return type }
        return "\(type).\(name)"
    }

    private static func caseName(_ error: any Error) -> String? {
        let mirror = Mirror(reflecting: error)
        guard mirror.displayStyle == .enum else { return nil }
        if let payload = mirror.children.first { return payload.label }
        return isPlain(error) ? String(describing: error) : nil
    }

    /// A case without payload describes itself by its name, unless the type has a description of its own, which may say anything.
    private static func isPlain(_ error: any Error) -> Bool {
        !(error is any CustomStringConvertible) && !(error is any CustomDebugStringConvertible)
            && !(error is any TextOutputStreamable)
    }
}
