import { expect, test } from 'vitest';
import { SignalError } from '../src/index.ts';
import { clientOf, connectedClient, letAllIn, next, pair, startServer } from './support/world.ts';

test('connect settles once the server has accepted the token', async () => {
  const server = await startServer();
  const client = await connectedClient(server.url);
  expect(client.state).toBe('ready');
  expect(server.signIns).toEqual([client.id]);
});

test('a refused token fails connect with the code unauthorized and is not tried again', async () => {
  const server = await startServer();
  const client = clientOf(server.url, { token: 'wrong' });
  await expect(client.connect()).rejects.toMatchObject({ code: 'unauthorized', message: 'Token is not valid' });
  expect(client.state).toBe('closed');
});

test('a token function is asked again after a refusal', async () => {
  const server = await startServer();
  const tokens = ['stale', 'app-token', 'app-token'];
  const client = clientOf(server.url, { token: async () => tokens.shift() ?? 'app-token' });
  await client.connect();
  expect(tokens.length).toBeLessThan(2);
});

test('a token function that throws is reported in a sentence and asked again', async () => {
  const server = await startServer();
  let tries = 0;
  const client = clientOf(server.url, {
    token: () => {
      if (tries++ === 0) throw new Error('no network');
      return 'app-token';
    },
  });
  const problem = next(client, 'problem');
  await client.connect();
  expect((await problem).message).toBe('The application could not get a token: no network');
});

test('a server that cannot be reached fails connect with the code unreachable', async () => {
  const client = clientOf('http://127.0.0.1:1', { connectTimeoutMs: 200 });
  await expect(client.connect()).rejects.toMatchObject({ code: 'unreachable', message: 'There is no connection to the server.' });
});

test('create makes up a name where none is given', async () => {
  const server = await startServer();
  const client = await connectedClient(server.url);
  const { room } = await client.create();
  expect(room).toMatch(/^[0-9a-f-]{36}$/);
  expect(client.rooms.get(room)?.mine).toBe(true);
});

test('create of a taken name fails with the code conflict', async () => {
  const server = await startServer();
  const [ada, ben] = [await connectedClient(server.url), await connectedClient(server.url)];
  await ada.create('blue');
  const failure = await ben.create('blue').catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(SignalError);
  expect(failure).toMatchObject({ code: 'conflict', event: 'room-create-request', room: 'blue' });
});

test('join settles with the members when the owner accepts, and the owner sees who knocked', async () => {
  const server = await startServer();
  const ada = await connectedClient(server.url, { peerInfo: { name: 'Ada' } });
  const ben = await connectedClient(server.url, { peerInfo: { name: 'Ben' } });
  await ada.create('blue');
  const knock = next(ada, 'room-join-request');
  const joining = ben.join('blue', { payload: { user_login: 'foo' } });
  expect(await knock).toMatchObject({ room: 'blue', peer_id: ben.id, peerinfo: { name: 'Ben' }, payload: { user_login: 'foo' } });
  await ada.accept('blue', ben.id, { seat: 2 });
  expect(await joining).toEqual({ room: 'blue', peers: [ada.id], payload: { seat: 2 } });
  expect(ben.rooms.get('blue')?.owner).toBe(ada.id);
  expect(ben.rooms.get('blue')?.mine).toBe(false);
});

test('what the package adds to a knock stays hidden from the application', async () => {
  const server = await startServer();
  const [ada, ben] = [await connectedClient(server.url), await connectedClient(server.url)];
  await ada.create('blue');
  const knock = next(ada, 'room-join-request');
  ben.join('blue').catch(() => undefined);
  expect(await knock).not.toHaveProperty('payload');
});

test('join fails with the code forbidden when the owner turns the peer away', async () => {
  const server = await startServer();
  const [ada, ben] = [await connectedClient(server.url), await connectedClient(server.url)];
  await ada.create('blue');
  ada.on('room-join-request', ({ peer_id }) => void ada.reject('blue', peer_id, { why: 'full' }).catch(() => undefined));
  await expect(ben.join('blue')).rejects.toMatchObject({ code: 'forbidden', payload: { why: 'full' } });
});

test('join of a room that is not there fails with the code not_found', async () => {
  const server = await startServer();
  const ben = await connectedClient(server.url);
  await expect(ben.join('nowhere')).rejects.toMatchObject({ code: 'not_found', message: 'Room is not found.' });
});

test('a request to join can be taken back', async () => {
  const server = await startServer();
  const [ada, ben] = [await connectedClient(server.url), await connectedClient(server.url)];
  await ada.create('blue');
  const abort = new AbortController();
  const knock = next(ada, 'room-join-request');
  const canceled = next(ada, 'room-join-cancel');
  const joining = ben.join('blue', { signal: abort.signal });
  await knock;
  abort.abort();
  await expect(joining).rejects.toMatchObject({ code: 'aborted' });
  expect((await canceled).peer_id).toBe(ben.id);
});

test('enter creates the room for the first and knocks for the second', async () => {
  const server = await startServer();
  const [ada, ben] = [await connectedClient(server.url), await connectedClient(server.url)];
  expect((await ada.enter('blue')).peers).toEqual([]);
  letAllIn(ada);
  expect((await ben.enter('blue')).peers).toEqual([ada.id]);
});

test('enter makes the room when it ends while the peer waits at its door', async () => {
  const server = await startServer();
  const [ada, ben] = [await connectedClient(server.url), await connectedClient(server.url)];
  await ada.create('blue');
  const knock = next(ada, 'room-join-request');
  const entering = ben.enter('blue');
  await knock;
  await ada.leave('blue');
  await entering;
  expect(ben.rooms.get('blue')?.mine).toBe(true);
});

test('messages reach every other member or the one that is named', async () => {
  const server = await startServer();
  const [ada, ben] = [await connectedClient(server.url), await connectedClient(server.url)];
  await pair(ada, ben, 'blue');
  const heard = next(ada, 'message');
  await ben.message('blue', { text: 'hello' });
  expect(await heard).toEqual({ room: 'blue', peer_id: ben.id, message: { text: 'hello' } });
  const whispered = next(ben, 'message');
  await ada.message('blue', 'psst', { to: ben.id, payload: 7 });
  expect(await whispered).toEqual({ room: 'blue', peer_id: ada.id, message: 'psst', payload: 7 });
});

test('a member that is kicked hears it and the others see it leave', async () => {
  const server = await startServer();
  const [ada, ben] = [await connectedClient(server.url), await connectedClient(server.url)];
  await pair(ada, ben, 'blue');
  const [kicked, left] = [next(ben, 'room-kicked'), next(ada, 'room-user-leave')];
  await ada.kick('blue', ben.id, { reason: 'noise' });
  expect(await kicked).toMatchObject({ room: 'blue', payload: { reason: 'noise' } });
  expect((await left).peer_id).toBe(ben.id);
  expect(ben.rooms.size).toBe(0);
});

test('the next member owns the room when its owner leaves', async () => {
  const server = await startServer();
  const [ada, ben] = [await connectedClient(server.url), await connectedClient(server.url)];
  await pair(ada, ben, 'blue');
  const change = next(ben, 'room-owner-change');
  await ada.leave('blue');
  expect((await change).peer_id).toBe(ben.id);
  expect(ben.rooms.get('blue')).toMatchObject({ mine: true, owner: ben.id });
});

test('a request that the server leaves unanswered fails with the code timeout', async () => {
  const server = await startServer();
  const client = await connectedClient(server.url, { requestTimeoutMs: 100 });
  server.silent = true;
  await expect(client.create('blue')).rejects.toMatchObject({ code: 'timeout' });
});

test('requests after close fail with the code closed', async () => {
  const server = await startServer();
  const client = await connectedClient(server.url);
  client.close();
  await expect(client.create('blue')).rejects.toMatchObject({ code: 'closed' });
});

test('no token, password or proof shows in the traffic log', async () => {
  const server = await startServer({ iceServers: [{ urls: 'turn:t', username: '9:u', credential: 'hidden' }] });
  const client = clientOf(server.url);
  const lines: string[] = [];
  client.on('traffic', (traffic) => lines.push(JSON.stringify(traffic)));
  await client.connect();
  await client.join('nowhere').catch(() => undefined);
  const log = lines.join('\n');
  expect(log).toContain('auth-request');
  expect(log).toContain('room-join-request');
  for (const secret of ['app-token', 'hidden', client.identity, 'e30.']) expect(log).not.toContain(secret);
});

test('a listener that throws does not keep the others from hearing', async () => {
  const server = await startServer();
  const [ada, ben] = [await connectedClient(server.url), await connectedClient(server.url)];
  await pair(ada, ben, 'blue');
  const surfaced = new Promise<unknown>((resolve) => {
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', (error) => {
      for (const other of others) process.on('uncaughtException', other);
      resolve(error);
    });
  });
  ada.on('message', () => {
    throw new Error('a bug in the application');
  });
  const heard = next(ada, 'message');
  await ben.message('blue', 'hello');
  await heard;
  expect(await surfaced).toMatchObject({ message: 'a bug in the application' });
});
