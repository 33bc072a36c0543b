"""An answer in the hands of a test: the stand-in says a word when it is told to, and ends when it is told to."""

import asyncio
import threading

from .answers import numbered


class Gate:
    """Made on any thread; `next_words` is the stand-in's side."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._lock = threading.Lock()
        self._allowed = 0
        self._finished = False
        self._changed: set[asyncio.Event] = set()
        # How often the question came, and how often its reader went away before the end.
        self.asked = threading.Semaphore(0)
        self.abandoned = threading.Semaphore(0)

    @property
    def text(self) -> str:
        """All that was let go."""
        return "".join(numbered(self._allowed))

    def release(self, words: int) -> None:
        with self._lock:
            self._allowed += words
        self._tell()

    def finish(self) -> None:
        with self._lock:
            self._finished = True
        self._tell()

    def wait_asked(self, timeout: float = 15) -> None:
        assert self.asked.acquire(timeout=timeout), "the question never came to the provider"

    def wait_abandoned(self, timeout: float = 15) -> None:
        assert self.abandoned.acquire(timeout=timeout), "the request to the provider was not ended"

    def _tell(self) -> None:
        def tell() -> None:
            for event in self._changed:
                event.set()

        self._loop.call_soon_threadsafe(tell)

    async def next_words(self, said: int) -> list[str] | None:
        """What comes after so many words; None at the end."""
        event = asyncio.Event()
        self._changed.add(event)
        try:
            while True:
                with self._lock:
                    if self._allowed > said:
                        return numbered(self._allowed)[said:]
                    if self._finished:
                        return None
                event.clear()
                await event.wait()
        finally:
            self._changed.discard(event)
