"""The page: another provider is added in the settings, its models are chosen, its key is never shown again."""

import re

import pytest
from playwright.sync_api import expect
from support.accessibility import assert_fits
from support.browser import finished
from support.secrecy import KEY, say


@pytest.fixture
def another(own_standin):
    own_standin.models = ["albatross-1"]
    return own_standin


@pytest.fixture
def settings(window):
    window.press("Control+,")
    return window.page.get_by_role("dialog", name="Settings")


def fill(settings, name: str, address: str, key: str = "") -> None:
    settings.get_by_role("button", name="Add a provider").click()
    settings.get_by_label("Name").fill(name)
    settings.get_by_label("Address").fill(address)
    settings.get_by_label("Key", exact=True).fill(key)
    settings.get_by_role("button", name="Add", exact=True).click()


def added(settings, name: str, address: str, key: str = "") -> None:
    """The form goes when the server has answered; the provider may be shown before."""
    fill(settings, name, address, key)
    expect(settings.get_by_role("region", name="New provider")).to_have_count(0)


def test_provider_is_added_used_and_removed(window, windows, settings, another):
    added(settings, "Workshop", another.base_url, KEY)
    card = settings.get_by_role("region", name="Workshop")
    expect(card).to_contain_text("1 model")
    assert KEY not in window.page.content()
    window.press("Escape")
    row = finished(window.ask(say("Through the workshop"), "albatross-1"))
    expect(row).to_contain_text("albatross-1")
    assert another.asked[-1].authorisation == f"Bearer {KEY}"
    other = windows()
    other.press("Control+,")
    shown = other.page.get_by_role("dialog", name="Settings").get_by_role("region", name="Workshop")
    expect(shown).to_be_visible()
    window.press("Control+,")
    card.get_by_role("button", name="Remove Workshop").click()
    window.page.get_by_role("dialog", name="Remove this provider?").get_by_role("button", name="Remove").click()
    for each in (card, shown):
        expect(each).to_have_count(0)


def test_wrong_key_is_told_and_mended(settings, another):
    added(settings, "Locked", another.base_url, "sk-not-this-one")
    card = settings.get_by_role("region", name="Locked")
    expect(card).to_contain_text("The provider does not accept the key.")
    card.get_by_role("button", name="Edit Locked").click()
    # What is stored is not sent to the page.
    expect(settings.get_by_label("Key", exact=True)).to_have_value("")
    settings.get_by_label("Key", exact=True).fill(KEY)
    settings.get_by_role("button", name="Save").click()
    expect(card).to_contain_text("1 model")


def test_refused_address_is_told_beside_its_field(window, settings):
    fill(settings, "Nowhere", "no address at all")
    address = settings.get_by_label("Address")
    expect(address).to_have_attribute("aria-invalid", "true")
    expect(address).to_have_accessible_description(re.compile("A whole address is needed, such as http"))
    assert_fits(window.page)


def test_what_enter_does_is_chosen_and_kept(window, settings):
    settings.get_by_role("tab", name="Appearance").click()
    settings.get_by_role("checkbox", name="Enter sends the message").uncheck()
    window.page.reload()
    window.composer.fill("One line")
    window.composer.press("Enter")
    expect(window.composer).to_have_value("One line\n")
    window.composer.press("Control+Enter")
    expect(window.questions.first).to_contain_text("One line")


def test_without_a_model_the_page_leads_to_a_provider(programs, windows):
    window = windows(url=programs.make().start().url)
    window.page.get_by_role("button", name="Add a provider").click()
    expect(window.page.get_by_role("dialog", name="Settings").get_by_role("button", name="Add a provider")).to_be_visible()
    window.press("Escape")
    window.composer.fill(say("Is anyone there?"))
    window.composer.press("Enter")
    expect(window.answers.first).to_contain_text("No model is set up")
    window.answers.first.get_by_role("button", name="Settings").click()
    expect(window.page.get_by_role("dialog", name="Settings")).to_be_visible()


def test_theme_is_chosen_and_kept(window, settings):
    settings.get_by_role("tab", name="Appearance").click()
    settings.get_by_role("radio", name="Dark").check(force=True)
    background = "getComputedStyle(document.documentElement).backgroundColor"
    dark = window.page.evaluate(background)
    window.page.reload()
    expect(window.composer).to_be_visible()
    assert window.page.evaluate(background) == dark
