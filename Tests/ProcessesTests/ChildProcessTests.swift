import Glibc
import Processes
import Testing

@Suite("Child processes")
struct ChildProcessTests {
    private func shell(_ script: String, _ environment: [String: String] = [:]) throws -> ChildProcess {
        try ChildProcess(ChildCommand(program: "/bin/sh", arguments: ["-c", script], environment: environment))
    }

    private func lines(_ child: ChildProcess) async -> [String] {
        var lines: [String] = []
        for await line in child.lines { lines.append(line) }
        return lines
    }

    @Test("its lines arrive in order, the last without an end too, and its code")
    func output() async throws {
        let child = try shell("echo one; printf 'two\\r\\n'; echo; printf three; exit 7")
        #expect(await lines(child) == ["one", "two", "", "three"])
        #expect(await child.exit() == .code(7))
        #expect(await child.exit() == .code(7))
    }

    @Test("it has the environment that it was given and no other")
    func environment() async throws {
        let child = try ChildProcess(ChildCommand(program: "/usr/bin/env", environment: ["A": "1", "B": "x=y"]))
        #expect(Set(await lines(child)) == ["A=1", "B=x=y"])
    }

    @Test("the end of its error output is kept, 16 KiB of it")
    func errorTail() async throws {
        let child = try shell(
            "i=0; while [ $i -lt 3000 ]; do echo 'line of text' >&2; i=$((i+1)); done; echo last >&2; exec 2>&-; echo done; read x")
        for await line in child.lines where line == "done" { break }
        // The other stream is read by another thread.
        while !child.errorTail.suffix(5).elementsEqual("last\n".utf8) { await Task.yield() }
        #expect(child.errorTail.count == 16 * 1024)
        await child.terminate(grace: .seconds(5))
    }

    @Test("its input is what is written, and ends when it is closed")
    func input() async throws {
        let child = try shell("while read line; do echo \"<$line>\"; done; echo end")
        try child.write(line: "a")
        try child.write(line: "b c")
        child.closeInput()
        #expect(await lines(child) == ["<a>", "<b c>", "end"])
        #expect(throws: ChildError.inputClosed) { try child.write(line: "d") }
    }

    @Test("it is asked to end, and can do so in its own way")
    func termination() async throws {
        let child = try shell("trap 'exit 3' TERM; echo ready; while :; do read x || sleep 0.01; done")
        for await _ in child.lines { break }
        #expect(await child.terminate(grace: .seconds(20)) == .code(3))
    }

    @Test("what ignores the signal is killed after the grace, with what it has started")
    func kill() async throws {
        let child = try shell("trap '' TERM; sleep 1000 & echo $!; while :; do sleep 1000; done")
        var grandchild: Int32 = 0
        for await line in child.lines {
            grandchild = try #require(Int32(line))
            break
        }
        #expect(await child.terminate(grace: .milliseconds(50)) == .signal(SIGKILL))
        await gone(grandchild)
    }

    @Test("what a child leaves behind ends with it")
    func stragglers() async throws {
        let child = try shell("sleep 1000 & echo $!")
        let grandchild = try #require(Int32(await lines(child).first ?? ""))
        #expect(await child.exit() == .code(0))
        await gone(grandchild)
    }

    @Test("a child that is let go is killed")
    func letGo() async throws {
        var child: ChildProcess? = try shell("trap '' TERM; while :; do sleep 1000; done")
        let id = try #require(child?.id)
        child = nil
        await gone(id)
    }

    @Test("it inherits no descriptor, and none is left open here")
    func descriptors() async throws {
        // Without the close-on-exec flag, as a library might leave it.
        let careless = open("/dev/null", O_RDONLY)
        defer { close(careless) }
        let child = try shell("ls /proc/self/fd")
        // The fourth is that of `ls` itself on the folder.
        #expect(await lines(child).compactMap { Int32($0) }.filter { $0 > 3 } == [])
        _ = await child.exit()
    }

    @Test("what cannot be started says so", arguments: ["/nothing/here", "/etc/passwd", "/"])
    func notStarted(program: String) {
        #expect { try ChildProcess(ChildCommand(program: program)) } throws: { error in
            if case .notStarted = error as? ChildError { true } else { false }
        }
    }

    @Test("what cannot be handed over is refused")
    func invalid() {
        #expect(throws: ChildError.invalidCommand) { try ChildProcess(ChildCommand(program: "/bin/sh", arguments: ["a\0b"])) }
        #expect(throws: ChildError.invalidCommand) { try ChildProcess(ChildCommand(program: "/bin/sh", environment: ["A=B": ""])) }
    }

    @Test("a child that has ended is no zombie")
    func noZombie() async throws {
        let child = try shell("exit 0")
        _ = await child.exit()
        #expect(Glibc.kill(child.id, 0) == -1)
    }

    /// Returns when no process has that number any more.
    private func gone(_ id: Int32) async {
        while Glibc.kill(id, 0) == 0 { await Task.yield() }
    }
}
