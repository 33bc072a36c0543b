import Glibc

/// Starts a program with `posix_spawn`: no code of this process runs in the child between fork and exec.
enum Spawn {
    /// The child's process id. It leads a process group of its own, has all signals at their defaults and none blocked, and inherits
    /// nothing but its three streams.
    static func start(_ command: ChildCommand, descriptors: ChildDescriptors) throws(ChildError) -> pid_t {
        let texts = [command.program] + command.arguments + Array(command.environment.keys) + Array(command.environment.values)
        guard texts.allSatisfy({ !$0.utf8.contains(0) }), command.environment.keys.allSatisfy({ !$0.isEmpty && !$0.utf8.contains(0x3D) })
        else {
            throw .invalidCommand
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (stream, descriptor) in descriptors.child.enumerated() { posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(stream)) }
        for descriptor in ChildDescriptors.inheritable() { posix_spawn_file_actions_addclose(&actions, descriptor) }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))

        let arguments = CStrings([command.program] + command.arguments)
        let environment = CStrings(command.environment.map { "\($0.key)=\($0.value)" })
        var id = pid_t()
        let code = posix_spawn(&id, command.program, &actions, &attributes, arguments.pointers, environment.pointers)
        guard code == 0 else { throw .notStarted(code: code) }
        return id
    }
}

/// A null-terminated array of C strings, freed with it.
private final class CStrings {
    let pointers: [UnsafeMutablePointer<CChar>?]

    init(_ texts: [String]) {
        pointers = texts.map { strdup($0) } + [nil]
    }

    deinit {
        for pointer in pointers { free(pointer) }
    }
}
