"""The parts that the tests share: a stand-in provider for all, a server for each module, devices and clients for each test."""

import os
import pathlib
import shutil
import tempfile
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from support.api import Api
from support.browser import Window, launch
from support.cluster import Postgres, Redis
from support.device import Device
from support.identifiers import identifier
from support.program import Program
from support.programs import Programs
from support.secrecy import KEY
from support.standin import StandIn


@pytest.fixture(scope="session")
def standin() -> Iterator[StandIn]:
    provider = StandIn(KEY)
    yield provider
    provider.end()


@pytest.fixture
def own_standin() -> Iterator[StandIn]:
    """One that a test may stop, start and set."""
    provider = StandIn(KEY)
    yield provider
    provider.end()


@pytest.fixture(scope="session")
def folder() -> Iterator[pathlib.Path]:
    """Where the data folders of the run are."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="parlance-tests-"))
    yield path
    if not os.environ.get("PARLANCE_TEST_KEEP"):
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def postgres(folder: pathlib.Path) -> Iterator[Postgres]:
    server = Postgres(folder / f"postgres-{identifier()}")
    yield server
    server.end()


@pytest.fixture(scope="module")
def redis(folder: pathlib.Path) -> Iterator[Redis]:
    server = Redis(folder / f"redis-{identifier()[-12:]}")
    yield server
    server.kill()


@pytest.fixture
def programs(folder: pathlib.Path) -> Iterator[Programs]:
    made = Programs(folder)
    yield made
    made.end()


@pytest.fixture(scope="module")
def server(folder: pathlib.Path, standin: StandIn) -> Iterator[Program]:
    """One for the tests of a module, which must be as good after each of them as before."""
    made = Programs(folder)
    try:
        program = made.make(standin).start()
        with Device(program.port).connect() as device:
            device.until(lambda: device.catalogue["models"], what="the stand-in's models")
        yield program
    finally:
        made.end()


@pytest.fixture
def api(server: Program) -> Api:
    return Api(server.port)


@pytest.fixture
def devices(server: Program) -> Iterator[Callable[..., Device]]:
    """Makes connected devices."""
    made: list[Device] = []

    def make(port: int | None = None) -> Device:
        device = Device(port or server.port)
        made.append(device)
        return device.connect()

    yield make
    for device in made:
        device.close()


@pytest.fixture
def device(devices: Callable[..., Device]) -> Device:
    return devices()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture
def windows(browser: Browser, server: Program) -> Iterator[Callable[..., Window]]:
    """Opens windows on the module's server; each is checked when the test ends."""
    made: list[Window] = []

    def make(path: str = "/", url: str | None = None, **options) -> Window:
        opened = Window(browser, url or server.url, **options)
        made.append(opened)
        return opened.open(path)

    yield make
    try:
        for opened in made:
            opened.check()
    finally:
        for opened in made:
            opened.close()


@pytest.fixture
def window(windows: Callable[..., Window]) -> Window:
    return windows()
