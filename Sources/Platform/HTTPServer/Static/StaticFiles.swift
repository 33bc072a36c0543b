/// The files of the web client, read once at the start and served from memory. A path is looked up in a table and never given to the file
/// system, so no path can lead out of the folder.
public struct StaticFiles: Sendable {
    private struct Coding: Sendable {
        let name: String?
        let bytes: SharedBytes
        let tag: String
    }

    private struct File: Sendable {
        let type: String
        let cacheControl: String
        /// Best first; the last one is the file itself.
        let codings: [Coding]
    }

    private let files: [String: File]

    /// Reads the folder. `x.br` and `x.gz` are taken as the compressed forms of `x`.
    public init(folder: String) throws(ServerError) {
        var contents: [String: [UInt8]] = [:]
        try FolderScan.files(in: folder) { contents[$0] = $1 }
        var files: [String: File] = [:]
        for (path, bytes) in contents {
            let isCompressed = [".br", ".gz"].contains { path.hasSuffix($0) && contents[String(path.dropLast(3))] != nil }
            if isCompressed { continue }
            let tag = SHA1.digest(bytes).prefix(12).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            var codings: [Coding] = []
            for (ending, name) in [("br", "br"), ("gz", "gzip")] {
                guard let compressed = contents["\(path).\(ending)"], compressed.count < bytes.count else { continue }
                codings.append(Coding(name: name, bytes: SharedBytes(compressed), tag: "\"\(tag)-\(ending)\""))
            }
            codings.append(Coding(name: nil, bytes: SharedBytes(bytes), tag: "\"\(tag)\""))
            files[path] = File(
                type: ContentType.of(path), cacheControl: Self.isHashed(path) ? "public, max-age=31536000, immutable" : "no-cache",
                codings: codings)
        }
        self.files = files
    }

    /// How many files there are.
    public var count: Int { files.count }

    /// The answer to a GET, or nil when there is no such file. `/` and, for a page, any path without an ending that nothing else has, is
    /// `index.html`: the client's own router reads the address.
    func response(path: String, headers: HTTPFields) -> HTTPResponse? {
        if let file = files[path] { return answer(file, headers) }
        guard path == "/" || isPage(path, headers), let index = files["/index.html"] else { return nil }
        return answer(index, headers)
    }

    private func isPage(_ path: String, _ headers: HTTPFields) -> Bool {
        guard let accept = headers["accept"],
            accept.lowercased().split(separator: ",").contains(where: { $0.drop { $0 == " " }.hasPrefix("text/html") })
        else {
            return false
        }
        return path.split(separator: "/").last.map { !$0.contains(".") } ?? true
    }

    private func answer(_ file: File, _ headers: HTTPFields) -> HTTPResponse {
        let accepted = AcceptEncoding(headers.all("accept-encoding"))
        let coding = file.codings.first { coding in
            switch coding.name {
            case "br": accepted.takesBrotli
            case "gzip": accepted.takesGzip
            default: true
            }
        }
        guard let coding else { return HTTPResponse(status: 406) }
        var fields: HTTPFields = ["etag": coding.tag, "cache-control": file.cacheControl, "vary": "accept-encoding"]
        if Self.isKnown(coding.tag, headers.all("if-none-match")) { return HTTPResponse(status: 304, headers: fields) }
        fields.add("content-type", file.type)
        if let name = coding.name { fields.add("content-encoding", name) }
        return HTTPResponse(headers: fields, body: .shared(coding.bytes))
    }

    /// RFC 9110, 13.1.2: weak comparison.
    private static func isKnown(_ tag: String, _ values: [String]) -> Bool {
        values.joined(separator: ",").split(separator: ",").contains { member in
            let bare = member.filter { $0 != " " }
            return bare == "*" || bare == tag || bare == "W/" + tag
        }
    }

    /// `/assets/name-HASH.ext`, where the hash has at least eight letters or digits, and either a digit or no small letter.
    static func isHashed(_ path: String) -> Bool {
        guard path.hasPrefix("/assets/"), let name = path.split(separator: "/").last, let dash = name.lastIndex(of: "-") else {
            return false
        }
        let hash = name[name.index(after: dash)...].prefix { $0 != "." }.utf8
        let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
        let isSmall = { (byte: UInt8) in (0x61...0x7A).contains(byte) }
        return hash.count >= 8 && hash.allSatisfy { isDigit($0) || isSmall($0) || (0x41...0x5A).contains($0) }
            && (hash.contains(where: isDigit) || !hash.contains(where: isSmall))
    }
}
