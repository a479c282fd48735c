// Three nodes are replaced one after the other while people talk, and others begin to.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { Balancer } from './lib/balancer.js';
import { startNode, startRedis } from './lib/nodes.js';
import { Peer } from './lib/peer.js';
import { Talker } from './lib/talker.js';

const pairs = 16;
const settings = { DRAIN_TIMEOUT: '12s', NODE_LEASE: '5s' };

const connect = (balancer, token) =>
  io(balancer.url, { auth: { token }, forceNew: true, transports: ['websocket'], reconnectionDelay: 300 });

async function meet(room, token, owner, guest) {
  for (const peer of [owner, guest]) {
    await peer.next('connect');
    await peer.authenticate(token);
  }
  assert.equal((await owner.ask('room-create-request', { room })).ok, true);
  assert.equal((await guest.ask('room-join-request', { room })).ok, true);
  const { peer_id } = await owner.next('room-join-request');
  assert.equal((await owner.ask('room-join-accept', { room, peer_id })).ok, true);
  await guest.next('room-join-accept');
  await owner.next('room-user-join');
}

/** A call from beginning to end, as a page makes it that knows nothing of nodes. */
async function shortCall(balancer, token, room) {
  const [owner, guest] = [1, 2].map(() => new Peer(connect(balancer, token)));
  await meet(room, token, owner, guest);
  for (let n = 0; n < 5; n++) {
    assert.equal((await owner.ask('relay-ice-candidate', { room, to: guest.socket.id, ice_candidate: n })).ok, true);
    assert.equal((await guest.next('ice-candidate')).ice_candidate, n);
    assert.equal((await guest.ask('relay-ice-candidate', { room, to: owner.socket.id, ice_candidate: n })).ok, true);
    assert.equal((await owner.next('ice-candidate')).ice_candidate, n);
  }
  owner.socket.close();
  guest.socket.close();
}

describe('a rolling restart of three nodes', { timeout: 300_000 }, () => {
  let redis;
  let balancer;
  const nodes = [];
  const talkers = [];
  const start = async () => {
    const node = await startNode(redis, settings);
    nodes.push(node);
    return node;
  };
  before(async () => {
    redis = await startRedis();
    balancer = await Balancer.before(...(await Promise.all([start(), start(), start()])));
  });
  after(async () => {
    talkers.forEach((talker) => talker.close());
    balancer?.close();
    nodes.forEach((node) => node.signal('SIGKILL'));
    await redis?.stop();
  });

  it('is not noticed by those who talk, nor by those who begin to', async () => {
    const { token } = nodes[0];
    const talking = [];
    for (let i = 0; i < pairs; i++) {
      const both = [new Talker(connect(balancer, token), true), new Talker(connect(balancer, token), i % 2 === 0)];
      const room = `pair ${i}`;
      await meet(room, token, both[0].peer, both[1].peer);
      // Some never stop to talk, others say something now and then.
      const [burst, silence] = i % 4 < 2 ? [50, 1] : [10, 1500 + 300 * i];
      both.forEach((talker, k) => talking.push(talker.talk(room, both[1 - k].socket.id, burst, silence)));
      talkers.push(...both);
    }
    let over = false;
    let calls = 0;
    const setUps = (async () => {
      while (!over) {
        await shortCall(balancer, token, `short ${calls++}`);
        await pause(100);
      }
    })();
    const statuses = [];
    for (let i = 0; i < 3; i++) {
      const old = balancer.nodes[0];
      const next = start();
      balancer.nodes = balancer.nodes.slice(1);
      statuses.push(await old.stop());
      balancer.nodes = [...balancer.nodes, await next];
      await pause(1000);
    }
    over = true;
    await setUps;
    assert.deepEqual(statuses, [0, 0, 0]);
    assert.deepEqual(talkers.flatMap((talker) => talker.refused), []);
    await Promise.all(talkers.map((talker) => talker.fallSilent()));
    await Promise.all(talking);
    const others = (i) => talkers[i ^ 1];
    for (let i = 0; i < talkers.length; i++) {
      while (!talkers[i].acknowledged.every((n) => others(i).heard.includes(n))) await pause(50);
    }
    let [said, recoveries, unknown, unheard] = [0, 0, 0, 0];
    talkers.forEach((talker, i) => {
      const fate = new Set(talker.unknown);
      const heard = others(i).heard.filter((n) => !fate.has(n));
      assert.deepEqual(heard, talker.acknowledged, `what ${i} said`);
      assert.equal(new Set(others(i).heard).size, others(i).heard.length, 'nothing is heard twice');
      assert.deepEqual(talker.left, [], 'nobody is seen to leave');
      assert.equal(talker.ids.size, 1, 'everybody keeps its id');
      said += talker.sent;
      recoveries += talker.recoveries;
      unknown += talker.unknown.length;
      unheard += talker.unknown.filter((n) => !others(i).heard.includes(n)).length;
    });
    console.log(`${said} signals of ${talkers.length} clients through 3 restarts, each heard once and in order; ` +
      `${recoveries} recoveries; ${unknown} sent in the moment of the end, ${unheard} of them not heard; ${calls} calls set up meanwhile.`);
  });
});
