"""The page: folders, tags, the archive, many chats at once, and what waits for the server."""

import re

import pytest
from playwright.sync_api import Locator, expect
from support.accessibility import assert_contrast, assert_fits, assert_named
from support.browser import Window, finished
from support.device import Device
from support.identifiers import identifier
from support.secrecy import say

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def chats(device: Device) -> dict[str, str]:
    """Three chats that hold drafts, by name: the quickest chats there are."""
    made = {name: identifier() for name in ("Alder", "Birch", "Cedar")}
    for name, chat in made.items():
        device.do("draft.set", chat=chat, text=f"{name} of this test", base=0)
    return made


@pytest.fixture(autouse=True)
def emptied(device: Device):
    """Each test begins without the chats and folders of the others."""
    device.catch_up()
    for folder in [*device.folders]:
        device.do("folder.delete", folder=folder)
    for chat, row in [*device.chats.items()]:
        if not row["running"]:
            device.do("chat.set", chat=chat, deleted=True)


def folder(window: Window, name: str) -> Locator:
    return window.page.get_by_role("button", name=re.compile(f"^Folder {name}, "))


def folders(window: Window) -> list[str]:
    return [each.get_attribute("title") for each in window.page.get_by_role("button", name=re.compile("^Folder .*, ")).all()]


def write_name(window: Window, name: str) -> None:
    field = window.page.get_by_role("textbox", name="Folder name")
    expect(field).to_be_focused()
    field.fill(name)
    field.press("Enter")


def make(window: Window, name: str) -> None:
    window.page.get_by_role("button", name="New folder", exact=True).click()
    write_name(window, name)
    expect(folder(window, name)).to_be_focused()


def drag(window: Window, source: Locator, target: Locator, part: float = 0.5) -> None:
    source.scroll_into_view_if_needed()
    start, end = source.bounding_box(), target.bounding_box()
    mouse = window.page.mouse
    mouse.move(start["x"] + 60, start["y"] + start["height"] / 2)
    mouse.down()
    mouse.move(start["x"] + 70, start["y"] + start["height"] / 2 + 8, steps=2)
    mouse.move(end["x"] + 60, end["y"] + end["height"] * part, steps=4)
    mouse.up()


def test_folders_are_made_nested_renamed_and_removed(window, windows, chats):
    other: Window = windows()
    make(window, "Wood")
    window.press("F2")
    write_name(window, "Forest")
    expect(folder(other, "Forest")).to_be_visible()
    folder(window, "Forest").hover()
    window.page.get_by_role("button", name="Actions for folder Forest").click()
    window.page.get_by_role("menuitem", name="New folder inside").click()
    write_name(window, "Glade")
    drag(window, window.chat("Alder"), folder(window, "Glade"))
    expect(folder(other, "Forest")).to_be_visible()
    folder(other, "Forest").click()
    expect(folder(other, "Glade")).to_have_accessible_name("Folder Glade, 1 chat")
    folder(window, "Forest").focus()
    window.press("Delete")
    expect(folder(other, "Forest")).to_have_count(0)
    # What was in it has moved up.
    expect(folder(other, "Glade")).to_have_accessible_name("Folder Glade, 1 chat")
    window.page.get_by_role("button", name="Undo").last.click()
    folder(window, "Forest").click()
    expect(folder(window, "Glade")).to_have_accessible_name("Folder Glade, 1 chat")


def test_folders_are_ordered_by_hand_and_by_keyboard(window, windows):
    other: Window = windows()
    for name in ("One", "Two", "Three"):
        make(window, name)
    drag(window, folder(window, "Three"), folder(window, "One"), 0.1)
    expect(window.page.get_by_role("button", name=re.compile("^Folder .*, ")).first).to_have_accessible_name("Folder Three, 0 chats")
    assert folders(window) == ["Three", "One", "Two"]
    folder(window, "Three").focus()
    window.press("Alt+ArrowDown")
    expect(window.page.get_by_text("Place 2 of 3")).to_be_attached()
    expect(folder(window, "Three")).to_be_focused()
    assert folders(window) == ["One", "Three", "Two"]
    expect(other.page.get_by_role("button", name=re.compile("^Folder .*, ")).nth(1)).to_have_accessible_name("Folder Three, 0 chats")
    # A folder does not go into what is in it.
    drag(window, folder(window, "Two"), folder(window, "Three"))
    # Who rests on a folder while dragging has it opened.
    if folder(window, "Three").get_attribute("aria-expanded") == "false":
        folder(window, "Three").click()
    expect(folder(window, "Two")).to_be_visible()
    drag(window, folder(window, "Three"), folder(window, "Two"))
    assert folders(window) == ["One", "Three", "Two"]


def test_chats_are_moved_and_ordered_in_a_folder(window, chats):
    make(window, "Trees")
    for name in chats:
        window.chat(name).focus()
        window.press("m")
        window.page.get_by_role("combobox", name="Folder to move to").fill("trees")
        window.press("Enter")
    folder(window, "Trees").click()
    expect(window.chats).to_have_count(3)
    first = window.chats.first.inner_text()
    window.chats.nth(2).focus()
    window.press("Alt+ArrowUp")
    window.press("Alt+ArrowUp")
    expect(window.chats.nth(1)).to_contain_text(first.split()[1])
    drag(window, window.chat("Alder"), window.page.get_by_text("Folders", exact=True))
    expect(folder(window, "Trees")).to_have_accessible_name("Folder Trees, 2 chats")
    window.page.get_by_role("button", name="Undo").last.click()
    expect(folder(window, "Trees")).to_have_accessible_name("Folder Trees, 3 chats")


def test_many_chats_at_once_and_one_undo(window, windows, chats):
    other: Window = windows()
    expect(window.chats).to_have_count(3)
    window.chat("Alder").click(modifiers=["ControlOrMeta"])
    window.page.get_by_role("checkbox").first.click(modifiers=["Shift"])
    chosen = window.page.get_by_role("checkbox", checked=True)
    assert chosen.count() >= 2
    window.page.get_by_role("button", name="Select all").click()
    expect(chosen).to_have_count(3)
    expect(window.page.get_by_text("3 chats selected")).to_be_visible()
    assert_named(window.page)
    assert_contrast(window.page)
    tools = window.page.get_by_role("toolbar", name="Selected chats")
    tools.get_by_role("button", name="Archive").click()
    expect(other.chats).to_have_count(0)
    other.page.get_by_role("button", name=re.compile("^Archive")).click()
    expect(other.chats).to_have_count(3)
    window.page.get_by_role("button", name="Undo").click()
    expect(window.chats).to_have_count(3)
    expect(other.chats).to_have_count(0)
    window.press("Alt+s")
    expect(window.page.get_by_role("checkbox").first).to_be_focused()
    window.press("Escape")
    expect(window.page.get_by_role("checkbox")).to_have_count(0)


def test_opened_folder_stays_under_the_pointer(windows, device):
    """Also when what it holds pushes the shown chat out of sight."""
    inside = identifier()
    device.do("folder.set", folder=inside, name="Deep", parent=None, position="a")
    for number in range(40):
        chat = identifier()
        device.do("draft.set", chat=chat, text=f"Pine {number}", base=0)
        device.do("chat.set", chat=chat, folder=inside)
    shown = identifier()
    device.do("draft.set", chat=shown, text="Shown all the time", base=0)
    window: Window = windows(f"/c/{shown}")
    expect(window.chat("Shown all the time")).to_be_visible()
    before = folder(window, "Deep").bounding_box()["y"]
    folder(window, "Deep").click()
    expect(window.chat("Pine 39")).to_be_visible()
    expect(window.chat("Shown all the time")).not_to_be_in_viewport()
    assert folder(window, "Deep").bounding_box()["y"] == before


def test_list_stands_still_while_chats_arrive_above(windows, device):
    for number in range(60):
        device.do("draft.set", chat=identifier(), text=f"Spruce {number:02}", base=0)
    window: Window = windows()
    rows = window.page.get_by_role("list", name="Chats", exact=True)
    # The newest comes last.
    expect(window.chat("Spruce 59")).to_be_visible()
    height = rows.bounding_box()["height"]
    seen = window.chat("Spruce 20")
    rows.hover()
    window.page.mouse.wheel(0, 1000)
    expect(seen).to_be_in_viewport()
    before = seen.bounding_box()
    for number in range(3):
        device.do("draft.set", chat=identifier(), text=f"Larch {number}", base=0)
    row_height = before["height"]
    expect(rows).to_have_css("height", f"{height + 3 * row_height:g}px")
    assert seen.bounding_box() == before


def test_being_written_and_unread_differ_without_motion_and_in_words(windows, device, standin):
    gate = standin.gate(say("Still being written"))
    device.ask(say("Still being written"), "gated")
    gate.wait_asked()
    read = device.ask(say("Written, and not read"), "words-20")
    device.ended(read.reply)
    window: Window = windows(reduced_motion="reduce")
    written, unread = window.chat("Still being written"), window.chat("Written, and not read")
    expect(written).to_contain_text("answering")
    expect(unread).to_contain_text("new answer")
    fill = "(mark) => getComputedStyle(mark).backgroundColor"
    ring, disc = written.get_by_title("Being written").evaluate(fill), unread.get_by_title("New answer").evaluate(fill)
    gate.finish()
    assert ring == "rgba(0, 0, 0, 0)" != disc


def test_archive_has_a_way_back(window, chats):
    window.chat("Alder").click(button="right")
    window.page.get_by_role("menuitem", name="Archive", exact=True).click()
    window.page.get_by_role("button", name=re.compile("^Archive")).click()
    expect(window.chat("Alder")).to_be_visible()
    expect(window.chat("Birch")).to_have_count(0)
    window.page.get_by_role("button", name="Back to all chats").click()
    expect(window.chat("Birch")).to_be_visible()
    expect(window.chat("Alder")).to_have_count(0)


def test_menu_of_a_row_by_its_key_and_by_the_other_button(window, chats):
    make(window, "Grove")
    window.press("Shift+F10")
    menu = window.page.get_by_role("menu", name="Actions for folder Grove")
    expect(menu.get_by_role("menuitem", name="New folder inside")).to_be_focused()
    # Letters go to what begins with them.
    window.press("d")
    expect(menu.get_by_role("menuitem", name="Delete folder")).to_be_focused()
    window.press("Home")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    window.press("Escape")
    expect(folder(window, "Grove")).to_be_focused()
    window.chat("Birch").click(button="right")
    window.page.get_by_role("menuitem", name="Pin", exact=True).click()
    expect(window.chats.first).to_contain_text("Birch")


def test_chats_are_selected_by_keyboard_alone(window, chats):
    expect(window.chats).to_have_count(3)
    window.chats.first.focus()
    for _ in chats:
        window.press("x")
        expect(window.page.get_by_role("checkbox", checked=True).and_(window.page.locator(":focus"))).to_have_count(1)
        window.press("ArrowDown")
    expect(window.page.get_by_text("3 chats selected")).to_be_visible()
    window.press("Escape")
    expect(window.page.get_by_role("checkbox")).to_have_count(0)
    expect(window.page.locator("nav a:focus")).to_have_count(1)


def test_tags_are_put_on_found_by_and_taken_off(window, windows, chats):
    other: Window = windows()
    window.chat("Birch").hover()
    window.page.get_by_role("button", name="Actions for New chat").nth(1).click()
    window.page.get_by_role("menuitem", name="Tags…").click()
    dialog = window.page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="New tag").fill("#bark")
    window.press("Enter")
    expect(dialog.get_by_role("button", name="Remove bark")).to_be_visible()
    assert_named(window.page)
    window.press("Escape")
    filters = other.page.get_by_role("group", name="Tags", exact=True)
    filters.get_by_role("button", name="bark 1").click()
    expect(other.chats).to_have_count(1)
    other.chats.first.click()
    other.page.get_by_role("group", name="Tags of this chat").get_by_role("button", name="Remove bark").click()
    expect(other.chats).to_have_count(0)
    expect(window.page.get_by_role("group", name="Tags", exact=True)).to_have_count(0)


def test_answer_that_nobody_saw_is_told_of(window, device):
    finished(window.ask(say("Shown meanwhile"), "words-20"))
    asked = device.ask(say("Asked elsewhere"), "words-20")
    device.ended(asked.reply)
    expect(window.page.get_by_role("button", name="1 unread chat: open the next")).to_be_visible()
    expect(window.page).to_have_title("(1) Parlance")
    expect(window.chat("Asked elsewhere")).to_contain_text("new answer")
    window.page.get_by_role("button", name="Open", exact=True).click()
    expect(window.questions.first).to_contain_text("Asked elsewhere")
    expect(window.page).to_have_title("Parlance")
    device.until(lambda: not device.chats[asked.chat]["unread"], what="the chat to be read")


def test_what_waits_is_marked_and_goes_through_once(programs, own_standin, windows):
    program = programs.make(own_standin).start()
    with Device(program.port).connect() as device:
        device.until(lambda: device.catalogue["models"])
    window: Window = windows(url=program.url)
    finished(window.ask(say("Before the night"), "echo"))
    make(window, "Night")
    expect(folder(window, "Night").get_by_title(re.compile("^(Queued|Being sent)"))).to_have_count(0)
    program.kill()
    window.act("Before the night", "Pin")
    drag(window, window.chat("Before the night"), folder(window, "Night"))
    make(window, "Dreams")
    expect(folder(window, "Dreams").get_by_title(re.compile("^Queued"))).to_be_visible(timeout=30_000)
    expect(window.page.get_by_text(re.compile("changes wait to be sent"))).to_be_visible(timeout=30_000)
    window.page.get_by_role("button", name="Show", exact=True).click()
    waiting = window.page.get_by_role("dialog", name="Not at the server").get_by_role("list", name="What waits").get_by_role("listitem")
    expect(waiting).to_have_text(
        [re.compile(f"^{words}.*queued$") for words in ("Pin “Before the night", "Move to a folder: “Before the night", "Make the folder “", "Rename the folder to “Dreams”")]
    )
    window.press("Escape")
    program.start()
    expect(window.page.get_by_title(re.compile("^(Queued|Being sent)"))).to_have_count(0, timeout=45_000)
    window.until_nothing_would_be_lost()
    with Device(program.port).connect() as device:
        assert sorted(row["name"] for row in device.folders.values()) == ["Dreams", "Night"]
        (row,) = device.chats.values()
        assert row["pinned"] and device.folders[row["folder"]]["name"] == "Night"


def test_folders_by_finger(windows, chats, device):
    device.do("folder.set", folder=identifier(), name="Pocket", parent=None, position="a")
    window: Window = windows(viewport=PHONE, has_touch=True, is_mobile=True)
    window.page.get_by_role("button", name="Show the sidebar").click()
    box = window.chat("Cedar").bounding_box()
    session = window.context.new_cdp_session(window.page)
    touch = {"x": box["x"] + 60, "y": box["y"] + box["height"] / 2}
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [touch]})
    menu = window.page.get_by_role("menu")
    expect(menu).to_be_visible()
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    menu.get_by_role("menuitem", name="Move to…").click()
    window.page.get_by_role("option", name="Pocket").click()
    expect(folder(window, "Pocket")).to_have_accessible_name("Folder Pocket, 1 chat")
    assert_fits(window.page)
