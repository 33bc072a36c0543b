import assert from 'node:assert/strict';
import test from 'node:test';
import type { Id } from '../../src/contract';
import { Draw, playSeeds } from '../support/random';
import { ModelServer } from '../support/server';
import { settle, Window } from '../support/windows';

const chat: Id = 'chat-000001';

/** Several windows in which somebody types in the same chat, moved one drawn step at a time. */
class Play {
  readonly server = new ModelServer();
  readonly windows: readonly Window[];
  /** Every word that was typed, each another one. */
  private readonly typed = new Set<string>();
  /** Words that a person deleted, or put away in a choice. */
  private readonly away = new Set<string>();

  /** @param faults how often something goes wrong at the server. */
  constructor(private readonly draw: Draw, count: number, faults: number) {
    this.server.fails = () => draw.chance(faults);
    this.windows = Array.from({ length: count }, (_, n) => new Window(String.fromCharCode(97 + n), this.server, draw));
    this.server.words = ['Yes.'];
    for (const { client } of this.windows) client.start();
  }

  step(): void {
    const { draw, server } = this;
    for (const window of this.windows) window.move(draw.next());
    const window = draw.pick(this.windows);
    const turn = draw.next();
    if (window === undefined) return;
    if (turn < 0.3) server.pump();
    else if (turn < 0.6) this.type(window);
    else if (turn < 0.8) window.world.passToNextTimer();
    else if (turn < 0.86) window.client.drafts.flush(chat);
    else if (turn < 0.91) this.choose(window);
    else if (turn < 0.93) this.send(window);
    else if (turn < 0.935) this.clear(window);
    else if (turn < 0.95) window.world.hide();
    const [run] = server.runs.keys();
    if (run !== undefined && draw.chance(0.3)) server.advance(run);
  }

  /** At the end no word is lost: it is in the draft, beside it, in a message, or a person took it away. */
  check(): void {
    this.server.fails = () => false;
    settle(this.server, this.windows);
    const row = this.server.drafts.get(chat);
    const texts = [row?.text ?? '', ...(row?.others ?? []).map((piece) => piece.text), ...[...this.server.messages.values()].map((message) => message.text)];
    for (const window of this.windows) for (const { op } of window.client.get('outbox').refused) texts.push(op.op === 'message.send' ? op.text : '');
    const kept = new Set(texts.flatMap(words));
    for (const word of this.typed) assert(kept.has(word) || this.away.has(word), `rule 19: ${word} is lost`);
    for (const window of this.windows) this.checkWindow(window);
    for (const [mutation, times] of this.server.carriedOut) assert.equal(times, 1, `rule 8: ${mutation} was carried out ${times} times`);
  }

  private checkWindow({ client, world }: Window): void {
    const row = this.server.drafts.get(chat);
    const view = client.get(`draft:${chat}`);
    const mine = row?.others.find((piece) => piece.device === world.device);
    assert.equal(view.state, 'saved');
    assert.equal(view.text, mine?.text ?? row?.text ?? '');
    const seen = new Set([view.text, view.conflict?.current ?? '', ...(view.conflict?.others ?? []).map((piece) => piece.text)]);
    for (const text of [row?.text ?? '', ...(row?.others ?? []).map((piece) => piece.text)]) {
      assert(seen.has(text) || text === '', `rule 19: ${world.device} is not shown ${JSON.stringify(text)}`);
    }
  }

  private type({ client, name }: Window): void {
    const word = `${name}${this.typed.size}`;
    this.typed.add(word);
    client.drafts.edit(chat, `${client.get(`draft:${chat}`).text}${word} `);
  }

  private choose({ client }: Window): void {
    const { conflict } = client.get(`draft:${chat}`);
    if (conflict === null) return;
    const texts = [conflict.mine, conflict.current ?? '', ...conflict.others.map((piece) => piece.text)];
    const turn = this.draw.below(3);
    if (turn === 0) client.drafts.keepMine(chat);
    else if (turn === 1) client.drafts.keepBoth(chat);
    else client.drafts.take(chat, conflict.current ?? conflict.others[0]?.text ?? '');
    if (turn === 1) return;
    const stays = new Set(words(client.get(`draft:${chat}`).text));
    for (const word of texts.flatMap(words)) if (!stays.has(word)) this.away.add(word);
  }

  private send({ client }: Window): void {
    const { text } = client.get(`draft:${chat}`);
    if (text === '') return;
    client.send({ chat, text, draft: true, parent: null });
    assert.equal(client.get(`draft:${chat}`).text, '', 'what was sent leaves the composer');
  }

  private clear({ client }: Window): void {
    for (const word of words(client.get(`draft:${chat}`).text)) this.away.add(word);
    client.drafts.edit(chat, '');
  }
}

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

for (const [windows, rounds, faults] of [[2, 80, 0], [3, 60, 0], [2, 60, 0.1]] as const) {
  const more = faults > 0 ? ', also at a server that cannot always do what it is asked' : '';
  test(`rules 19 and 20: ${windows} windows type, choose, send and lose their networks, and no word is lost${more}`, async (context) => {
    await playSeeds(context, rounds, (seed) => {
      const game = new Play(new Draw(seed), windows, faults);
      for (let i = 0; i < 40 + (seed % 5) * 60; i++) game.step();
      game.check();
    });
  });
}
