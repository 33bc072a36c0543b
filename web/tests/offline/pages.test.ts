import assert from 'node:assert/strict';
import test from 'node:test';
import type { Id } from '../../src/contract';
import { Browser, Page } from '../support/copyPlace';
import { plainSubtle, rest } from '../support/cryptography';
import { Draw, playSeeds } from '../support/random';
import { ModelServer } from '../support/server';
import { settle, Window } from '../support/windows';

const chat: Id = 'chat-000001';
const steps = 150;

/** A page, its way to what all pages of the browser share, and the words in it that may go with it. */
interface Tab {
  readonly window: Window;
  readonly page: Page;
  readonly unsafe: Set<string>;
}

/** Several pages of one browser in which somebody writes and sends, while they end without a word and others take over what they leave. */
class Play {
  private readonly server = new ModelServer();
  private readonly browser = new Browser(plainSubtle);
  private tabs: Tab[] = [];
  /** Words that a page once had and would have let itself be closed with: each another one. */
  private readonly safe = new Set<string>();
  private opened = 0;
  private typed = 0;

  /** @param faults how often something goes wrong at the server. */
  constructor(private readonly draw: Draw, faults = 0) {
    this.server.words = ['Yes.'];
    // A message that is refused for good is in its page and in the copy alone, which may be full.
    this.server.fails = (fault) => fault !== 'quota' && draw.chance(faults);
    this.browser.on = true;
  }

  async run(): Promise<void> {
    for (let i = 0; i < steps; i++) {
      if (this.tabs.length === 0) this.open();
      this.step();
      await rest();
      for (const tab of this.tabs) if (!tab.window.client.hasUnsent()) this.keepWords(tab);
    }
    await this.end();
    this.check();
  }

  private open(): void {
    const page = this.browser.page();
    page.slow = true;
    const window = new Window(`${String.fromCharCode(97 + (this.opened % 26))}${(this.opened += 1)}`, this.server, this.draw, page);
    this.tabs.push({ window, page, unsafe: new Set() });
    window.client.start();
  }

  private step(): void {
    const { draw, server, browser } = this;
    for (const { window, page } of this.tabs) {
      window.move(draw.next());
      if (draw.chance(0.7)) page.moveShelf();
      if (draw.chance(0.7)) page.moveCrypto((count) => draw.below(count));
    }
    const [run] = server.runs.keys();
    if (run !== undefined && draw.chance(0.3)) server.advance(run);
    if (draw.chance(0.3)) server.pump();
    if (draw.chance(0.03)) browser.full = !browser.full;
    const tab = draw.pick(this.tabs);
    const turn = draw.next();
    if (tab === undefined) return;
    if (turn < 0.3) this.type(tab);
    else if (turn < 0.5) tab.window.world.pass(120);
    else if (turn < 0.58) tab.window.world.passToNextTimer();
    else if (turn < 0.66) tab.window.client.drafts.flush(chat);
    else if (turn < 0.74) this.send(tab);
    else if (turn < 0.77) tab.window.client.drafts.keepBoth(chat);
    else if (turn < 0.82) tab.window.world.wake();
    else if (turn < 0.88) tab.window.world.hide();
    else if (turn < 0.94) this.crash(tab);
    else if (this.tabs.length < 3) this.open();
  }

  private type({ window: { client, name }, unsafe }: Tab): void {
    const word = `${name}-${(this.typed += 1)}`;
    unsafe.add(word);
    client.drafts.edit(chat, `${client.get(`draft:${chat}`).text}${word} `);
  }

  private send({ window: { client } }: Tab): void {
    const { text } = client.get(`draft:${chat}`);
    if (text.trim() !== '') client.send({ chat, text, draft: true, parent: null });
  }

  private keepWords({ unsafe }: Tab): void {
    for (const word of unsafe) this.safe.add(word);
    unsafe.clear();
  }

  private crash(tab: Tab): void {
    if (this.draw.chance(0.5)) tab.window.world.hide();
    this.browser.end(tab.page);
    tab.window.client.stop();
    tab.window.world.wire?.cut();
    this.tabs = this.tabs.filter((other) => other !== tab);
  }

  /** Nothing fails any more, and everything comes to rest. */
  private async end(): Promise<void> {
    this.browser.full = false;
    this.server.fails = () => false;
    if (this.tabs.length === 0) this.open();
    for (let round = 0; round < 4; round++) {
      for (const { window } of this.tabs) {
        window.world.wake();
        window.world.pass(11_000);
      }
      await this.restAll();
      settle(this.server, this.tabs.map(({ window }) => window));
    }
    await this.restAll();
  }

  private async restAll(): Promise<void> {
    for (let moved = true; moved; await rest()) {
      moved = this.tabs.map(({ page }) => page.moveShelf() || page.moveCrypto(() => 0)).some(Boolean);
    }
  }

  /** What was safe is in the draft, beside it, in a message, or refused and still here. */
  private check(): void {
    const row = this.server.drafts.get(chat);
    const texts = [row?.text ?? '', ...(row?.others ?? []).map((piece) => piece.text), ...[...this.server.messages.values()].map((message) => message.text)];
    for (const { window } of this.tabs) {
      for (const { op } of window.client.get('outbox').refused) texts.push(op.op === 'message.send' ? op.text : '');
      assert.equal(window.client.get('outbox').waiting, 0);
    }
    const kept = new Set(texts.flatMap((text) => text.split(/\s+/)));
    assert.deepEqual([...this.safe].filter((word) => !kept.has(word)), [], 'words are lost');
    for (const [mutation, times] of this.server.carriedOut) assert.equal(times, 1, `rule 8: ${mutation} was carried out ${times} times`);
    assert.deepEqual(this.browser.names('outbox'), [], 'what nobody needs any more lies about');
  }
}

test('A1: pages of one browser end at any moment, others take over, and no word that was safe is lost', async (context) => {
  await playSeeds(context, 50, (seed) => new Play(new Draw(seed)).run());
});

test('A1: the same holds when the server cannot always do what it is asked', async (context) => {
  await playSeeds(context, 50, (seed) => new Play(new Draw(seed), 0.1).run());
});
