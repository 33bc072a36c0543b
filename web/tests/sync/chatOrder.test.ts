import assert from 'node:assert/strict';
import test from 'node:test';
import { ChatOrder, ChatPlace, comparePlaces } from '../../src/sync/chatOrder';
import { id } from '../support/rows';
import { Draw, seedFor } from '../support/random';

test('a list that is kept in order is the list sorted', () => {
  const draw = new Draw(seedFor(11));
  const model = new Map<string, ChatPlace>();
  let order = ChatOrder.start();
  for (let turn = 0; turn < 6000; turn++) {
    const chat = id('c', draw.below(900));
    if (draw.chance(0.25)) {
      model.delete(chat);
      order = order.without(chat);
    } else {
      const place = { id: chat, pinned: draw.chance(0.1), updated: draw.below(500), position: null };
      model.set(chat, place);
      order = order.with(place);
    }
    if (turn % 500 === 499) check(order, model);
  }
});

function check(order: ChatOrder, model: ReadonlyMap<string, ChatPlace>): void {
  const sorted = [...model.values()].sort(comparePlaces).map((place) => place.id);
  assert.deepEqual([...order.slice(0, order.length)], sorted);
  assert.equal(order.length, sorted.length);
  sorted.forEach((chat, index) => assert.equal(order.indexOf(chat), index));
  assert.equal(order.at(sorted.length), undefined);
  assert.equal(order.at(-1), undefined);
}

test('pinned chats come first, then the newest; equals keep one order', () => {
  let order = ChatOrder.start();
  for (const place of [
    { id: 'old', pinned: false, updated: 1, position: null },
    { id: 'new', pinned: false, updated: 9, position: null },
    { id: 'pinned', pinned: true, updated: 0, position: null },
    { id: 'also new', pinned: false, updated: 9, position: null },
  ]) {
    order = order.with(place);
  }
  assert.deepEqual([...order.slice(0, 9)], ['pinned', 'new', 'also new', 'old']);
});

test('a list that somebody holds does not change under them, and a chat that stays in its place makes no other list', () => {
  const one = ChatOrder.start().with({ id: 'a', pinned: false, updated: 1, position: null });
  const two = one.with({ id: 'b', pinned: false, updated: 2, position: null });
  assert.deepEqual([...one.slice(0, 9)], ['a']);
  assert.deepEqual([...two.slice(0, 9)], ['b', 'a']);
  assert.equal(two.with({ id: 'b', pinned: false, updated: 2, position: null }), two);
  assert.equal(two.without('c'), two);
});
