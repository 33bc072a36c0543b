import assert from 'node:assert/strict';
import { Browser, Page } from './copyPlace';
import { rest } from './cryptography';
import { Draw } from './random';
import { ModelServer } from './server';
import { settle, Window } from './windows';

/** A browser with a server; each window in it is a page of its own. */
export class House {
  readonly server = new ModelServer();
  readonly browser = new Browser();
  private readonly draw = new Draw(7);
  private readonly pages = new Map<Window, Page>();
  private count = 0;

  /** Loads a page; a `slow` one has what it keeps only when it is moved. */
  async open(slow = false): Promise<Window> {
    const page = this.browser.page();
    page.slow = slow;
    const window = new Window(`p${(this.count += 1)}`, this.server, this.draw, page);
    this.pages.set(window, page);
    window.client.start();
    await rest();
    return window;
  }

  page(window: Window): Page {
    const page = this.pages.get(window);
    assert(page !== undefined, 'the window is of another house');
    return page;
  }

  settle(...windows: Window[]): void {
    settle(this.server, windows);
  }

  /** Lets everything be written that waits to be. */
  async write(...windows: Window[]): Promise<void> {
    for (const window of windows) window.world.pass(2_000);
    await rest();
  }

  /** Lets the shelf and the cryptography of a slow page do everything. */
  async move(window: Window): Promise<void> {
    const page = this.page(window);
    do await rest();
    while (page.moveShelf() || page.moveCrypto(() => 0));
  }

  /** The page ends without a word. */
  crash(window: Window): void {
    this.browser.end(this.page(window));
    window.client.stop();
    window.world.wire?.cut();
  }
}

/** A page with a copy of a chat of one question and its answer. */
export async function kept(house: House): Promise<{ readonly window: Window; readonly chat: string; readonly message: string }> {
  const window = await house.open();
  const { chat, message } = window.client.send({ chat: null, text: 'How long is the Elbe?' });
  window.client.openChat(chat);
  house.settle(window);
  assert.equal(await window.client.offline.enable(), true);
  await house.write(window);
  return { window, chat, message };
}
