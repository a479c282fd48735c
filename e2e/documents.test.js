// docs/asyncapi.json and docs/openapi.json, against the samples of the wire and against a running server.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { io } from 'socket.io-client';
import { Peer } from './lib/peer.js';
import { root, startServer } from './lib/server.js';

const json = async (...path) => JSON.parse(await readFile(join(root, ...path), 'utf8'));
const asyncapi = await json('docs', 'asyncapi.json');
const openapi = await json('docs', 'openapi.json');
const samples = { emit: await json('protocol', 'client-events.json'), receive: await json('protocol', 'server-events.json') };

/** As much of JSON Schema as the two documents use; what it does not know fails. */
function check(schema, value, document, where) {
  for (const [keyword, rule] of Object.entries(schema)) {
    const fits = {
      description: () => true,
      $ref: () => check(rule.slice(2).split('/').reduce((part, name) => part[name], document), value, document, where) ?? true,
      type: () => rule === typeOf(value) || (rule === 'number' && typeOf(value) === 'integer'),
      const: () => value === rule,
      enum: () => rule.includes(value),
      minimum: () => value >= rule,
      minLength: () => value.length >= rule,
      maxLength: () => value.length <= rule,
      required: () => rule.every((name) => name in value),
      items: () => value.forEach((item, i) => check(rule, item, document, `${where}[${i}]`)) ?? true,
      oneOf: () => rule.filter((one) => passes(one, value, document)).length === 1,
      properties: () => {
        for (const [name, inner] of Object.entries(value)) {
          assert.ok(name in rule, `${where}.${name} is not in the document`);
          check(rule[name], inner, document, `${where}.${name}`);
        }
        return true;
      },
    }[keyword];
    assert.ok(fits?.(), `${where} does not fit ${keyword} ${JSON.stringify(rule)}: ${JSON.stringify(value)}`);
  }
}

function passes(schema, value, document) {
  try {
    check(schema, value, document, 'it');
    return true;
  } catch {
    return false;
  }
}

function typeOf(value) {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

describe('docs/asyncapi.json', () => {
  for (const [direction, events] of Object.entries(samples)) {
    it(`has the events that the samples have, and each sample fits: ${direction}`, () => {
      const named = Object.entries(asyncapi.components.messages).filter(([key]) => key.startsWith(`${direction}-`));
      assert.deepEqual(named.map(([, message]) => message.name).sort(), Object.keys(events).sort());
      for (const [, { name, payload }] of named) {
        for (const size of ['minimal', 'full']) check(payload, events[name][size], asyncapi, `${name} (${size})`);
        const schema = payload.oneOf?.at(-1) ?? payload;
        assert.deepEqual(Object.keys(schema.properties).sort(), Object.keys(events[name].full).sort(), name);
      }
    });
  }

  it('has references that lead somewhere', () => {
    const lead = (node) => {
      if (typeof node !== 'object' || node === null) return;
      if (node.$ref) assert.ok(node.$ref.slice(2).split('/').reduce((part, name) => part?.[name], asyncapi), node.$ref);
      Object.values(node).forEach(lead);
    };
    lead(asyncapi);
  });
});

describe('a running server', () => {
  let server;
  before(async () => (server = await startServer({ ICE_SERVERS: '[{"urls":"stun:stun.example.org"}]' })));
  after(() => server.stop());

  it('tells clients what docs/asyncapi.json says, and nothing else', async () => {
    const seen = new Set();
    const enter = async (name) => {
      const socket = io(server.url, { auth: { token: server.token }, forceNew: true });
      socket.onAny((event, data) => {
        seen.add(event);
        const message = asyncapi.components.messages[`receive-${event}`];
        assert.ok(message, `${event} is not in the document`);
        check(message.payload, data, asyncapi, event);
      });
      const peer = new Peer(socket);
      await peer.next('connect');
      const acks = [];
      peer.say = async (event, fields) => {
        const ack = await peer.ask(event, fields);
        if (!ack.ok) check(asyncapi.components.schemas.ack.oneOf[1], { ok: ack.ok, code: ack.code, message: ack.message }, asyncapi, event);
        acks.push(ack);
        return ack;
      };
      await peer.say('room-leave', { room: 'den' });
      await peer.authenticate(server.token, { peerinfo: { name } });
      return peer;
    };
    const ann = await enter('Ann');
    const ben = await enter('Ben');
    const room = 'den';
    const payload = { note: 1 };
    await ann.say('room-create-request', { room, payload });
    await ben.say('room-create-request', { room });
    await ben.say('room-join-request', { room: 'nowhere' });
    const ask = async (decision) => {
      await ben.say('room-join-request', { room, payload });
      const { peer_id } = await ann.next('room-join-request');
      await ann.say(decision, { room, peer_id, payload });
      return peer_id;
    };
    await ask('room-join-reject');
    await ben.say('room-join-request', { room });
    await ben.say('room-leave', { room });
    await ann.next('room-join-request');
    const to = await ask('room-join-accept');
    await ann.say('relay-session-description', { room, to, session_description: { type: 'offer', sdp: 'v=0' } });
    await ann.say('relay-ice-candidate', { room, to, ice_candidate: { candidate: '' } });
    await ann.say('relay-message', { room, message: [1, 2] });
    await ann.say('room-kick', { room, peer_id: to, payload });
    await ask('room-join-accept');
    await ann.say('dance', {});
    await ann.say('room-leave', { room });
    await ben.next('room-owner-change');
    await new Promise((resolve) => ann.socket.emit('auth-request', { token: 'none' }, resolve));
    for (const peer of [ann, ben]) peer.socket.close();
    const elsewhere = ['ice-servers', 'server-drain'];
    assert.deepEqual([...seen, ...elsewhere].sort(), Object.keys(samples.receive).sort());
  });

  it('answers HTTP as docs/openapi.json says', async () => {
    const post = (body, type = 'application/json') =>
      fetch(`${server.url}/app`, { method: 'POST', body, headers: { 'content-type': type } });
    const good = JSON.stringify({ app: 'web', password: server.password });
    for (const [response, status] of [
      [await post(good), 200],
      [await post(new URLSearchParams(JSON.parse(good)).toString(), 'application/x-www-form-urlencoded'), 200],
      [await post('{}'), 400],
      [await post(JSON.stringify({ app: 'web', password: 'no' })), 401],
      [await post('x'.repeat(9000)), 413],
      [await post(good, 'text/plain'), 415],
    ]) {
      assert.equal(response.status, status);
      const described = openapi.paths['/app'].post.responses[status];
      check(described.content['application/json'].schema, await response.json(), openapi, `/app ${status}`);
    }
    for (const [path, redirect] of [['/', 'manual'], ['/demo', 'follow']]) {
      const { status } = await fetch(server.url + path, { redirect });
      assert.ok(openapi.paths[path].get.responses[status], `${path} answers ${status}`);
    }
  });
});
