import Foundation
import HTTPServer
import Testing

@testable import struct HTTPServer.AcceptEncoding

/// What a page may do: nothing but with this server.
private let pagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
    + "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

@Suite("Files are served from memory")
struct StaticFileTests {
    private func withFiles(_ body: (TestServer) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("files-\(UUID().uuidString)")
        let assets = folder.appendingPathComponent("assets")
        try FileManager.default.createDirectory(at: assets, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = String(repeating: "let x = 1\n", count: 20_000)
        for (name, text) in [
            ("index.html", "<!doctype html><title>x</title>"), ("assets/app-3F2A9C01.js", script), ("assets/app-3F2A9C01.js.br", "brotli"),
            ("assets/app-3F2A9C01.js.gz", "gzipped"), ("favicon.svg", "<svg/>"), (".hidden", "no"),
        ] { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
        try FileManager.default.createSymbolicLink(atPath: folder.appendingPathComponent("link").path, withDestinationPath: "/etc/passwd")
        let files = try StaticFiles(folder: folder.path)
        #expect(files.count == 3)
        try await withServer(files: files, body)
    }

    @Test("The page, at its own path and wherever the client's router leads")
    func page() async throws {
        try await withFiles { server in
            for (path, accept) in [
                ("/", "*/*"), ("/index.html", "*/*"), ("/chat/123", "text/html,application/xhtml+xml"),
                ("/x", "application/json, text/html;q=0.8"),
            ] {
                let response = try await server.get(path, "Accept: \(accept)\r\n")
                #expect(response.status == 200)
                #expect(response.headers["content-type"] == "text/html; charset=utf-8")
                #expect(response.headers["cache-control"] == "no-cache")
                #expect(response.headers["content-security-policy"] == pagePolicy)
            }
        }
    }

    @Test(
        "What is no file and no page is not found",
        arguments: [
            "/chat/123", "/missing.js", "/.hidden", "/link", "/assets", "/assets/app-3F2A9C01.js.br/", "/%2e%2e/etc/passwd", "//etc/passwd",
            "/index.html/", "/assets%2Fapp",
        ])
    func missing(path: String) async throws {
        try await withFiles { server in
            let response = try await server.get(path, "Accept: */*\r\n")
            #expect(response.status == 404 || response.status == 400)
        }
    }

    @Test("Hashed names never change, others are asked for again")
    func caching() async throws {
        try await withFiles { server in
            let script = try await server.get("/assets/app-3F2A9C01.js")
            #expect(script.headers["cache-control"] == "public, max-age=31536000, immutable")
            #expect(script.headers["content-type"] == "text/javascript; charset=utf-8")
            #expect(script.body.count == 200_000)
            let icon = try await server.get("/favicon.svg")
            #expect(icon.headers["cache-control"] == "no-cache")
            let tag = try #require(icon.headers["etag"])
            let known = try await server.client { client in
                let known = try client.get("/favicon.svg", "If-None-Match: \"other\", W/\(tag)\r\n")
                #expect(try client.get("/favicon.svg", "If-None-Match: \"other\"\r\n").status == 200)
                return known
            }
            #expect(known.status == 304)
            #expect(known.body.isEmpty)
            #expect(known.headers["etag"] == tag)
        }
    }

    @Test("A page that has not changed keeps its policy: a browser puts what a 304 says over what it has stored")
    func policyOfNotModified() async throws {
        try await withFiles { server in
            let page = try await server.get("/chat/1", "Accept: text/html\r\n")
            let tag = try #require(page.headers["etag"])
            let again = try await server.get("/chat/1", "Accept: text/html\r\nIf-None-Match: \(tag)\r\n")
            #expect(again.status == 304)
            #expect((again.headers["content-security-policy"] ?? pagePolicy) == pagePolicy)
        }
    }

    @Test("The compressed form is chosen by what the client takes")
    func encodings() async throws {
        try await withFiles { server in
            for (accept, encoding, text) in [
                ("gzip, deflate, br", "br", "brotli"), ("gzip", "gzip", "gzipped"), ("br;q=0, gzip;q=0.5", "gzip", "gzipped"),
                ("*", "br", "brotli"),
            ] {
                let response = try await server.get("/assets/app-3F2A9C01.js", "Accept-Encoding: \(accept)\r\n")
                #expect(response.headers["content-encoding"] == encoding)
                #expect(response.headers["vary"] == "accept-encoding")
                #expect(response.text == text)
            }
            let plain = try await server.get("/assets/app-3F2A9C01.js", "Accept-Encoding: identity\r\n")
            #expect(plain.headers["content-encoding"] == nil)
            #expect(AcceptEncoding(["br;q=0.000"]).takesBrotli == false)
        }
    }

    @Test("HEAD has the length and no body")
    func head() async throws {
        try await withFiles { server in
            let head = try await server.client { client in
                try client.send("HEAD /assets/app-3F2A9C01.js HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let head = try client.readResponse(hasBody: false)
                #expect(try client.get("/favicon.svg").text == "<svg/>")
                return head
            }
            #expect(head.headers["content-length"] == "200000")
        }
    }

    @Test("A folder that is not there is told by name")
    func noFolder() {
        #expect(throws: ServerError.unreadableFolder("/nowhere")) { try StaticFiles(folder: "/nowhere") }
    }
}
