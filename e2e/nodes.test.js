// Stock clients whose next connection is to another node.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { Balancer } from './lib/balancer.js';
import { startNode, startRedis } from './lib/nodes.js';
import { Peer } from './lib/peer.js';

let calls = 0;

describe('a stock client that comes back to another node', { timeout: 300_000 }, () => {
  let redis;
  let a;
  let b;
  let c;
  before(async () => {
    redis = await startRedis();
    [a, b, c] = await Promise.all([startNode(redis), startNode(redis), startNode(redis)]);
  });
  after(async () => {
    await Promise.all([a, b, c].map((node) => node?.signal('SIGKILL')));
    await redis?.stop();
  });

  const open = async (url, more = {}) => {
    const socket = io(url, {
      auth: { token: a.token }, forceNew: true, transports: ['websocket'],
      reconnectionDelay: 20, reconnectionDelayMax: 100, ...more,
    });
    const peer = new Peer(socket);
    await peer.next('connect');
    await peer.authenticate(a.token, { peerinfo: { name: 'somebody' } });
    return peer;
  };

  const enter = async (owner, guest, room) => {
    assert.equal((await guest.ask('room-join-request', { room })).ok, true);
    const { peer_id } = await owner.next('room-join-request');
    assert.equal((await owner.ask('room-join-accept', { room, peer_id })).ok, true);
    await guest.next('room-join-accept');
    await owner.next('room-user-join');
    return peer_id;
  };

  /** An owner on its node, and a guest behind a balancer, in one room. */
  const call = async (ownerNode, from, work, more = {}) => {
    const room = `nodes ${++calls}`;
    const path = await Balancer.before(from);
    const owner = await open(ownerNode.url);
    const guest = await open(path.url, more);
    try {
      await owner.ask('room-create-request', { room });
      await owner.next('room-create-accept');
      const id = await enter(owner, guest, room);
      await work({ room, owner, guest, path, id });
    } finally {
      owner.socket.close();
      guest.socket.close();
      path.close();
    }
  };

  for (const ownerAt of ['a', 'b', 'c']) {
    it(`keeps its id and its room, and gets what it missed; the owner is at ${ownerAt}`, async () => {
      const nodes = { a, b, c };
      await call(nodes[ownerAt], a, async ({ room, owner, guest, path, id }) => {
        let at = a;
        for (let round = 0; round < 6; round++) {
          const numbers = (from, to) => Array.from({ length: to - from }, (_, i) => 100 * round + from + i);
          await owner.relay(room, id, numbers(0, 3));
          await guest.receive(numbers(0, 3));
          const gone = guest.disconnected();
          path.moveTo();
          await gone;
          await owner.relay(room, id, numbers(3, 8));
          at = [a, b, c][([a, b, c].indexOf(at) + 1 + (round % 2)) % 3];
          path.moveTo(at);
          await guest.next('connect');
          assert.deepEqual([guest.socket.recovered, guest.socket.id], [true, id]);
          await guest.receive(numbers(3, 8));
          await owner.relay(room, id, numbers(8, 10));
          await guest.receive(numbers(8, 10));
          await guest.relay(room, owner.socket.id, numbers(10, 12));
          await owner.receive(numbers(10, 12));
        }
        assert.deepEqual(owner.unread(), []);
        assert.deepEqual(guest.unread().filter((name) => name !== 'connect_error'), []);
      });
    });
  }

  it('keeps its id and its room where it knows nothing but long-polling', async () => {
    await call(c, a, async ({ room, owner, guest, path, id }) => {
      for (const [round, node] of [b, c, a].entries()) {
        const first = 10 * round;
        await owner.relay(room, id, [first, first + 1]);
        await guest.receive([first, first + 1]);
        await away(guest, path);
        await owner.relay(room, id, [first + 2, first + 3]);
        path.moveTo(node);
        await guest.next('connect');
        assert.deepEqual([guest.socket.recovered, guest.socket.id], [true, id]);
        assert.equal(guest.socket.io.engine.transport.name, 'polling');
        await guest.receive([first + 2, first + 3]);
        await guest.relay(room, owner.socket.id, [first + 4]);
        await owner.receive([first + 4]);
      }
      assert.deepEqual(owner.unread(), []);
    }, { transports: ['polling'] });
  });

  it('creates rooms and lets others in where it is now', async () => {
    await call(c, a, async ({ owner, guest, path }) => {
      await away(guest, path);
      path.moveTo(b);
      await guest.next('connect');
      const room = `nodes ${++calls}`;
      assert.equal((await guest.ask('room-create-request', { room })).ok, true);
      const ownerId = await enter(guest, owner, room);
      await guest.relay(room, ownerId, [1]);
      await owner.receive([1]);
      await owner.relay(room, guest.socket.id, [2]);
      await guest.receive([2]);
    });
  });

  const away = async (guest, path) => {
    const gone = guest.disconnected();
    path.moveTo();
    await gone;
  };

  const startsAnew = async ({ owner, guest, id }) => {
    await guest.next('connect');
    assert.equal(guest.socket.recovered, false);
    assert.notEqual(guest.socket.id, id);
    assert.equal((await owner.next('room-user-leave')).peer_id, id);
    assert.ok(!owner.unread().includes('room-user-leave'));
  };

  it('is put out of its old connection where that still looks alive', async () => {
    await call(a, a, async ({ room, owner, guest, id }) => {
      const { pid, lastOffset } = secretOf(guest);
      const twin = new Peer(io(b.url, {
        auth: { token: b.token, pid, offset: lastOffset }, forceNew: true, transports: ['websocket'], reconnection: false,
      }));
      const gone = guest.disconnected();
      guest.socket.io.reconnection(false);
      await twin.next('connect');
      await gone;
      assert.equal(twin.socket.id, id);
      await owner.relay(room, id, [1, 2]);
      await twin.receive([1, 2]);
      twin.socket.close();
    });
  });

  const secretOf = (peer) => ({ pid: peer.socket._pid, lastOffset: peer.socket._lastOffset });

  it('is one of two that come with one secret to two nodes at once', async () => {
    for (let round = 0; round < 10; round++) {
      await call(a, a, async ({ room, owner, guest, path, id }) => {
        const { pid, lastOffset } = secretOf(guest);
        guest.socket.io.reconnection(false);
        await away(guest, path);
        await owner.relay(room, id, [1]);
        const both = [b, c].map((node) => new Peer(io(node.url, {
          auth: { token: a.token, pid, offset: lastOffset }, forceNew: true, transports: ['websocket'], reconnection: false,
        })));
        await Promise.all(both.map((peer) => peer.next('connect')));
        const winners = both.filter((peer) => peer.socket.id === id);
        assert.equal(winners.length, 1);
        await winners[0].receive([1]);
        await owner.relay(room, id, [2]);
        await winners[0].receive([2]);
        assert.ok(!owner.unread().includes('room-user-leave'));
        both.forEach((peer) => peer.socket.close());
      });
    }
  });

  it('gains nothing from its old session after it was kicked from the room while away', async () => {
    await call(c, a, async ({ room, owner, guest, path, id }) => {
      await away(guest, path);
      assert.equal((await owner.ask('room-kick', { room, peer_id: id })).ok, true);
      assert.equal((await owner.next('room-user-leave')).peer_id, id);
      path.moveTo(b);
      await guest.next('connect');
      assert.equal(guest.socket.recovered, true);
      assert.deepEqual(await guest.next('room-kicked'), { room });
      const answer = await guest.ask('relay-message', { room, to: owner.socket.id, message: 'hi' });
      assert.deepEqual([answer.ok, answer.code], [false, 'forbidden']);
    });
  });

  it('gets nothing for a secret that is guessed, whatever node it names', async () => {
    await call(a, a, async ({ owner, guest, id }) => {
      const tag = secretOf(guest).pid.split('.')[0];
      for (const pid of [`${tag}.guess`, `${tag}.`, '.', 'nobody.knows', id, 'x'.repeat(5000), `${tag}.${'x'.repeat(200)}`]) {
        const socket = io(b.url, { auth: { token: b.token, pid, offset: '' }, forceNew: true, transports: ['websocket'] });
        await new Peer(socket).next('connect');
        assert.notEqual(socket.id, id);
        socket.close();
      }
      assert.ok(guest.socket.connected);
      assert.deepEqual(owner.unread(), []);
    });
  });

  it('starts anew when it has missed more than is kept for it, and its room hears that it left', async () => {
    await call(c, a, async (scene) => {
      await away(scene.guest, scene.path);
      const message = 'x'.repeat(200_000);
      for (let n = 0; n < 20; n++) {
        await scene.owner.ask('relay-message', { room: scene.room, to: scene.id, message });
      }
      scene.path.moveTo(b);
      await startsAnew(scene);
      assert.deepEqual(scene.guest.unread().filter((name) => name === 'message'), []);
    });
  });

  it('starts anew within two seconds where its node stands still, and has left once that goes on', async () => {
    const still = await startNode(redis, { NODE_LEASE: '15s' });
    await call(c, still, async (scene) => {
      await away(scene.guest, scene.path);
      still.signal('SIGSTOP');
      const since = Date.now();
      scene.path.moveTo(b);
      await scene.guest.next('connect');
      console.log(`a node that stood still: a fresh start after ${Date.now() - since} ms`);
      assert.equal(scene.guest.socket.recovered, false);
      still.signal('SIGCONT');
      assert.equal((await scene.owner.next('room-user-leave')).peer_id, scene.id);
    });
    still.signal('SIGKILL');
  });

  it('starts anew within two seconds where Redis stands still', async () => {
    await call(a, a, async (scene) => {
      await away(scene.guest, scene.path);
      redis.signal('SIGSTOP');
      const since = Date.now();
      scene.path.moveTo(b);
      await scene.guest.next('connect');
      const millis = Date.now() - since;
      redis.signal('SIGCONT');
      console.log(`a Redis that stood still: a fresh start after ${millis} ms`);
      assert.equal(scene.guest.socket.recovered, false);
      assert.equal((await scene.owner.next('room-user-leave')).peer_id, scene.id);
    });
  });

  it('starts anew where its node was killed, and has left when the lease is over', async () => {
    const killed = await startNode(redis);
    await call(c, killed, async (scene) => {
      killed.signal('SIGKILL');
      scene.path.moveTo(b);
      await startsAnew(scene);
    });
  });
});
