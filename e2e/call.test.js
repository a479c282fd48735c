// The handshake of a whole call between two stock clients, as the README describes it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { io as io4 } from 'socket.io-client';
import { io as io3 } from 'socket.io-client-3';
import io2 from 'socket.io-client-2';
import { Peer } from './lib/peer.js';
import { startServer } from './lib/server.js';

const deep = (levels) => (levels === 0 ? {} : { in: [deep(levels - 1)] });
const payloads = {
  'an empty object': {},
  'an empty array': [],
  'astral characters': { '🧑‍🚀': '𝒳 \u{10FFFF} \u{1F468}', lone: 'é́' },
  'escapes': { 'quote"': '\\ \n \t \b \u0001 \u2028 /' },
  'deep nesting': deep(20),
  'numbers': [0, -0.5, 1e21, 5e-324, Number.MAX_SAFE_INTEGER, 1.7976931348623157e308],
  'literals': [true, false, null, ''],
  'a bare string': 'hi',
  'a bare number': 7,
};

const clients = {
  '4.x': (url, token, options) => io4(url, { auth: { token }, forceNew: true, ...options }),
  '3.x': (url, token, options) => io3(url, { auth: { token }, forceNew: true, ...options }),
  '2.x': (url, token, options) => io2(url, { query: { token }, forceNew: true, ...options }),
};
const POLLING = { transports: ['polling'] };
const WEBSOCKET = { transports: ['websocket'] };
const STOCK = {};

describe('a call between stock clients', () => {
  let server;
  before(async () => (server = await startServer()));
  after(() => server?.stop());

  const open = async (version, options) => {
    const peer = new Peer(clients[version](server.url, server.token, options));
    peer.old = version === '2.x';
    await peer.next('connect');
    return peer;
  };

  for (const [owners, guests, title] of [
    [['4.x', STOCK], ['4.x', POLLING], '4.x, the guest over polling'],
    [['4.x', POLLING], ['4.x', WEBSOCKET], '4.x, the owner over polling'],
    [['4.x', WEBSOCKET], ['4.x', WEBSOCKET], '4.x, both over WebSocket at once'],
    [['3.x', STOCK], ['4.x', STOCK], '3.x and 4.x'],
    [['2.x', STOCK], ['4.x', STOCK], '2.x and 4.x'],
    [['2.x', POLLING], ['2.x', WEBSOCKET], '2.x over polling and over WebSocket'],
  ]) {
    it(`gets from create to leave: ${title}`, async () => {
      const room = `call ${title}`;
      const owner = await open(...owners);
      const guest = await open(...guests);
      try {
        await call(owner, guest, room, server.token);
        assert.deepEqual([owner.unread(), guest.unread()], [[], []]);
      } finally {
        owner.socket.close();
        guest.socket.close();
      }
    });
  }

  it('carries every JSON value unchanged, payloads and signals alike', async () => {
    const [owner, guest] = [await open('4.x', STOCK), await open('4.x', POLLING)];
    const { a, b } = await join(owner, guest, 'values', server.token);
    for (const [name, value] of Object.entries(payloads)) {
      owner.emit('relay-session-description', {
        room: 'values', to: b, session_description: value, payload: value,
      });
      assert.deepEqual(
        await guest.next('session-description'),
        { room: 'values', peer_id: a, session_description: value, payload: value },
        name,
      );
    }
    owner.socket.close();
    guest.socket.close();
  });

  it('passes numbers beyond 2^53 on as they were written', async () => {
    const [owner, guest] = [await open('4.x', WEBSOCKET), await open('4.x', WEBSOCKET)];
    const { a, b } = await join(owner, guest, 'digits', server.token);
    const exact = '{"n":[12345678901234567890123,-0.10,1E+2,1.0],"s":"\\u00e9\\/"}';
    const text = new Promise((resolve) => {
      guest.socket.io.engine.on('data', (data) => data.includes('ice-candidate') && resolve(data));
    });
    const fields = `"auth":"${owner.auth}","room":"digits","to":"${b}","ice_candidate":${exact}`;
    owner.socket.io.engine.write(`2["relay-ice-candidate",{${fields}}]`);
    assert.ok((await text).includes(`"ice_candidate":${exact}`), await text);
    assert.ok((await text).includes(`"peer_id":"${a}"`), await text);
    owner.socket.close();
    guest.socket.close();
  });

  it('turns away a client without a valid app token', async () => {
    const peer = new Peer(clients['4.x'](server.url, 'forged', STOCK));
    assert.equal((await peer.next('connect_error')).message, 'Token is not valid');
    peer.socket.close();
  });
});

/** Owner creates, guest asks, owner lets in; returns the ids a and b by which they know each other. */
async function join(owner, guest, room, token) {
  await owner.authenticate(token);
  await guest.authenticate(token, { peerinfo: { login: 'foo' } });
  owner.emit('room-create-request', { room, payload: { n: 1 } });
  assert.deepEqual(await owner.next('room-create-accept'), { room, payload: { n: 1 } });

  guest.emit('room-join-request', { room, payload: { n: 2 } });
  const { peer_id: b, ...request } = await owner.next('room-join-request');
  assert.deepEqual(request, { room, peerinfo: { login: 'foo' }, payload: { n: 2 } });

  owner.emit('room-join-accept', { room, peer_id: b, to: b, payload: { n: 3 } });
  const { peers, peersinfo, ...accepted } = await guest.next('room-join-accept');
  assert.deepEqual(accepted, { room, peer_id: b, payload: { n: 3 } });
  assert.equal(peers.length, 1);
  assert.deepEqual(peersinfo[b], { login: 'foo' });
  assert.deepEqual(await owner.next('room-user-join'), {
    room, peer_id: b, peerinfo: { login: 'foo' }, payload: { n: 3 },
  });
  // Clients older than 3.0 take the engine's session id for their own id, which no peer may know.
  if (!owner.old) assert.equal(peers[0], owner.socket.id);
  if (!guest.old) assert.equal(b, guest.socket.id);
  return { a: peers[0], b };
}

async function call(owner, guest, room, token) {
  const { a, b } = await join(owner, guest, room, token);

  const offer = { type: 'offer', sdp: 'v=0\r\no=- 46117 2 IN IP4 127.0.0.1\r\n' };
  owner.emit('relay-session-description', { room, to: b, peer_id: b, session_description: offer });
  assert.deepEqual(await guest.next('session-description'), {
    room, peer_id: a, session_description: offer,
  });

  const answer = { type: 'answer', sdp: 'v=0\r\n' };
  guest.emit('relay-session-description', { room, to: a, peer_id: a, session_description: answer });
  assert.deepEqual(await owner.next('session-description'), {
    room, peer_id: b, session_description: answer,
  });

  for (let i = 0; i < 5; i++) {
    const candidate = { candidate: `candidate:${i} 1 udp 2122260223 192.0.2.1 50000 typ host`, sdpMLineIndex: i };
    owner.emit('relay-ice-candidate', { room, to: b, peer_id: b, ice_candidate: candidate });
    guest.emit('relay-ice-candidate', { room, to: a, peer_id: a, ice_candidate: candidate });
    assert.deepEqual(await guest.next('ice-candidate'), { room, peer_id: a, ice_candidate: candidate });
    assert.deepEqual(await owner.next('ice-candidate'), { room, peer_id: b, ice_candidate: candidate });
  }

  assert.deepEqual(await guest.ask('room-leave', { room, payload: 'bye' }), { ok: true, room, payload: 'bye' });
  assert.deepEqual(await owner.next('room-user-leave'), {
    room, peer_id: b, peerinfo: { login: 'foo' }, payload: 'bye',
  });
}
