import { expect, test, vi } from 'vitest';
import { FakeServer } from './support/fake-server.ts';
import { clientOf, connectedClient, letAllIn, next, pair, startGate, startServer } from './support/world.ts';

test('a short loss is recovered: same id, no second sign-in, and nothing missed', async () => {
  const server = await startServer({ resumeWindowMs: 20_000 });
  const gate = await startGate(server);
  const [ada, ben] = [await connectedClient(server.url), await connectedClient(gate.url)];
  await pair(ada, ben, 'blue');
  const [idBefore, signInsBefore] = [ben.id, server.signIns.length];
  const lost = next(ben, 'state', (state) => state === 'reconnecting');
  gate.shut();
  await lost;
  await ada.message('blue', 'while you were out');
  const [missed, recovered] = [next(ben, 'message'), next(ben, 'recovered')];
  gate.open();
  expect((await missed).message).toBe('while you were out');
  expect((await recovered).id).toBe(idBefore);
  expect(server.signIns.length).toBe(signInsBefore);
  await ben.message('blue', 'the old session token still serves');
});

test('a request made while the connection is away waits for it', async () => {
  const server = await startServer({ resumeWindowMs: 20_000 });
  const gate = await startGate(server);
  const client = await connectedClient(gate.url);
  const lost = next(client, 'state', (state) => state === 'reconnecting');
  gate.shut();
  await lost;
  const creating = client.create('blue');
  gate.open();
  expect((await creating).room).toBe('blue');
});

test('relays made during a short loss go out in order after it', async () => {
  const server = await startServer({ resumeWindowMs: 20_000 });
  const gate = await startGate(server);
  const [ada, ben] = [await connectedClient(server.url), await connectedClient(gate.url)];
  await pair(ada, ben, 'blue');
  const lost = next(ben, 'state', (state) => state === 'reconnecting');
  gate.shut();
  await lost;
  const heard: (string | undefined)[] = [];
  const last = next(ada, 'ice-candidate', ({ ice_candidate }) => ice_candidate.candidate === '9');
  ada.on('ice-candidate', ({ ice_candidate }) => heard.push(ice_candidate.candidate));
  for (let n = 0; n < 10; n++) ben.sendCandidate('blue', ada.id, { candidate: String(n) });
  gate.open();
  await last;
  expect(heard).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
});

test('relays made under an id that is lost are dropped, not sent with a dead token', async () => {
  const server = await startServer();
  const gate = await startGate(server);
  const [ada, ben] = [await connectedClient(server.url), await connectedClient(gate.url)];
  await pair(ada, ben, 'blue');
  let unauthorized = 0;
  ben.on('unauthorized', () => unauthorized++);
  gate.shut();
  await next(ben, 'state', (state) => state === 'reconnecting');
  ben.sendCandidate('blue', ada.id, { candidate: 'stale' });
  const back = next(ben, 'rejoined');
  gate.open();
  await back;
  expect(unauthorized).toBe(0);
});

test('a member whose id is lost comes in again without the owner being asked', async () => {
  const server = await startServer();
  const gate = await startGate(server);
  const ada = await connectedClient(server.url);
  const ben = await connectedClient(gate.url, { peerInfo: { name: 'Ben' } });
  await pair(ada, ben, 'blue');
  const [idBefore, knocks] = [ben.id, [] as string[]];
  ada.on('room-join-request', ({ peer_id }) => knocks.push(peer_id));
  const [left, back] = [next(ada, 'room-user-leave'), next(ben, 'rejoined')];
  gate.shut();
  await left;
  gate.open();
  expect(await back).toEqual({ room: 'blue', previousId: idBefore, created: false, peers: [ada.id] });
  expect(ben.id).not.toBe(idBefore);
  expect(knocks).toEqual([]);
  expect([...(ada.rooms.get('blue')?.members.keys() ?? [])]).toEqual([ben.id]);
});

test('an owner that asks for it sees returning members knock like anybody', async () => {
  const server = await startServer();
  const gate = await startGate(server);
  const ada = await connectedClient(server.url, { readmit: false });
  const ben = await connectedClient(gate.url);
  await pair(ada, ben, 'blue');
  const [left, knock] = [next(ada, 'room-user-leave'), next(ada, 'room-join-request')];
  gate.shut();
  await left;
  gate.open();
  expect((await knock).peer_id).not.toBe('');
});

test('a stranger that claims a member\'s identity without its secret has to knock', async () => {
  const server = await startServer();
  const [ada, ben] = [await connectedClient(server.url), await connectedClient(server.url)];
  await pair(ada, ben, 'blue');
  const stolen = ada.rooms.get('blue')?.members.get(ben.id) as { $signal: { key: string } };
  ben.close();
  await next(ada, 'room-user-leave');
  const eve = await connectedClient(server.url, { peerInfo: stolen });
  const knock = next(ada, 'room-join-request');
  eve.join('blue', { payload: { $signal: { proof: stolen.$signal.key } } }).catch(() => undefined);
  expect((await knock).peer_id).toBe(eve.id);
});

test('a peer that the owner removed has to knock, even with its secret', async () => {
  const server = await startServer();
  const [ada, ben] = [await connectedClient(server.url), await connectedClient(server.url)];
  await pair(ada, ben, 'blue');
  await ada.kick('blue', ben.id);
  const knock = next(ada, 'room-join-request');
  ben.join('blue').catch(() => undefined);
  expect((await knock).peer_id).toBe(ben.id);
});

test('after a restart of the server the owner makes its room anew and members are back, nobody asked', async () => {
  const first = await new FakeServer().start();
  const gate = await startGate(first);
  const clients = [];
  for (let n = 0; n < 3; n++) clients.push(await connectedClient(gate.url, { peerInfo: { n } }));
  const [ada, ben, cem] = clients as [(typeof clients)[0], (typeof clients)[0], (typeof clients)[0]];
  await ada.create('blue');
  const stop = letAllIn(ada);
  await ben.join('blue');
  await cem.join('blue');
  stop();
  const knocks: string[] = [];
  ada.on('room-join-request', ({ peer_id }) => knocks.push(peer_id));
  const backs = clients.map((client) => next(client, 'rejoined'));
  gate.shut();
  await first.stop();
  const second = await startServer();
  gate.open(second.port);
  const [adaBack, benBack, cemBack] = await Promise.all(backs);
  expect([adaBack?.created, benBack?.created, cemBack?.created]).toEqual([true, false, false]);
  expect(ada.rooms.get('blue')?.mine).toBe(true);
  await vi.waitFor(() => {
    expect(new Set(ada.rooms.get('blue')?.members.keys())).toEqual(new Set([ben.id, cem.id]));
  });
  expect(knocks).toEqual([]);
});

test('a member makes the room anew when the owner does not come back', async () => {
  const first = await new FakeServer().start();
  const gate = await startGate(first);
  const ada = await connectedClient(first.url);
  const ben = await connectedClient(gate.url, { takeoverMs: 100 });
  await pair(ada, ben, 'blue');
  const back = next(ben, 'rejoined');
  gate.shut();
  await first.stop();
  ada.close();
  const second = await startServer();
  gate.open(second.port);
  expect((await back).created).toBe(true);
});

test('a room that cannot be entered again is reported lost', async () => {
  const server = await startServer();
  const gate = await startGate(server);
  const ada = await connectedClient(server.url, { readmit: false });
  const ben = await connectedClient(gate.url);
  await pair(ada, ben, 'blue');
  ada.on('room-join-request', ({ peer_id }) => void ada.reject('blue', peer_id).catch(() => undefined));
  const [left, lost] = [next(ada, 'room-user-leave'), next(ben, 'room-lost')];
  gate.shut();
  await left;
  gate.open();
  expect(await lost).toMatchObject({ room: 'blue', error: { code: 'forbidden' } });
  expect(ben.rooms.size).toBe(0);
});

test('a request to join that is open when the connection is lost is made again', async () => {
  const server = await startServer();
  const gate = await startGate(server);
  const [ada, ben] = [await connectedClient(server.url), await connectedClient(gate.url)];
  await ada.create('blue');
  const [knock, canceled] = [next(ada, 'room-join-request'), next(ada, 'room-join-cancel')];
  const joining = ben.join('blue');
  await knock;
  gate.shut();
  await canceled;
  letAllIn(ada);
  gate.open();
  expect((await joining).peers).toEqual([ada.id]);
});

test('the identity of before lets a reloaded page in again, and takes the ghost of a crashed one out', async () => {
  const server = await startServer({ resumeWindowMs: 20_000 });
  const gate = await startGate(server);
  const [ada, ben] = [await connectedClient(server.url), await connectedClient(gate.url)];
  await pair(ada, ben, 'blue');
  const ghost = ben.id;
  gate.shut();
  const left = next(ada, 'room-user-leave');
  const reloaded = await connectedClient(server.url, { identity: ben.identity });
  await reloaded.join('blue');
  expect((await left).peer_id).toBe(ghost);
  expect([...(ada.rooms.get('blue')?.members.keys() ?? [])]).toEqual([reloaded.id]);
});

test('the session token is renewed before it runs out, without an interruption', async () => {
  const server = await startServer({ tokenLifetimeSeconds: 1 });
  const client = await connectedClient(server.url);
  let refusals = 0;
  client.on('unauthorized', () => refusals++);
  await client.create('blue');
  await vi.waitFor(() => expect(server.signIns.length).toBeGreaterThan(2), { timeout: 20_000 });
  await client.leave('blue');
  expect(client.state).toBe('ready');
  expect(refusals).toBe(0);
});

test('a session token that the server forgot is replaced and the request made again', async () => {
  const server = await startServer();
  const client = await connectedClient(server.url);
  server.forgetTokens();
  expect((await client.create('blue')).room).toBe('blue');
});

test('the server\'s own goodbye is followed by a new connection', async () => {
  const server = await startServer();
  const client = await connectedClient(server.url);
  await client.create('blue');
  const back = next(client, 'rejoined');
  server.sayGoodbyeToAll();
  expect((await back).created).toBe(true);
});

test('a draining server is left in its time and come back to', async () => {
  const server = await startServer({ resumeWindowMs: 20_000 });
  const client = await connectedClient(server.url);
  const back = next(client, 'recovered');
  server.emitToAll('server-drain', { retry_after_ms: 5 });
  await back;
});

test('a draining server is left only when it has answered what it was asked', async () => {
  const server = await startServer({ resumeWindowMs: 20_000 });
  const client = await connectedClient(server.url);
  const notes: string[] = [];
  client.on('traffic', ({ event }) => notes.push(event));
  const [drain, back] = [next(client, 'server-drain'), next(client, 'recovered')];
  server.answerAfterMs = 200;
  const creating = client.create('blue');
  server.emitToAll('server-drain', { retry_after_ms: 0 });
  await drain;
  expect((await creating).room).toBe('blue');
  await back;
  expect(notes).toContain('the server is about to stop; leaving it in 0 ms');
});

test('a connection that swallows a description is given up and replaced', async () => {
  const server = await startServer({ resumeWindowMs: 20_000 });
  const gate = await startGate(server);
  const ada = await connectedClient(server.url);
  const ben = await connectedClient(gate.url, { requestTimeoutMs: 300 });
  await pair(ada, ben, 'blue');
  const back = next(ben, 'rejoined');
  gate.swallow();
  ben.sendDescription('blue', ada.id, { type: 'offer', sdp: 'v=0' });
  expect((await back).peers).toEqual([ada.id]);
});

test('the ICE servers of the sign-in are there, and new ones replace them', async () => {
  const server = await startServer({ iceServers: [{ urls: 'stun:a' }] });
  const client = clientOf(server.url);
  await client.connect();
  expect(client.iceServers).toEqual([{ urls: 'stun:a' }]);
  const renewed = next(client, 'ice-servers');
  server.emitToAll('ice-servers', { ice_servers: [{ urls: 'stun:b' }] });
  await renewed;
  expect(client.iceServers).toEqual([{ urls: 'stun:b' }]);
});

test('close during a reconnect ends it for good', async () => {
  const server = await startServer();
  const gate = await startGate(server);
  const client = await connectedClient(gate.url);
  const lost = next(client, 'state', (state) => state === 'reconnecting');
  gate.shut();
  await lost;
  const creating = client.create('blue');
  client.close();
  await expect(creating).rejects.toMatchObject({ code: 'closed' });
  expect(client.state).toBe('closed');
});
