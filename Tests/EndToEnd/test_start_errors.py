"""A server that cannot start says in one sentence what is wrong and how to mend it, and `doctor` says the same."""

import os
import pathlib
import re
import shutil
import socket
import sqlite3
import subprocess
from contextlib import closing

import pytest
from support.cluster import Redis, free_port
from support.identifiers import identifier
from support.program import run


@pytest.fixture
def used(programs):
    """A data folder that a server has served from."""
    program = programs.make().start()
    program.stop()
    return program.data


def assert_told(data, *words: str, doctor: bool = True, options: tuple[str, ...] = (), **extra: str) -> None:
    """Both end with 1, and their sentence has the words."""
    ended = run("--port", "0", "--data", str(data), *options, extra=extra)
    assert ended.returncode == 1 and ended.stdout == "", ended
    lines = [line for line in ended.stderr.splitlines() if not line.startswith("{")]
    assert len(lines) == 1 and lines[0].startswith("parlance: ") and lines[0].endswith("."), ended.stderr
    # No value of the program, such as `misuse(refused(code: "8"))`.
    assert not re.search(r'[a-z]\(|[a-z]: "', lines[0]), lines[0]
    for word in words:
        assert word in lines[0], lines[0]
    if doctor:
        ended = run("doctor", "--port", "0", "--data", str(data), *options, extra=extra)
        assert ended.returncode == 1, ended
        failed = [line for line in ended.stdout.splitlines() if line.startswith("FAIL")]
        assert any(all(word in line for word in words) for line in failed), ended.stdout


def test_key_file_that_is_missing_or_of_another(programs, used):
    keys = used / "keys"
    keys.rename(used / "elsewhere")
    assert_told(used, "put it back at", str(keys))
    other = programs.make().start()
    other.stop()
    shutil.copy(other.data / "keys", keys)
    assert_told(used, "does not belong to this database", "put the right one back")


def test_key_file_in_no_folder(folder):
    assert_told(folder / f"fresh-{identifier()}", "PARLANCE_KEYS", doctor=False, PARLANCE_KEYS=str(folder / "no such folder" / "keys"))


def test_folder_that_cannot_be_written(folder, used):
    """On a file system that is read-only; root may write everywhere else."""
    place = folder / f"disk-{identifier()}"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", place], capture_output=True).returncode != 0:
        used.chmod(0o500)
        assert_told(used, "--data")
        used.chmod(0o700)
        return
    try:
        shutil.copytree(used, place / "data")
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        assert_told(place / "data", "Read-only file system", "--data")
    finally:
        subprocess.run(["umount", "--lazy", place], check=False)


def test_port_in_use(used):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert_told(used, "stop it, or choose another port", options=("--port", str(other.getsockname()[1])))


def test_database_of_a_later_version(used):
    with closing(sqlite3.connect(used / "parlance.sqlite")) as database:
        database.execute("INSERT INTO schema_migrations VALUES ('chats/9999_later', 'x', 1)")
        database.commit()
    assert_told(used, "later version of Parlance")


def test_database_that_another_program_locks(used):
    with closing(sqlite3.connect(used / "parlance.sqlite", isolation_level=None)) as database:
        database.execute("BEGIN EXCLUSIVE")
        assert_told(used, "locked", doctor=False)


def test_proxies_that_are_no_addresses(folder):
    assert_told(folder / "proxies", "PARLANCE_TRUSTED_PROXIES", doctor=False, PARLANCE_TRUSTED_PROXIES="proxy.example.org")
    ended = run("doctor", "--port", "0", "--data", str(folder / "proxies"), extra={"PARLANCE_TRUSTED_PROXIES": "10.0.0.2, ::1"})
    assert "10.0.0.2, ::1 are believed" in ended.stdout, ended


def test_redis_that_is_away_is_told_and_does_without(postgres, programs, folder):
    """Nothing that is promised is in it, so that a process may start while it is away."""
    away = postgres.settings | {"PARLANCE_REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"}
    program = programs.make(extra=away).start()
    told = [line for line in program.log_text.splitlines() if line.startswith("parlance: ")]
    assert len(told) == 1 and "PARLANCE_REDIS_URL" in told[0] and told[0].endswith("."), told
    ended = run("doctor", "--port", "0", "--data", str(program.data), extra=away)
    assert ended.returncode == 1 and re.search(r"FAIL  redis .*cannot be reached", ended.stdout), ended
    redis = Redis(folder / f"redis-{identifier()[-12:]}")
    try:
        # It has no databases beyond 15: what is refused is not mended by waiting.
        beyond = postgres.settings | {"PARLANCE_REDIS_URL": f"{redis.url}?db=99"}
        assert_told(folder / f"refused-{identifier()}", "PARLANCE_REDIS_URL", "refuses", doctor=False, **beyond)
    finally:
        redis.kill()


def test_postgresql_that_cannot_be_used(postgres, folder):
    psql = pathlib.Path(os.environ["PARLANCE_TEST_POSTGRES_BIN"]) / "psql"
    statements = ("CREATE ROLE poor LOGIN", "REVOKE CREATE ON SCHEMA public FROM PUBLIC", "CREATE ROLE reader LOGIN SUPERUSER")
    for statement in (*statements, "ALTER ROLE reader SET default_transaction_read_only = on"):
        subprocess.run([psql, postgres.url, "-qc", statement], check=True, capture_output=True)
    place = folder / f"postgres-{identifier()}"
    for url, word in (
        (postgres.url.replace("parlance@", "poor@"), "make tables"),
        (postgres.url.replace("parlance@", "reader@"), "cannot be written"),
        (postgres.url.removesuffix("/postgres") + "/nowhere", "refuses the user"),
        (f"postgres://parlance@127.0.0.1:{free_port()}/postgres", "does not answer"),
    ):
        assert_told(place, word, PARLANCE_DATABASE_URL=url)
