import Database
import Dispatch
import Glibc
import Synchronization

/// A PostgreSQL server for this test process: made in a temporary folder on a unix socket, without syncs, and stopped and
/// removed when the process ends, however it ends.
public final class TestPostgres: Sendable {
    /// Why there is no server.
    public struct Missing: Error, CustomStringConvertible {
        /// A sentence for whoever runs the tests.
        public let description: String
    }

    private static let starting = Mutex<Task<TestPostgres, any Error>?>(nil)

    private let folder: String
    private let admin: Database
    private let schemas = Atomic(0)
    /// The other end is the watcher's standard input; the system closes this one with the process.
    private let lifeline: Int32

    private init(folder: String, admin: Database, lifeline: Int32) {
        self.folder = folder
        self.admin = admin
        self.lifeline = lifeline
    }

    /// The server of this process; the first call starts it (about two seconds).
    public static func shared() async throws -> TestPostgres {
        let task = starting.withLock { starting in
            if let task = starting { return task }
            let task = Task { try await start() }
            starting = task
            return task
        }
        return try await task.value
    }

    /// The address of a schema that nothing else uses. A `user` other than the owner is made for it.
    public func freshURL(user: String? = nil) async throws -> String {
        let name = "test_\(schemas.add(1, ordering: .relaxed).newValue)"
        let schema = SQL(stringLiteral: "CREATE SCHEMA \(name)")
        let role = user.map { SQL(stringLiteral: "CREATE ROLE \($0) LOGIN") }
        try await admin.write { connection in
            try connection.execute(schema)
            if let role { try connection.execute(role) }
        }
        return TestPostgres.url(folder, user: user ?? "parlance") + "&application_name=\(name)&options=-csearch_path%3D\(name)"
    }

    /// Ends the server connections that were opened with this address, as a crash of their process would.
    public func endConnections(of url: String) async throws {
        let schema = url.split(separator: "%3D").last.map(String.init) ?? ""
        try await admin.write { connection in
            _ = try connection.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name = \(schema) AND pid <> pg_backend_pid()
                """)
        }
    }

    /// Makes the server refuse a user's new connections, as one that is starting or stopping refuses all.
    public func setLogin(_ isAllowed: Bool, user: String) async throws {
        let statement = SQL(stringLiteral: "ALTER ROLE \(user) \(isAllowed ? "LOGIN" : "NOLOGIN")")
        try await admin.write { connection in try connection.execute(statement) }
    }

    private static func url(_ folder: String, user: String = "parlance") -> String {
        "postgres://\(user)@/postgres?host=\(folder)"
    }

    private static func start() async throws -> TestPostgres {
        let binaries = try findBinaries()
        let watcher = try Watcher(script: script, arguments: [binaries])
        let answer = await watcher.firstLine()
        guard answer.hasPrefix("ready ") else {
            throw Missing(description: "PostgreSQL in \(binaries) did not start: \(answer)")
        }
        let folder = String(answer.dropFirst(6))
        let admin = try await Database.open(.postgres(url: url(folder)), readers: 1)
        return TestPostgres(folder: folder, admin: admin, lifeline: watcher.socket)
    }

    /// `PARLANCE_TEST_POSTGRES_BIN`, or the newest version that Debian's packages installed.
    private static func findBinaries() throws -> String {
        if let folder = getenv("PARLANCE_TEST_POSTGRES_BIN") { return String(cString: folder) }
        var found = glob_t()
        defer { globfree(&found) }
        var newest: (version: Int, folder: String)?
        if glob("/usr/lib/postgresql/*/bin/postgres", 0, nil, &found) == 0 {
            for index in 0..<Int(found.gl_pathc) {
                guard let path = found.gl_pathv[index].map({ String(cString: $0) }) else { continue }
                let parts = path.split(separator: "/")
                let version = Int(parts[3]) ?? 0
                if version > newest?.version ?? -1 { newest = (version, "/" + parts.dropLast().joined(separator: "/")) }
            }
        }
        guard let newest else {
            throw Missing(
                description: "These tests need PostgreSQL: install the package postgresql, or name the folder of initdb and postgres in "
                    + "PARLANCE_TEST_POSTGRES_BIN.")
        }
        return newest.folder
    }

    /// Makes and starts a server, says where, waits until the test process is gone, and removes everything. PostgreSQL
    /// refuses to run as root.
    private static let script = """
        trap '' INT TERM HUP PIPE
        bin=$1
        folder=$(mktemp -d /tmp/parlance-pg-XXXXXX) || { echo 'no temporary folder'; exit 1; }
        as=
        if [ "$(id -u)" = 0 ]; then
            user=postgres
            id postgres >/dev/null 2>&1 || user=nobody
            chown "$user" "$folder"
            as="setpriv --reuid=$user --regid=$(id -g "$user") --clear-groups"
        fi
        cd "$folder" || exit 1
        if ! $as "$bin/initdb" -D "$folder/data" -U parlance -A trust -E UTF8 --locale=C --no-sync >"$folder/log" 2>&1; then
            echo "initdb failed: $(tail -n 3 "$folder/log" | tr '\\n' ' ')"; rm -rf "$folder"; exit 1
        fi
        $as "$bin/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off -c synchronous_commit=on \\
            -c full_page_writes=off -c max_connections=300 -c shared_buffers=32MB -c jit=off \\
            -c dynamic_shared_memory_type=mmap -c deadlock_timeout=100ms -c log_min_messages=fatal \\
            >>"$folder/log" 2>&1 </dev/null &
        server=$!
        tries=0
        until $as "$bin/pg_isready" -q -h "$folder" -d postgres; do
            tries=$((tries + 1))
            if [ $tries -gt 600 ] || ! kill -0 $server 2>/dev/null; then
                echo "postgres failed: $(tail -n 3 "$folder/log" | tr '\\n' ' ')"; kill -9 $server 2>/dev/null; rm -rf "$folder"; exit 1
            fi
            sleep 0.05
        done
        echo "ready $folder"
        exec >/dev/null 2>&1
        while read -r line; do
            case $line in
            stop) kill -QUIT $server; wait $server ;;
            esac
        done
        kill -QUIT $server
        wait $server
        cd /
        rm -rf "$folder"
        """
}

/// A shell that outlives this process by what it takes to clean up: it notices the end of its input.
private struct Watcher {
    /// This process's end of the shell's input and output. No other child inherits it, or the shell would wait for that one too.
    let socket: Int32

    init(script: String, arguments: [String]) throws {
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw TestPostgres.Missing(description: "no sockets left")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        // A server under test that another test has just started must end with its test, not with this child.
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue)), &limit)
        for descriptor in 3..<Int32(min(limit.rlim_cur, 1 << 14)) { posix_spawn_file_actions_addclose(&actions, descriptor) }
        let words = (["sh", "-c", script, "sh"] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        var process = pid_t()
        let outcome = posix_spawn(&process, "/bin/sh", &actions, nil, words + [nil], environ)
        close(ends[1])
        guard outcome == 0 else { throw TestPostgres.Missing(description: "/bin/sh cannot be started") }
        socket = ends[0]
    }

    func firstLine() async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [socket] in
                var line: [UInt8] = []
                var byte: UInt8 = 0
                while read(socket, &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
                continuation.resume(returning: String(decoding: line, as: UTF8.self))
            }
        }
    }
}
