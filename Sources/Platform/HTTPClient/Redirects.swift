/// Which request follows a redirect (RFC 9110, section 15.4).
enum Redirects {
    /// The next request; nil when the response is to be given to the caller as it is.
    static func next(after request: ClientRequest, status: Int, location: String?) -> ClientRequest? {
        guard request.redirects > 0, [301, 302, 303, 307, 308].contains(status), let location,
            let address = resolve(location, against: request.address)
        else { return nil }
        // Never from a connection that nobody can read to one that anybody can.
        if request.address.origin.scheme == .https, address.origin.scheme == .http { return nil }
        var next = request
        next.redirects -= 1
        next.address = address
        let keepsMethod = status == 307 || status == 308 || request.method == .get || request.method == .head
        if !keepsMethod {
            next.method = .get
            next.body = []
            next.headers.removeAll { $0.name.lowercased().hasPrefix("content-") }
        }
        if address.origin != request.address.origin {
            next.bearer = nil
            next.headers.removeAll { ["authorization", "cookie", "proxy-authorization"].contains($0.name.lowercased()) }
        }
        return next
    }

    /// A reference of the common forms: absolute, `//host/path`, or `/path`. Others are not followed.
    private static func resolve(_ reference: String, against base: WebAddress) -> WebAddress? {
        let reference = String(reference.prefix { $0 != "#" })
        if reference.hasPrefix("//") { return WebAddress("\(base.origin.scheme.rawValue):\(reference)") }
        if reference.hasPrefix("/") { return base.replacing(target: reference) }
        return WebAddress(reference)
    }
}
