"""A bit flips in the database: what it was in cannot be read any more, says so, and costs nothing else."""

import sqlite3

from playwright.sync_api import expect
from support.device import Device
from support.frames import is_damaged
from support.identifiers import identifier
from support.program import Program
from support.secrecy import say


def flip(server: Program, table: str, column: str, key: str, row: str) -> None:
    with sqlite3.connect(server.data / "parlance.sqlite", timeout=10) as database:
        (envelope,) = database.execute(f"SELECT {column} FROM {table} WHERE {key} = ?", (row,)).fetchone()
        changed = envelope[:-1] + bytes([envelope[-1] ^ 1])
        database.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (changed, row))
    database.close()


def test_what_is_damaged_says_so_and_hides_nothing_else(server, api, device, devices, windows):
    whole = device.ask(say("A whole chat"), "echo")
    asked = device.ask(say("A chat with damage"), "echo")
    for each in (whole, asked):
        device.ended(each.reply)
    folder, noted = identifier(), identifier()
    device.do("folder.set", folder=folder, name=say("A folder"))
    device.do("draft.set", chat=noted, text=say("A draft"), base=0)
    server.stop()
    flip(server, "messages", "text", "id", asked.message)
    flip(server, "chats", "title", "id", asked.chat)
    flip(server, "folders", "name", "id", folder)
    flip(server, "drafts", "content", "chat_id", noted)
    server.start()

    fresh: Device = devices()
    assert is_damaged(fresh.chats[asked.chat]) and fresh.chats[asked.chat]["title"] == ""
    assert not is_damaged(fresh.chats[whole.chat]) and fresh.chats[whole.chat]["title"] != ""
    assert is_damaged(fresh.folders[folder]) and is_damaged(fresh.drafts[noted])
    history = api.get(f"/chat/history?chat_id={asked.chat}").json
    assert [is_damaged(message) for message in history["messages"]] == [True, False]

    window = windows(f"/c/{asked.chat}")
    damaged = "This message is damaged and cannot be read."
    expect(window.questions.filter(has_text=damaged)).to_have_count(1)
    expect(window.answers).to_have_count(1)
    expect(window.answers.filter(has_text=damaged)).to_have_count(0)
    expect(window.chat("Title cannot be read")).to_be_visible()
    expect(window.page.get_by_role("button", name="Folder Name cannot be read, 0 chats")).to_be_visible()
    window.open(f"/c/{noted}")
    expect(window.page.get_by_role("alert").filter(has_text="The draft of this chat is damaged")).to_be_visible()
    window.composer.fill("Again")
    expect(window.page.get_by_role("alert").filter(has_text="The draft of this chat is damaged")).to_have_count(0)

    lines = [line for line in server.log_text.splitlines() if "row_damaged" in line]
    for row in (asked.message, asked.chat, folder, noted):
        assert len([line for line in lines if row in line]) == 1, lines
