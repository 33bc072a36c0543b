import CLinux
import Glibc

/// A TCP connection on a reactor: reads as soon as there is something, writes at once, and keeps what the kernel does not take.
class Socket: Source {
    let descriptor: Int32
    let reactor: Reactor
    private(set) var isOpen = true
    private var unsent: [UInt8] = []

    /// Takes a connected descriptor over.
    init(_ descriptor: Int32, on reactor: Reactor) {
        self.descriptor = descriptor
        self.reactor = reactor
        Loopback.setNoDelay(descriptor)
        Loopback.setNonBlocking(descriptor)
        reactor.add(descriptor, self)
    }

    /// Bytes have arrived; they are valid during the call alone.
    func received(_ bytes: UnsafeRawBufferPointer, at moment: Moment) {}

    /// The other side has gone.
    func ended() {}

    func send(_ bytes: [UInt8]) {
        guard isOpen else { return }
        if !unsent.isEmpty {
            unsent += bytes
            return
        }
        let written = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        if written < 0, errno != EAGAIN { return close() }
        let taken = max(0, written)
        guard taken < bytes.count else { return }
        unsent = Array(bytes[taken...])
        reactor.watchWriting(descriptor, true)
    }

    func ready(_ events: UInt32) {
        if events & EPOLLOUT.rawValue != 0 { sendRest() }
        guard isOpen, events & ~EPOLLOUT.rawValue != 0 else { return }
        let count = recv(descriptor, reactor.buffer.baseAddress, reactor.buffer.count, 0)
        if count > 0 {
            received(UnsafeRawBufferPointer(rebasing: reactor.buffer[..<count]), at: Clock.now())
        } else if count == 0 || errno != EAGAIN {
            close()
            ended()
        }
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        reactor.remove(descriptor)
        Glibc.close(descriptor)
    }

    private func sendRest() {
        let bytes = unsent
        unsent = []
        reactor.watchWriting(descriptor, false)
        send(bytes)
    }
}
