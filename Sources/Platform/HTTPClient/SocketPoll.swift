import CCurl
import Glibc

/// The sockets that libcurl wants to hear of, watched by epoll. Confined to the network thread.
final class SocketPoll {
    /// Something has happened on a descriptor, in libcurl's words (`CURL_CSELECT_…`).
    struct Event {
        let descriptor: Int32
        let happened: Int32
    }

    private let epoll: Int32
    private let wake: Int32
    private var watched: [Int32: UInt32] = [:]
    private var buffer: [epoll_event]

    /// Nil when the process has no descriptors left. `wake` ends a wait and is not reported.
    init?(wake: Int32) {
        let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { return nil }
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(fd: wake))
        guard epoll_ctl(epoll, EPOLL_CTL_ADD, wake, &event) == 0 else {
            close(epoll)
            return nil
        }
        self.epoll = epoll
        self.wake = wake
        buffer = Array(repeating: epoll_event(), count: 64)
    }

    deinit { close(epoll) }

    /// What libcurl's socket callback says: `CURL_POLL_IN`, `_OUT`, `_INOUT`, `_REMOVE`.
    func watch(_ descriptor: Int32, for interest: Int32) {
        guard interest != CURL_POLL_REMOVE else {
            if watched.removeValue(forKey: descriptor) != nil {
                var unused = epoll_event()
                epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &unused)
            }
            return
        }
        let wanted = (interest & CURL_POLL_IN != 0 ? EPOLLIN.rawValue : 0) | (interest & CURL_POLL_OUT != 0 ? EPOLLOUT.rawValue : 0)
        var event = epoll_event(events: wanted, data: epoll_data_t(fd: descriptor))
        let known = watched.updateValue(wanted, forKey: descriptor)
        if known == wanted { return }
        if epoll_ctl(epoll, known == nil ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, &event) != 0 {
            // The number was closed and given out again in between: the kernel has forgotten it, or knows it already.
            epoll_ctl(epoll, known == nil ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, &event)
        }
    }

    /// Waits for at most `milliseconds` (-1: for ever).
    func wait(milliseconds: Int32) -> [Event] {
        let count = epoll_wait(epoll, &buffer, Int32(buffer.count), milliseconds)
        guard count > 0 else { return [] }
        return buffer[..<Int(count)].compactMap { event in
            guard event.data.fd != wake else { return nil }
            var happened: Int32 = 0
            if event.events & EPOLLIN.rawValue != 0 { happened |= CURL_CSELECT_IN }
            if event.events & EPOLLOUT.rawValue != 0 { happened |= CURL_CSELECT_OUT }
            if event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { happened |= CURL_CSELECT_ERR }
            return Event(descriptor: event.data.fd, happened: happened)
        }
    }
}
