"""Real proxies, configured with the examples of docs/operations.md as a reader would use them: only addresses, files and passwords are changed."""

import base64
import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import textwrap

from .api import Api
from .cluster import free_port, wait
from .device import Device
from .player import Player
from .program import Program

OPERATIONS = pathlib.Path(__file__).parents[3] / "docs" / "operations.md"
PASSWORD = "a password of the proxy"


def example(name: str) -> str:
    """The configuration that follows "With NAME:" in the document."""
    after = OPERATIONS.read_text().partition(f"With {name}:\n\n")[2]
    block = re.match(r"(?: {4}.*\n|\n)+", after)
    assert block, f"docs/operations.md has no example for {name}"
    return textwrap.dedent(block[0])


def changed(text: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        assert old in text, f"the example has no {old!r}"
        text = text.replace(old, new)
    return text


class Proxy:
    """A proxy at https://localhost:PORT in front of some processes. It is made before them, because they are told its address."""

    name = ""
    log = ""

    def __init__(self, place: pathlib.Path, changes: dict[str, str] | None = None) -> None:
        place.mkdir()
        self.place = place
        self.port = free_port()
        self.origin = f"https://localhost:{self.port}"
        self._changes = changes or {}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, programs: list[Program]) -> "Proxy":
        processes = {f"127.0.0.1:{8081 + number}": f"127.0.0.1:{program.port}" for number, program in enumerate(programs)}
        with (self.place / "output").open("wb") as output:
            self._process = self._run(changed(example(self.name), processes | self._changes), output)
        wait(lambda: self._process.poll() is not None or self._is_ready(), self._process)
        assert self._process.poll() is None, self.output
        return self

    def _run(self, configuration: str, output) -> subprocess.Popen[bytes]:
        raise NotImplementedError

    def _is_ready(self) -> bool:
        with socket.socket() as trial:
            return trial.connect_ex(("127.0.0.1", self.port)) == 0 and self._certificate().exists()

    def _certificate(self) -> pathlib.Path:
        raise NotImplementedError

    def end(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(15)

    @property
    def output(self) -> str:
        return (self.place / "output").read_text(errors="replace")[-3000:]

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self._certificate()))

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": "Basic " + base64.b64encode(f"me:{PASSWORD}".encode()).decode()}

    def device(self) -> Device:
        return Device(self.port, **self._options())

    def player(self, history: list[tuple[int, str, dict]]) -> Player:
        return Player(self.port, history, **self._options())

    def _options(self) -> dict:
        address = f"wss://localhost:{self.port}/v1/sync"
        trust = self.trust
        # The client reads and writes on two threads. With what TLS 1.3 sends after its handshake, Python's does not bear that.
        trust.maximum_version = ssl.TLSVersion.TLSv1_2
        return {"address": address, "ssl": trust, "origin": self.origin, "additional_headers": self._headers}

    def api(self) -> Api:
        return Api(self.port, trust=self.trust, headers=self._headers | {"Origin": self.origin})


class Caddy(Proxy):
    """For `localhost` it makes a certificate of its own, as for any name that is not public."""

    name = "Caddy"

    def _run(self, configuration: str, output) -> subprocess.Popen[bytes]:
        program = os.environ["PARLANCE_TEST_CADDY"]
        found = subprocess.run([program, "hash-password"], input=f"{PASSWORD}\n".encode(), capture_output=True, check=True).stdout
        configuration = changed(configuration, {"chat.example.org": "localhost", "HASH_FROM_caddy_hash-password": found.decode().strip()})
        # Where a machine's own Caddy has ports 80 and 443, and what would be installed for all of the machine.
        general = f"{{\n admin off\n skip_install_trust\n http_port {free_port()}\n https_port {self.port}\n default_bind 127.0.0.1\n}}\n"
        (self.place / "Caddyfile").write_text(general + configuration)
        environment = os.environ | {"XDG_DATA_HOME": str(self.place), "XDG_CONFIG_HOME": str(self.place), "HOME": str(self.place)}
        command = [program, "run", "--adapter", "caddyfile", "--config", str(self.place / "Caddyfile")]
        return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)

    def _certificate(self) -> pathlib.Path:
        return self.place / "caddy" / "pki" / "authorities" / "local" / "root.crt"


class Nginx(Proxy):
    """The example stands in a configuration that has nothing else."""

    name = "nginx"

    def _run(self, configuration: str, output) -> subprocess.Popen[bytes]:
        make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        files = ["-addext", "subjectAltName=DNS:localhost", "-keyout", self.place / "chat.key", "-out", self._certificate()]
        subprocess.run([*make, *files], check=True, capture_output=True)
        hashed = subprocess.run(["openssl", "passwd", "-apr1", PASSWORD], check=True, capture_output=True, text=True).stdout
        (self.place / "parlance.users").write_text(f"me:{hashed}")
        configuration = changed(
            configuration,
            {
                "listen 443": f"listen 127.0.0.1:{self.port}",
                "chat.example.org": "localhost",
                "/etc/ssl/": f"{self.place}/",
                "/etc/nginx/": f"{self.place}/",
            },
        )
        user = "user root;\n" if os.getuid() == 0 else ""
        folders = "".join(f"{kind}_temp_path {self.place}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        general = f"daemon off;\n{user}pid {self.place}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{folders}{configuration}}}\n"
        (self.place / "nginx.conf").write_text(general)
        command = [os.environ["PARLANCE_TEST_NGINX"], "-p", str(self.place), "-e", "stderr", "-c", str(self.place / "nginx.conf")]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)

    def _certificate(self) -> pathlib.Path:
        return self.place / "chat.pem"
