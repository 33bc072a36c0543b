import assert from 'node:assert/strict';
import test from 'node:test';
import { pongMs, quietMs, Session, SessionAction, SessionInput, step, stoppedSession, uplinkMs, waitLimit } from '../../src/sync/session';

/** Plays inputs and keeps what was to be done about the last one. */
class Player {
  session: Session = stoppedSession;
  last: readonly SessionAction[] = [];

  put(...inputs: readonly SessionInput[]): this {
    for (const input of inputs) [this.session, this.last] = step(this.session, input);
    return this;
  }

  get kinds(): string[] {
    return this.last.map((action) => ('timer' in action ? `${action.kind} ${action.timer}` : action.kind));
  }

  wait(): number | undefined {
    return this.last.flatMap((action) => (action.kind === 'set' && action.timer === 'retry' ? [action.ms] : []))[0];
  }
}

const live: readonly SessionInput[] = [{ kind: 'start' }, { kind: 'opened' }, { kind: 'heard' }, { kind: 'welcomed' }];
const closed = (random = 0.5): SessionInput => ({ kind: 'closed', random });
const again: readonly SessionInput[] = [{ kind: 'opened' }, { kind: 'heard' }, { kind: 'welcomed' }];
const broken: SessionInput = { kind: 'broken', random: 0.5 };
const timer = (name: 'retry' | 'quiet' | 'deadline'): SessionInput & { kind: 'timer' } => ({ kind: 'timer', timer: name, random: 0.5, sending: false });

test('rule 1: hello is the first thing that is said, once the socket is open', () => {
  const player = new Player().put({ kind: 'start' });
  assert.deepEqual(player.kinds, ['clear retry', 'connect', 'set deadline']);
  assert.deepEqual(player.put({ kind: 'opened' }).kinds, ['hello']);
  assert.equal(player.session.phase, 'greeting');
  assert.deepEqual(player.put({ kind: 'welcomed' }).kinds, ['clear deadline', 'set quiet', 'live']);
});

test('rule 18: the wait before coming back is drawn below 2 s, doubling to 30 s', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 60].map(waitLimit), [2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  const player = new Player().put(...live);
  assert.equal(player.put(closed(0.25)).wait(), 500);
  assert.equal(player.put(timer('retry'), closed(0)).wait(), 0);
  assert.equal(player.put(timer('retry'), closed(0.999)).wait(), 7_992);
  assert.equal(player.session.failures, 3);
});

test('rule 18: a connection that has brought all that was asked for makes the next wait short again, a welcome alone does not', () => {
  const player = new Player().put({ kind: 'start' }, closed(), timer('retry'), closed(), timer('retry'), { kind: 'opened' }, { kind: 'welcomed' });
  assert.equal(player.put(closed(0.5)).wait(), 4_000, 'a server that greets and then cannot read is not asked at every second');
  player.put(timer('retry'), { kind: 'opened' }, { kind: 'welcomed' }, { kind: 'caughtUp' });
  assert.equal(player.session.failures, 0);
  assert.equal(player.put(closed(0.5)).wait(), 1_000);
});

test('a network that comes back ends the wait', () => {
  const player = new Player().put(...live, closed());
  assert.deepEqual(player.put({ kind: 'woken' }).kinds, ['clear retry', 'connect', 'set deadline']);
  assert.equal(player.session.phase, 'connecting');
});

test('a page that comes back into sight asks at once whether the connection still holds', () => {
  const player = new Player().put(...live, { kind: 'woken' });
  assert.deepEqual(player.kinds, ['clear quiet', 'ping', 'set deadline']);
});

test('rule 17: silence is answered with a ping, and silence after that with another connection', () => {
  const player = new Player().put(...live);
  assert(player.last.some((action) => action.kind === 'set' && action.timer === 'quiet' && action.ms === quietMs));
  player.put(timer('quiet'));
  assert.deepEqual(player.last, [
    { kind: 'clear', timer: 'quiet' },
    { kind: 'ping', n: 1 },
    { kind: 'set', timer: 'deadline', ms: pongMs },
  ]);
  assert.deepEqual(player.put(timer('deadline')).kinds, ['clear quiet', 'clear deadline', 'close', 'lost', 'set retry']);
});

test('a long frame that is still leaving is waited for, as long as it gets on', () => {
  const player = new Player().put(...live, timer('quiet'));
  for (let n = 0; n < 20; n++) assert.deepEqual(player.put({ ...timer('deadline'), sending: true }).last, [{ kind: 'set', timer: 'deadline', ms: uplinkMs }]);
  assert.deepEqual(player.put({ kind: 'heard' }).kinds, ['clear deadline', 'set quiet']);
  assert.deepEqual(player.put(timer('quiet'), { ...timer('deadline'), sending: true }, timer('deadline')).kinds, ['clear quiet', 'clear deadline', 'close', 'lost', 'set retry']);
});

test('any frame counts as a sign of life', () => {
  const player = new Player().put(...live, timer('quiet'), { kind: 'heard' });
  assert.deepEqual(player.kinds, ['clear deadline', 'set quiet']);
});

test('a cut before the welcome takes back what was said with hello', () => {
  const player = new Player().put({ kind: 'start' }, { kind: 'opened' }, closed());
  assert.deepEqual(player.kinds, ['clear quiet', 'clear deadline', 'lost', 'set retry']);
});

test('a connection that does not come about is given up after a while', () => {
  const player = new Player().put({ kind: 'start' }, timer('deadline'));
  assert.deepEqual(player.kinds, ['clear quiet', 'clear deadline', 'close', 'set retry']);
});

test('a broken frame ends the connection, and another one is tried', () => {
  const player = new Player().put(...live, broken);
  assert.deepEqual(player.kinds, ['clear quiet', 'clear deadline', 'close', 'lost', 'set retry']);
  player.put(timer('retry'), ...again, { kind: 'caughtUp' }, broken);
  assert.equal(player.session.phase, 'waiting', 'it was good in between');
});

test('what is not understood twice, without having brought in between what was asked for, says that the page is too old', () => {
  const player = new Player().put(...live, broken, timer('retry'), ...again, closed(), timer('retry'), ...again, broken);
  assert.deepEqual(player.kinds, ['clear quiet', 'clear deadline', 'close', 'lost', 'clear retry']);
  assert.equal(player.session.phase, 'outdated');
  assert.deepEqual(player.put({ kind: 'start' }, ...again, broken).session.phase, 'waiting');
});

test('what is not understood again and again says the same, though all that was asked for comes in between', () => {
  const player = new Player();
  player.put(...live, broken);
  for (let round = 0; round < 6; round++) assert.equal(player.put(timer('retry'), ...again, { kind: 'caughtUp' }, broken).session.phase, 'waiting');
  assert.equal(player.put(timer('retry'), ...again, { kind: 'caughtUp' }, broken).session.phase, 'outdated');
});

test('a server of another protocol is not tried again until the client is started anew', () => {
  const player = new Player().put({ kind: 'start' }, { kind: 'opened' }, { kind: 'outdated' });
  assert.equal(player.session.phase, 'outdated');
  assert.deepEqual(player.put({ kind: 'woken' }, timer('retry')).kinds, []);
  assert.deepEqual(player.put({ kind: 'start' }).kinds, ['clear retry', 'connect', 'set deadline']);
});

test('after stop nothing happens any more', () => {
  const player = new Player().put(...live, { kind: 'stop' });
  assert.deepEqual(player.kinds, ['clear quiet', 'clear deadline', 'close', 'lost', 'clear retry']);
  for (const input of [closed(), timer('retry'), timer('quiet'), timer('deadline'), { kind: 'woken' } as const, { kind: 'opened' } as const]) {
    assert.deepEqual(player.put(input).kinds, []);
  }
});

test('late timers and events of another phase do nothing', () => {
  const player = new Player().put({ kind: 'start' });
  assert.deepEqual(player.put(timer('quiet'), timer('retry'), { kind: 'welcomed' }, { kind: 'heard' }).kinds, []);
  assert.equal(player.session.phase, 'connecting');
});
