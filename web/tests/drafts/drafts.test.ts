import assert from 'node:assert/strict';
import test from 'node:test';
import type { DeviceFrame, DraftSetOp } from '../../src/contract';
import { chatRow, draftRow } from '../support/rows';
import { Stage, talk, types } from '../support/stage';

const device = 'device-000001';

function drafts(frames: readonly DeviceFrame[]): (DraftSetOp & { readonly id: string })[] {
  return frames.flatMap((frame) => (frame.type === 'mutate' && frame.op === 'draft.set' ? [frame] : []));
}

test('A1: a draft is saved 400 ms after the last key, once', () => {
  const stage = talk();
  stage.client.drafts.edit('c', 'H');
  stage.world.pass(399);
  stage.client.drafts.edit('c', 'He');
  stage.world.pass(399);
  assert.deepEqual(stage.heard(), []);
  assert.equal(stage.client.get('draft:c').state, 'waiting');
  assert.equal(stage.client.hasUnsent(), true);
  stage.world.pass(1);
  const [op] = drafts(stage.heard());
  assert.deepEqual(op && { text: op.text, base: op.base }, { text: 'He', base: 0 });
  assert.equal(stage.client.get('draft:c').state, 'sending');
  stage.world.pass(5_000);
  assert.deepEqual(drafts(stage.heard()), []);
});

test('who never pauses is saved all the same', () => {
  const stage = talk();
  for (let n = 1; n <= 60; n++) {
    stage.client.drafts.edit('c', 'x'.repeat(n));
    stage.world.pass(100);
  }
  assert.equal(drafts(stage.heard()).length, 1);
});

test('leaving the field and hiding the page save at once; the pause can be set', () => {
  const stage = talk();
  stage.client.drafts.edit('c', 'one');
  stage.client.drafts.flush('c');
  assert.equal(drafts(stage.heard())[0]?.text, 'one');
  const hidden = talk();
  hidden.client.drafts.edit('c', 'two');
  hidden.world.hide();
  assert.equal(drafts(hidden.heard())[0]?.text, 'two');
  const quick = talk();
  quick.client.drafts.pauseMs = 50;
  quick.client.drafts.edit('c', 'three');
  quick.world.pass(50);
  assert.equal(drafts(quick.heard())[0]?.text, 'three');
});

test('at most one draft of a chat is on its way; what was typed meanwhile follows', () => {
  const stage = talk();
  stage.client.drafts.edit('c', 'a');
  stage.client.drafts.flush();
  const [first] = drafts(stage.heard());
  stage.client.drafts.edit('c', 'ab');
  stage.world.pass(1_000);
  assert.deepEqual(stage.heard(), []);
  stage.changes(draftRow({ id: 'c', version: 2, text: 'a', device }));
  stage.says({ type: 'ack', id: first?.id ?? '', version: 2 });
  const [second] = drafts(stage.heard());
  assert.deepEqual(second && [second.text, second.base], ['ab', 2]);
});

test('offline a later text takes the place of the one that waits, under one identifier', () => {
  const stage = new Stage();
  const chat = stage.client.drafts.edit(null, 'a');
  stage.client.drafts.flush();
  for (const text of ['ab', 'abc']) {
    stage.client.drafts.edit(chat, text);
    stage.client.drafts.flush();
  }
  assert.equal(stage.client.get('outbox').waiting, 1);
  stage.connect();
  assert.deepEqual(drafts(stage.heard()).map((op) => op.text), ['abc']);
});

test('rule 8: a draft that may have arrived is not changed: the later text is another change', () => {
  const stage = talk();
  stage.client.drafts.edit('c', 'a');
  stage.client.drafts.flush();
  const [first] = drafts(stage.heard());
  stage.wire.cut();
  stage.client.drafts.edit('c', 'ab');
  stage.client.drafts.flush();
  stage.world.passToNextTimer();
  stage.connect();
  assert.deepEqual(drafts(stage.heard()).map((op) => [op.id, op.text]), [[first?.id, 'a']]);
  stage.changes(draftRow({ id: 'c', version: 2, text: 'a', device }));
  stage.says({ type: 'ack', id: first?.id ?? '', version: 2 });
  assert.deepEqual(drafts(stage.heard()).map((op) => op.text), ['ab']);
});

test('A1: the first draft makes its chat, under an identifier of this device; it is listed while it has words', () => {
  const stage = new Stage().connect();
  stage.heard();
  const chat = stage.client.drafts.edit(null, 'Wh');
  stage.client.openChat(chat);
  assert.deepEqual(stage.heard(), [], 'nobody asks for a chat that is not there yet');
  assert.equal(stage.client.get('chats:active').at(0), chat);
  assert.equal(stage.client.get(`branch:${chat}`).state, 'ready');
  stage.world.pass(400);
  assert.deepEqual(types(stage.heard()), ['draft.set', 'open']);
  stage.client.drafts.edit(chat, '');
  assert.equal(stage.client.get('chats:active').length, 0);
  assert.equal(stage.client.get(`chat:${chat}`)?.title, '');
});

test('A1: what another device writes shows in a composer that nobody is typing in, and not in one that somebody is', () => {
  const stage = talk();
  stage.changes(draftRow({ id: 'c', version: 2, text: 'from the laptop' }));
  assert.equal(stage.client.get('draft:c').text, 'from the laptop');
  stage.changes(draftRow({ id: 'c', version: 3, text: 'from the laptop, on' }));
  assert.equal(stage.client.get('draft:c').text, 'from the laptop, on');
  stage.client.drafts.edit('c', 'from the laptop, on the phone');
  stage.changes(draftRow({ id: 'c', version: 4, text: 'from the laptop, once more' }));
  const view = stage.client.get('draft:c');
  assert.equal(view.text, 'from the laptop, on the phone');
  assert.deepEqual(view.conflict, { mine: 'from the laptop, on the phone', current: 'from the laptop, once more', others: [] });
  stage.world.pass(400);
  assert.deepEqual(drafts(stage.heard()).map((op) => op.base), [3], 'rule 19: the base is what the text grew from');
});

test('rule 19: a person sees all versions and chooses one, or joins them', () => {
  for (const [choose, text] of [
    ['keepMine', 'mine'],
    ['take', 'theirs'],
    ['keepBoth', 'mine\n\ntheirs\n\nthird'],
  ] as const) {
    const stage = talk();
    stage.client.drafts.edit('c', 'mine');
    stage.client.drafts.flush();
    const [first] = drafts(stage.heard());
    const others = [{ device: 'x', text: 'third' }, { device, text: 'mine' }];
    stage.changes(draftRow({ id: 'c', version: 2, text: 'theirs', others }));
    stage.says({ type: 'ack', id: first?.id ?? '', version: 2 });
    assert.deepEqual(stage.client.get('draft:c').conflict, { mine: 'mine', current: 'theirs', others: [{ device: 'x', text: 'third' }] });
    if (choose === 'take') stage.client.drafts.take('c', 'theirs');
    else stage.client.drafts[choose]('c');
    assert.equal(stage.client.get('draft:c').conflict, null);
    assert.equal(stage.client.get('draft:c').text, text);
    const [op] = drafts(stage.heard());
    assert.deepEqual(op && { text: op.text, base: op.base, choose: op.choose }, { text, base: 2, choose: true });
  }
});

test('rule 19: a choice that does not know everything is no choice: what came meanwhile is shown', () => {
  const stage = talk();
  stage.client.drafts.edit('c', 'mine');
  stage.client.drafts.flush();
  const [first] = drafts(stage.heard());
  stage.changes(draftRow({ id: 'c', version: 2, text: 'theirs' }));
  stage.client.drafts.keepMine('c');
  stage.changes(draftRow({ id: 'c', version: 3, text: 'theirs', others: [{ device: 'x', text: 'unseen' }, { device, text: 'mine' }] }));
  stage.says({ type: 'ack', id: first?.id ?? '', version: 3 });
  assert.deepEqual(drafts(stage.heard()).map((op) => op.choose), [undefined]);
  assert.deepEqual(stage.client.get('draft:c').conflict?.others, [{ device: 'x', text: 'unseen' }]);
});

test('rule 20: sending names the version of the draft, empties the composer, and what is typed after it is another draft', () => {
  const stage = talk();
  stage.changes(draftRow({ id: 'c', version: 2, text: 'Hello' }));
  const sent = stage.client.send({ chat: 'c', text: 'Hello', draft: true });
  const [frame] = stage.heard();
  assert(frame?.type === 'mutate' && frame.op === 'message.send');
  assert.equal(frame.draft, 2);
  assert.equal(stage.client.get('draft:c').text, '');
  stage.client.drafts.edit('c', 'Hello');
  stage.world.pass(400);
  assert.equal(stage.client.get('draft:c').state, 'waiting', 'behind the message');
  stage.changes(draftRow({ id: 'c', version: 3, device }), chatRow({ id: 'c', version: 3, head: sent.reply }));
  stage.says({ type: 'ack', id: frame.id, version: 3 });
  assert.equal(drafts(stage.heard())[0]?.text, 'Hello', 'the same words once more are a draft again');
  assert.equal(stage.client.get('draft:c').text, 'Hello');
});

test('a draft that waits is not sent beside the message that it became', () => {
  const stage = new Stage();
  const chat = stage.client.drafts.edit(null, 'Hello');
  stage.client.drafts.flush();
  stage.client.send({ chat, text: 'Hello', draft: true });
  stage.connect();
  const frames = stage.heard();
  assert.deepEqual(types(frames), ['hello', 'message.send']);
  assert.equal('draft' in (frames[1] ?? {}), false, 'the server has no draft');
  assert.equal(stage.client.get(`chat:${chat}`)?.title, 'Hello');
});

test('a refused draft stays in the composer, and the next key tries again', () => {
  const stage = talk();
  stage.client.drafts.edit('c', 'too much');
  stage.client.drafts.flush();
  const [op] = drafts(stage.heard());
  stage.says({ type: 'reject', id: op?.id ?? '', problem: { code: 'quota', message: 'Enough.', retryable: false, request_id: 'r' } });
  const view = stage.client.get('draft:c');
  assert.deepEqual([view.text, view.state, view.problem?.code], ['too much', 'refused', 'quota']);
  assert.equal(stage.client.get('outbox').refused.length, 0);
  assert.equal(stage.client.hasUnsent(), true);
  stage.world.pass(10_000);
  assert.deepEqual(drafts(stage.heard()), []);
  stage.client.drafts.edit('c', 'less');
  stage.world.pass(400);
  assert.equal(drafts(stage.heard())[0]?.text, 'less');
});

test('a refused message brings back the draft that it was', () => {
  const stage = talk();
  stage.client.drafts.edit('c', 'Hello');
  stage.client.drafts.flush();
  const [op] = drafts(stage.heard());
  stage.changes(draftRow({ id: 'c', version: 2, text: 'Hello', device }));
  stage.says({ type: 'ack', id: op?.id ?? '', version: 2 });
  stage.client.send({ chat: 'c', text: 'Hello', draft: true });
  const [frame] = stage.heard();
  assert(frame?.type === 'mutate');
  stage.says({ type: 'reject', id: frame.id, problem: { code: 'quota', message: 'Enough.', retryable: false, request_id: 'r' } });
  assert.equal(stage.client.get('draft:c').text, 'Hello');
  assert.equal(stage.client.get('refused:c').length, 1);
  stage.client.retry(frame.id);
  assert.equal(stage.client.get('draft:c').text, '', 'sent again it leaves the composer again');
});

test('a refused message brings back what it was beside the draft of another device as well', () => {
  const stage = talk();
  stage.client.drafts.edit('c', 'Mine');
  stage.client.drafts.flush();
  const [op] = drafts(stage.heard());
  stage.changes(draftRow({ id: 'c', version: 3, text: 'Theirs', device: 'other', others: [{ device, text: 'Mine' }] }));
  stage.says({ type: 'ack', id: op?.id ?? '', version: 3 });
  stage.client.send({ chat: 'c', text: 'Mine', draft: true });
  assert.equal(stage.client.get('draft:c').text, '');
  const [frame] = stage.heard();
  assert(frame?.type === 'mutate');
  stage.says({ type: 'reject', id: frame.id, problem: { code: 'quota', message: 'Enough.', retryable: false, request_id: 'r' } });
  assert.equal(stage.client.get('draft:c').text, 'Mine');
  assert.equal(stage.client.get('draft:c').conflict?.current, 'Theirs');
});

test('a refused message that is sent again takes nothing away that was written since', () => {
  const stage = talk();
  stage.changes(draftRow({ id: 'c', version: 2, text: 'Hello', device }));
  stage.client.send({ chat: 'c', text: 'Hello', draft: true });
  const [message] = stage.heard();
  assert(message?.type === 'mutate');
  stage.says({ type: 'reject', id: message.id, problem: { code: 'quota', message: 'Enough.', retryable: false, request_id: 'r' } });
  stage.client.drafts.edit('c', 'something else');
  stage.client.drafts.flush();
  const [saved] = drafts(stage.heard());
  stage.changes(draftRow({ id: 'c', version: 3, text: 'something else', device }));
  stage.says({ type: 'ack', id: saved?.id ?? '', version: 3 });
  stage.client.retry(message.id);
  stage.world.pass(400);
  const sent = stage.heard();
  assert.deepEqual(types(sent), ['message.send']);
  assert.equal('draft' in (sent[0] ?? {}), false, 'the draft is another one by now');
  assert.equal(stage.client.get('draft:c').text, 'something else');
});

test('rule 7: after another life of the database what was typed here is said again', () => {
  const stage = talk();
  stage.client.drafts.edit('c', 'typed here');
  stage.client.drafts.flush();
  const [op] = drafts(stage.heard());
  stage.changes(draftRow({ id: 'c', version: 2, text: 'typed here', device }));
  stage.says({ type: 'ack', id: op?.id ?? '', version: 2 });
  stage.says({ type: 'resync', space: 'space-000001' });
  assert.equal(stage.client.get('draft:c').text, 'typed here');
  stage.world.pass(400);
  assert.deepEqual(drafts(stage.heard()).map((each) => [each.text, each.base]), [['typed here', 0]]);
});

test('typing tells only of the draft, and what nobody typed stays the same object', () => {
  const stage = talk();
  stage.watch('draft:c', 'chat:c', 'branch:c', 'chats:active', 'outbox', 'pending:c');
  stage.client.drafts.edit('c', 'x');
  assert.deepEqual(stage.toldOf(), ['draft:c']);
  const view = stage.client.get('draft:c');
  stage.client.drafts.edit('c', 'x');
  assert.equal(stage.client.get('draft:c'), view);
});
