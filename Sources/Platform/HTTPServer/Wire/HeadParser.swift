/// Reads a complete header. Strict where two readers could differ (RFC 9112, 11): one space between the parts of the request line, no white
/// space before a colon, no folded lines, one Content-Length of digits only, and never both lengths.
enum HeadParser {
    /// Parses the header that `HeadScanner` found complete; every line in it ends in CRLF.
    static func parse(_ bytes: UnsafeRawBufferPointer) throws(RequestFault) -> RequestHead {
        var rest = bytes[...]
        var head = try requestLine(takeLine(&rest))
        head.fields.reserve(16)
        while true {
            let line = takeLine(&rest)
            if line.isEmpty { break }
            try field(line, into: &head.fields)
        }
        try frame(&head)
        return head
    }

    private static func takeLine(_ rest: inout Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        guard let end = rest.firstIndex(of: Bytes.lineFeed) else { return rest[rest.endIndex...] }
        let line = rest[rest.startIndex..<end].dropLast()
        rest = rest[(end + 1)...]
        return line
    }

    private static func requestLine(_ line: Slice<UnsafeRawBufferPointer>) throws(RequestFault) -> RequestHead {
        guard let first = line.firstIndex(of: Bytes.space), let last = line.lastIndex(of: Bytes.space), first < last else {
            throw .malformed
        }
        let method = line[line.startIndex..<first]
        let target = line[(first + 1)..<last]
        let version = line[(last + 1)...]
        guard !method.isEmpty, method.count <= 20, method.allSatisfy(Bytes.isToken) else { throw .malformed }
        guard !target.isEmpty, target.allSatisfy(Bytes.isVisible) else { throw .malformed }
        guard version.count == 8, version.starts(with: "HTTP/".utf8) else { throw .malformed }
        let major = version[version.startIndex + 5]
        let minor = version[version.startIndex + 7]
        guard version[version.startIndex + 6] == 0x2E, (0x30...0x39).contains(major), (0x30...0x39).contains(minor) else {
            throw .malformed
        }
        guard major == 0x31, minor == 0x30 || minor == 0x31 else { throw .versionUnsupported }
        let (path, authority) = try originForm(target)
        return RequestHead(
            method: String(decoding: method, as: UTF8.self), target: path, authority: authority, minorVersion: Int(minor - 0x30),
            fields: HTTPFields(),
            framing: .none, keepsAlive: minor == 0x31, expectsContinue: false, asksForWebSocket: false)
    }

    /// RFC 9112, 3.2: origin form, asterisk form, or absolute form, whose authority then stands for `Host`.
    private static func originForm(_ target: Slice<UnsafeRawBufferPointer>) throws(RequestFault) -> (String, String?) {
        if target.first == Bytes.slash || target.elementsEqual("*".utf8) { return (String(decoding: target, as: UTF8.self), nil) }
        guard target.count > 7, Bytes.equalIgnoringCase(target.prefix(7), "http://") else { throw .malformed }
        let rest = target.dropFirst(7)
        let end = rest.firstIndex { $0 == Bytes.slash || $0 == 0x3F } ?? rest.endIndex
        let authority = rest[rest.startIndex..<end]
        guard !authority.isEmpty else { throw .malformed }
        let path = String(decoding: rest[end...], as: UTF8.self)
        return (path.hasPrefix("/") ? path : "/" + path, String(decoding: authority.map(Bytes.lowered), as: UTF8.self))
    }

    private static func field(_ line: Slice<UnsafeRawBufferPointer>, into fields: inout HTTPFields) throws(RequestFault) {
        guard let colon = line.firstIndex(of: Bytes.colon), colon > line.startIndex else { throw .malformed }
        let name = line[line.startIndex..<colon]
        guard name.allSatisfy(Bytes.isToken) else { throw .malformed }
        var value = line[(colon + 1)...]
        while let first = value.first, first == Bytes.space || first == Bytes.tab { value = value.dropFirst() }
        while let last = value.last, last == Bytes.space || last == Bytes.tab { value = value.dropLast() }
        guard !value.contains(where: Bytes.isForbiddenInValue) else { throw .malformed }
        let lowered = String(unsafeUninitializedCapacity: name.count) { target in
            var count = 0
            for byte in name {
                target[count] = Bytes.lowered(byte)
                count += 1
            }
            return count
        }
        fields.append(checkedName: lowered, value: String(decoding: value, as: UTF8.self))
    }

    /// RFC 9112, 6.3 and 9.3; RFC 9110, 7.2 and 10.1.1.
    private static func frame(_ head: inout RequestHead) throws(RequestFault) {
        let hosts = head.fields.all("host")
        guard hosts.count == 1 || (hosts.isEmpty && head.minorVersion == 0) else { throw .malformed }
        if head.authority == nil, let host = hosts.first { head.authority = String(decoding: host.utf8.map(Bytes.lowered), as: UTF8.self) }
        let lengths = head.fields.all("content-length")
        let codings = head.fields.all("transfer-encoding")
        if !codings.isEmpty {
            guard lengths.isEmpty, codings.count == 1, head.minorVersion == 1 else { throw .malformed }
            guard Bytes.equalIgnoringCase(codings[0].utf8, "chunked") else { throw .codingUnsupported }
            head.framing = .chunked
        } else if !lengths.isEmpty {
            guard lengths.count == 1, (1...18).contains(lengths[0].utf8.count), lengths[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let length = Int(lengths[0])
            else { throw .malformed }
            head.framing = length == 0 ? .none : .length(length)
        }
        let connection = head.fields.all("connection")
        if RequestHead.contains("close", in: connection) { head.keepsAlive = false }
        if let expectation = head.fields["expect"] {
            guard Bytes.equalIgnoringCase(expectation.utf8, "100-continue") else { throw .expectationUnsupported }
            head.expectsContinue = head.minorVersion == 1 && head.framing != .none
        }
        head.asksForWebSocket =
            head.minorVersion == 1 && RequestHead.contains("upgrade", in: connection)
            && RequestHead.contains("websocket", in: head.fields.all("upgrade"))
    }
}
