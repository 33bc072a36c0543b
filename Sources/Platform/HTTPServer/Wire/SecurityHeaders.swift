/// Header lines that every answer carries, ready to be copied.
enum SecurityHeaders {
    /// Ends the line before it. No sniffing of types, no referrers to other sites, a process of its own in the browser, and no embedding
    /// by others.
    static let always: StaticString = """
        \r\nx-content-type-options: nosniff\r\nreferrer-policy: no-referrer\r\ncross-origin-opener-policy: same-origin\
        \r\ncross-origin-resource-policy: same-origin\r\n
        """

    /// For pages: only this server's own scripts, styles, fonts and connections; images also from memory.
    static let page: StaticString = """
        content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
        connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n
        """

    /// For everything else: opened as a page it may do nothing.
    static let data: StaticString = "content-security-policy: default-src 'none'; frame-ancestors 'none'\r\n"
}
