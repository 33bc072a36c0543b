import Database
import HTTPServer
import Lifecycle
import Problems
import Sealing
import Testing

@testable import Composition

@Suite("Why a server does not start")
struct StartErrorTests {
    static let errors: [any Error] =
        databaseErrors + [
            ServerError.addressInUse(host: "127.0.0.1", port: 1), ServerError.addressNotAvailable(host: "127.0.0.1", port: 1),
            ServerError.cannotBind(host: "127.0.0.1", port: 1, errno: 13), ServerError.unreadableFolder("/web"), ServerError.notIdle,
            ServerError.badPattern("x"), ServerError.duplicateRoute("x"),
            KeyFileError.system(operation: "open", path: "/keys.tmp", code: 2),
            KeyFileError.malformed(path: "/keys"), DataFolderError.system(operation: "open", path: "/data", code: 30), Problem(.unreadable),
            Problem(.storageBusy), ServiceError.tookTooLong("database", .seconds(60)),
            ServiceError.failed("http", ServerError.addressInUse(host: "::1", port: 1)), CancellationError(),
        ]

    static let databaseErrors: [DatabaseError] =
        [.busy, .overloaded, .full, .corrupt, .constraint(.unique, name: "x"), .connectionLost, .commitUnknown, .timedOut, .closed]
        + [.inputOutput(code: 522), .misuse(.statement("x")), .misuse(.changeInRead), .misuse(.refused(code: "1544")), .misuse(.nulInText)]
        + [.misuse(.refused(code: "42501")), .misuse(.refused(code: "0A000")), .misuse(.columnType(column: 1))]
        + [OpenFailure.path("/x"), .address, .unreachable, .refused, .unsupported].map(DatabaseError.cannotOpen)
        + [MigrationError.newerDatabase(name: "x"), .changed(name: "x"), .order(name: "x"), .failed(name: "x", reason: "full"), .backup]
        .map(DatabaseError.migration)

    @Test("Each is told in sentences, and none as a value of the program", arguments: errors.indices)
    func sentences(index: Int) {
        let text = StartError(Self.errors[index]).description
        #expect(text.first?.isUppercase == true && text.hasSuffix(".") && !text.hasSuffix(".."), "\(text)")
        #expect(!text.contains("\n") && text.split(separator: " ").count > 4, "\(text)")
        // `misuse(…)`, `code: "…"`, `Database.Misuse`
        for pattern in [/[a-z]\(/, /[a-z]: "/, /[A-Z][a-z]+\.[A-Z]/, /Optional/] as [Regex<Substring>] {
            #expect(!text.contains(pattern), "\(text)")
        }
    }

    @Test("What cannot be written is told apart from what is refused")
    func readOnly() {
        // SQLITE_READONLY_DIRECTORY and PostgreSQL's feature_not_supported.
        #expect(StartError(DatabaseError.misuse(.refused(code: "1544"))) == StartError(DatabaseError.misuse(.changeInRead)))
        #expect(StartError(DatabaseError.misuse(.refused(code: "0A000"))).description.contains("0A000"))
    }
}
