// Stock clients whose next connection is to another node.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { Balancer, startNode, startRedis } from './lib/nodes.js';
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

  const relay = async (from, room, to, numbers) => {
    for (const n of numbers) {
      const answer = await from.ask('relay-message', { room, to, message: n });
      assert.equal(answer.ok, true, JSON.stringify(answer));
    }
  };
  const receive = async (peer, numbers) => {
    for (const n of numbers) assert.equal((await peer.next('message')).message, n);
  };
  const disconnected = (peer) => new Promise((resolve) => peer.socket.once('disconnect', resolve));

  for (const ownerAt of ['a', 'b', 'c']) {
    it(`keeps its id and its room, and gets what it missed; the owner is at ${ownerAt}`, async () => {
      const nodes = { a, b, c };
      await call(nodes[ownerAt], a, async ({ room, owner, guest, path, id }) => {
        let at = a;
        for (let round = 0; round < 6; round++) {
          const numbers = (from, to) => Array.from({ length: to - from }, (_, i) => 100 * round + from + i);
          await relay(owner, room, id, numbers(0, 3));
          await receive(guest, numbers(0, 3));
          const gone = disconnected(guest);
          path.moveTo();
          await gone;
          await relay(owner, room, id, numbers(3, 8));
          at = [a, b, c][([a, b, c].indexOf(at) + 1 + (round % 2)) % 3];
          path.moveTo(at);
          await guest.next('connect');
          assert.deepEqual([guest.socket.recovered, guest.socket.id], [true, id]);
          await receive(guest, numbers(3, 8));
          await relay(owner, room, id, numbers(8, 10));
          await receive(guest, numbers(8, 10));
          await relay(guest, room, owner.socket.id, numbers(10, 12));
          await receive(owner, numbers(10, 12));
        }
        assert.deepEqual(owner.unread(), []);
        assert.deepEqual(guest.unread().filter((name) => name !== 'connect_error'), []);
      });
    });
  }
});
