// The stock client's connection breaks in the middle of a call and comes back by itself.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { io } from 'socket.io-client';
import { Balancer } from './lib/balancer.js';
import { Peer } from './lib/peer.js';
import { startServer } from './lib/server.js';

const WEBSOCKET = ['websocket'];
const POLLING = ['polling'];

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Random whole numbers from 0 to below a bound, the same ones for the same seed. */
function numbers(seed) {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

let calls = 0;

describe('a stock client whose connection breaks', () => {
  let server;
  before(async () => (server = await startServer({ RELAY_RATE: '0' })));
  after(() => server?.stop());

  const open = async (url, transports) => {
    const socket = io(url, {
      auth: { token: server.token }, forceNew: true, transports,
      reconnectionDelay: 20, reconnectionDelayMax: 100,
    });
    const peer = new Peer(socket);
    await peer.next('connect');
    await peer.authenticate(server.token);
    return peer;
  };

  /** Owner, and a guest whose connection goes over a path that can be cut, in one room. */
  const call = async (transports, work) => {
    const room = `recovery ${++calls}`;
    const path = await Balancer.before(server);
    const owner = await open(server.url, WEBSOCKET);
    const guest = await open(path.url, transports);
    try {
      await owner.ask('room-create-request', { room });
      await owner.next('room-create-accept');
      guest.emit('room-join-request', { room });
      await owner.next('room-join-request');
      owner.emit('room-join-accept', { room, peer_id: guest.socket.id });
      await guest.next('room-join-accept');
      await owner.next('room-user-join');
      await work({ room, owner, guest, path, id: guest.socket.id });
    } finally {
      owner.socket.close();
      guest.socket.close();
      path.close();
    }
  };

  for (const transports of [WEBSOCKET, POLLING]) {
    it(`gets what it missed, in order, with the same id in the same room: ${transports}`, async () => {
      await call(transports, async ({ room, owner, guest, path, id }) => {
        for (let round = 0; round < 3; round++) {
          const before = [10 * round, 10 * round + 1];
          const missed = [2, 3, 4, 5].map((n) => 10 * round + n);
          await owner.relay(room, id, before);
          await guest.receive(before);
          const gone = guest.disconnected();
          path.moveTo();
          await gone;
          await owner.relay(room, id, missed);
          path.moveTo(server);
          await guest.next('connect');
          assert.equal(guest.socket.recovered, true);
          assert.equal(guest.socket.id, id);
          await guest.receive(missed);
          const after = [10 * round + 6];
          await guest.relay(room, owner.socket.id, after);
          await owner.receive(after);
        }
        assert.deepEqual(owner.unread(), []);
        assert.deepEqual(guest.unread().filter((name) => name !== 'connect_error'), []);
      });
    });
  }

  for (const transports of [WEBSOCKET, POLLING]) {
    it(`gets each message once and in order however often its path is cut: ${transports}`, async (test) => {
      const seed = Number(process.env.SEED ?? Date.now() % 1e9);
      test.diagnostic(`SEED=${seed}`);
      const random = numbers(seed);
      await call(transports, async ({ room, owner, guest, path, id }) => {
        const got = [];
        guest.socket.on('message', ({ message }) => got.push(message));
        const sent = [];
        for (let cut = 0; cut < 12; cut++) {
          const again = new Promise((resolve) => guest.socket.once('connect', resolve));
          const [messages, cutAt] = [20 + random(40), random(60)];
          for (let n = 0; n < messages; n++) {
            if (n === cutAt) path.moveTo();
            sent.push(`${sent.length} ${'x'.repeat(random(2000))}`);
            owner.emit('relay-message', { room, to: id, message: sent.at(-1) });
            if (random(4) === 0) await pause(random(3));
          }
          path.moveTo();
          await pause(random(30));
          path.moveTo(server);
          await again;
          assert.deepEqual([guest.socket.recovered, guest.socket.id], [true, id]);
        }
        await owner.relay(room, id, ['the last']);
        while (got.at(-1) !== 'the last') await pause(5);
        assert.deepEqual(got, [...sent, 'the last']);
      });
    });
  }

  it('is recovered too when it has received nothing yet', async () => {
    const path = await Balancer.before(server);
    const socket = io(path.url, {
      auth: { token: server.token }, forceNew: true, transports: WEBSOCKET, reconnectionDelay: 20,
    });
    const peer = new Peer(socket);
    await peer.next('connect');
    const { id } = socket;
    const gone = peer.disconnected();
    path.moveTo();
    await gone;
    path.moveTo(server);
    await peer.next('connect');
    assert.deepEqual([socket.recovered, socket.id], [true, id]);
    socket.close();
    path.close();
  });

  it('starts anew when it has missed more than is kept for it, and its room hears that it left', async () => {
    await call(WEBSOCKET, async ({ room, owner, guest, path, id }) => {
      const gone = guest.disconnected();
      path.moveTo();
      await gone;
      const message = 'x'.repeat(200_000);
      for (let n = 0; n < 20; n++) owner.emit('relay-message', { room, to: id, message });
      path.moveTo(server);
      await guest.next('connect');
      assert.equal(guest.socket.recovered, false);
      assert.notEqual(guest.socket.id, id);
      assert.equal((await owner.next('room-user-leave')).peer_id, id);
      assert.deepEqual(guest.unread().filter((name) => name === 'message'), []);
    });
  });

  it('is gone at once when it says goodbye', async () => {
    await call(WEBSOCKET, async ({ owner, guest, id }) => {
      guest.socket.disconnect();
      assert.equal((await owner.next('room-user-leave')).peer_id, id);
      guest.socket.connect();
      await guest.next('connect');
      assert.equal(guest.socket.recovered, false);
      assert.notEqual(guest.socket.id, id);
    });
  });

  it('gains nothing from its old session after it was kicked from the room while away', async () => {
    await call(WEBSOCKET, async ({ room, owner, guest, path, id }) => {
      const gone = guest.disconnected();
      path.moveTo();
      await gone;
      await owner.ask('room-kick', { room, peer_id: id });
      assert.equal((await owner.next('room-user-leave')).peer_id, id);
      path.moveTo(server);
      await guest.next('connect');
      assert.equal(guest.socket.recovered, true);
      assert.deepEqual(await guest.next('room-kicked'), { room });
      const answer = await guest.ask('relay-message', { room, to: owner.socket.id, message: 'hi' });
      assert.deepEqual([answer.ok, answer.code], [false, 'forbidden']);
    });
  });

  it('lets nobody in with a guessed session', async () => {
    const socket = io(server.url, { auth: { token: server.token, pid: 'guess', offset: '1' }, forceNew: true });
    const peer = new Peer(socket);
    await peer.next('connect');
    assert.equal(socket.recovered, false);
    socket.close();
  });
});
