import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chatIn, pathOf } from '../../src/features/workspace/address';
import { activeTab, activate, attach, close, firstTab, keep, openChat, step, Tabs } from '../../src/features/workspace/tabs';

const chats = (tabs: Tabs): (string | null)[] => tabs.open.map((tab) => tab.chat);

test('a chat that is only looked at gives its tab to the next one', () => {
  const tabs = openChat(openChat(firstTab('1'), 'a', '2', false), 'b', '3', false);
  assert.deepEqual(chats(tabs), ['b']);
});

test('a kept tab stays, and a chat that is open is shown where it is', () => {
  let tabs = openChat(firstTab('1'), 'a', '2', false);
  tabs = keep(tabs, activeTab(tabs).key);
  tabs = openChat(tabs, 'b', '3', false);
  assert.deepEqual(chats(tabs), ['a', 'b']);
  assert.equal(activeTab(openChat(tabs, 'a', '4', false)).chat, 'a');
  assert.equal(openChat(tabs, 'a', '4', true).open.length, 2);
});

test('the first message gives a new chat its name and keeps its tab', () => {
  const tabs = attach(firstTab('1'), '1', 'a');
  assert.deepEqual(tabs.open, [{ key: '1', chat: 'a', kept: true }]);
});

test('closing shows the neighbour, and closing the last leaves a new chat', () => {
  let tabs = openChat(openChat(openChat(firstTab('1'), 'a', '2', false), 'b', '3', true), 'c', '4', true);
  tabs = activate(tabs, '3');
  tabs = close(tabs, '3', '9');
  assert.equal(activeTab(tabs).chat, 'c');
  tabs = close(close(tabs, '4', '9'), '2', '9');
  assert.deepEqual(tabs, firstTab('9'));
});

test('the tabs go round', () => {
  const tabs = openChat(openChat(firstTab('1'), 'a', '2', false), 'b', '3', true);
  assert.equal(activeTab(step(tabs, 1)).chat, 'a');
  assert.equal(activeTab(step(step(tabs, 1), -1)).chat, 'b');
});

test('an address holds an identifier of a chat, or nothing', () => {
  const chat = '01a1f733-1f60-7b69-89b8-240247c02d93';
  assert.equal(chatIn(pathOf(chat)), chat);
  for (const path of ['/', '/c/', '/c/x', `/c/${chat}/`, `/C/${chat}`, `/c/${chat.toUpperCase()}`]) assert.equal(chatIn(path), null, path);
});

test('a new chat that is still empty is used again, one with a draft is not', () => {
  const empty = openChat(openChat(firstTab('1'), 'a', '2', true), null, '3', true);
  assert.equal(openChat(empty, null, '4', true).open.length, empty.open.length);
  const drafted = keep(empty, '1');
  const next = openChat(drafted, null, '4', true);
  assert.equal(next.open.length, drafted.open.length + 1);
  assert.equal(next.active, '4');
});
