/// Which content codings a client takes (RFC 9110, 12.5.3).
struct AcceptEncoding: Equatable {
    let takesBrotli: Bool
    let takesGzip: Bool

    init(_ values: [String]) {
        var brotli: Bool?
        var gzip: Bool?
        var rest = false
        for member in values.joined(separator: ",").lowercased().split(separator: ",") {
            let parts = member.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { $0.dropFirst(2) } ?? "1"
            let isTaken = weight.contains { $0 != "0" && $0 != "." }
            switch parts.first {
            case "br": brotli = isTaken
            case "gzip": gzip = isTaken
            case "*": rest = isTaken
            default: break
            }
        }
        takesBrotli = brotli ?? rest
        takesGzip = gzip ?? rest
    }
}
