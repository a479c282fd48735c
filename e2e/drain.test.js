// The server is told to stop while stock clients are busy with it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { io as io3 } from 'socket.io-client-3';
import io2 from 'socket.io-client-2';
import { Peer } from './lib/peer.js';
import { startServer } from './lib/server.js';

const drainSeconds = 20;
const kinds = [
  (url, token) => io(url, { auth: { token }, forceNew: true, reconnection: false, transports: ['websocket'] }),
  (url, token) => io(url, { auth: { token }, forceNew: true, reconnection: false }),
  (url, token) => io(url, { auth: { token }, forceNew: true, reconnection: false, transports: ['polling'] }),
  (url, token) => io3(url, { auth: { token }, forceNew: true, reconnection: false }),
  (url, token) => io2(url, { query: { token }, forceNew: true, reconnection: false }),
];

/** Two peers in a room, one of which relays to the other all the time and counts what comes of it. */
class Pair {
  constructor(server, kind, room) {
    this.room = room;
    this.sender = new Peer(kind(server.url, server.token));
    this.receiver = new Peer(kind(server.url, server.token));
    this.sent = 0;
    this.answered = 0;
    this.received = [];
    this.told = new Promise((resolve) => {
      for (const peer of [this.sender, this.receiver]) peer.socket.on('server-drain', resolve);
    });
    this.gone = Promise.all(
      [this.sender, this.receiver].map((peer) => new Promise((resolve) => peer.socket.on('disconnect', resolve))),
    );
    this.receiver.socket.on('message', ({ message }) => this.received.push(message));
  }

  async meet(token) {
    for (const peer of [this.sender, this.receiver]) {
      await peer.next('connect');
      await peer.authenticate(token);
    }
    const { room } = this;
    assert.equal((await this.sender.ask('room-create-request', { room })).ok, true);
    await this.receiver.ask('room-join-request', { room });
    const { peer_id } = await this.sender.next('room-join-request');
    await this.sender.ask('room-join-accept', { room, peer_id });
    await this.receiver.next('room-join-accept');
  }

  /** Ten relays at a time, each of which has to be answered, for as long as `going`. */
  async talk(going) {
    while (going()) {
      const answers = [];
      for (let i = 0; i < 10; i++) {
        answers.push(this.sender.ask('relay-message', { room: this.room, message: this.sent++ }));
      }
      for (const answer of await Promise.all(answers)) {
        assert.equal(answer.ok, true, JSON.stringify(answer));
        this.answered++;
      }
      await pause(5);
    }
  }

  async heard() {
    while (this.received.length < this.answered) await pause(5);
  }

  leave() {
    this.sender.socket.close();
    this.receiver.socket.close();
  }
}

describe('a server that is told to stop', () => {
  it('answers every request and loses no signal, and ends with status 0 in its time', { timeout: 120_000 }, async () => {
    const server = await startServer({ DRAIN_TIMEOUT: `${drainSeconds}s`, RELAY_RATE: '0', REQUEST_RATE: '0' });
    const pairs = Array.from({ length: 20 }, (_, i) => new Pair(server, kinds[i % kinds.length], `room ${i}`));
    await Promise.all(pairs.map((pair) => pair.meet(server.token)));
    let silent = 0;
    const all = pairs.map(async (pair, i) => {
      // Every second pair understands the event: it finishes what it is at, and leaves. The others
      // know nothing of it, talk on for a while, and wait to be disconnected.
      let told = false;
      pair.told.then(() => (told = true));
      const until = Date.now() + 4000;
      const understands = i % 2 === 0;
      await pair.talk(() => (understands ? !told : Date.now() < until));
      await pair.heard();
      if (understands) pair.leave();
      else silent++;
      await pair.gone;
    });
    await pause(1000);
    const since = Date.now();
    const stopped = server.stop();
    await Promise.all(all);
    assert.equal(await stopped, 0);
    const seconds = (Date.now() - since) / 1000;
    assert.ok(seconds < drainSeconds, `it took ${seconds} s`);
    for (const pair of pairs) {
      assert.equal(pair.answered, pair.sent);
      assert.deepEqual(pair.received, Array.from({ length: pair.sent }, (_, i) => i));
    }
    assert.equal(silent, 10);
    assert.match(server.output(), /; 0 of 40 connections had to be cut off/);
    const sent = pairs.reduce((sum, pair) => sum + pair.sent, 0);
    console.log(`40 connections left in ${seconds.toFixed(1)} s; ${sent} relays, all answered and received.`);
  });

  it('lets nobody in any more, and has time for those who are there', { timeout: 60_000 }, async () => {
    const server = await startServer();
    const ann = new Peer(kinds[0](server.url, server.token));
    await ann.next('connect');
    await ann.authenticate(server.token);
    const stopped = server.stop();
    await ann.next('server-drain');
    const refused = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`);
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '5']);
    assert.equal((await ann.ask('room-create-request', { room: 'den' })).ok, true);
    ann.socket.close();
    assert.equal(await stopped, 0);
  });

  it('ends at once when it is told a second time', { timeout: 60_000 }, async () => {
    const server = await startServer({ DRAIN_TIMEOUT: '1h' });
    const ann = new Peer(kinds[0](server.url, server.token));
    await ann.next('connect');
    const stopped = server.stop();
    await ann.next('server-drain');
    server.signal('SIGTERM');
    assert.equal(await stopped, 128 + 15);
    ann.socket.close();
  });
});
