import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Call, type CallPeer, type SignalClient } from '../src/index.ts';
import { FakeServer } from './support/fake-server.ts';
import { fakeConnections, fakeTrack, FakePeerConnection } from './support/fake-peer-connection.ts';
import { connectedClient, letAllIn, next, startGate, startServer } from './support/world.ts';

beforeEach(() => {
  FakePeerConnection.routes = true;
});
afterEach(() => {
  vi.useRealTimers();
});

interface Party {
  signal: SignalClient;
  call: Call;
  made: FakePeerConnection[];
  problems: unknown[];
}

async function party(url: string, name: string, kinds: ('audio' | 'video')[] = ['audio', 'video'], pathTimeoutMs = 15_000, configuration: RTCConfiguration = {}): Promise<Party> {
  const signal = await connectedClient(url, { peerInfo: { name } });
  const { made, create } = fakeConnections();
  const call = new Call(signal, { createConnection: create, pathTimeoutMs, configuration });
  for (const kind of kinds) call.setTrack(kind, fakeTrack(kind, kind));
  const problems: unknown[] = [];
  call.on('problem', ({ error }) => problems.push(error));
  letAllIn(signal);
  return { signal, call, made, problems };
}

/** Every peer of each call is connected. */
async function connected(parties: Party[]): Promise<void> {
  await vi.waitFor(
    () => {
      for (const { call } of parties) {
        expect(call.peers.size).toBe(parties.length - 1);
        for (const peer of call.peers.values()) expect(peer.state).toBe('connected');
      }
    },
    { timeout: 20_000 },
  );
}

const only = (call: Call): CallPeer => [...call.peers.values()][0] as CallPeer;

test('two that enter one room are connected, with tracks both ways and one offer', async () => {
  const server = await startServer();
  const [ada, ben] = [await party(server.url, 'Ada'), await party(server.url, 'Ben')];
  const tracks: string[] = [];
  ada.call.on('track', ({ peer, track }) => tracks.push(`${peer.info['name']} ${track.id}`));
  ben.call.on('track', ({ peer, track }) => tracks.push(`${peer.info['name']} ${track.id}`));
  await ada.call.enter('blue');
  await ben.call.enter('blue');
  await connected([ada, ben]);
  await vi.waitFor(() => expect(tracks.sort()).toEqual(['Ada audio', 'Ada video', 'Ben audio', 'Ben video']));
  expect((ada.made[0]?.offers ?? 0) + (ben.made[0]?.offers ?? 0)).toBe(1);
  expect([...ada.problems, ...ben.problems]).toEqual([]);
});

test('five in a room are all connected to each other', async () => {
  const server = await startServer();
  const parties: Party[] = [];
  for (const name of ['Ada', 'Ben', 'Cem', 'Dia', 'Eve']) {
    const one = await party(server.url, name);
    await one.call.enter('blue');
    parties.push(one);
  }
  await connected(parties);
  expect(parties.flatMap(({ problems }) => problems)).toEqual([]);
});

test('a hundred times both sides renegotiate at once and every time it settles', async () => {
  const server = await startServer();
  const [ada, ben] = [await party(server.url, 'Ada'), await party(server.url, 'Ben')];
  await ada.call.enter('blue');
  await ben.call.enter('blue');
  await connected([ada, ben]);
  const [a, b] = [ada.made[0] as FakePeerConnection, ben.made[0] as FakePeerConnection];
  for (let round = 0; round < 100; round++) {
    const before = a.offers + b.offers;
    a.restartIce();
    b.restartIce();
    await vi.waitFor(() => {
      expect(a.offers + b.offers).toBeGreaterThanOrEqual(before + 2);
      expect([a.signalingState, b.signalingState]).toEqual(['stable', 'stable']);
    });
  }
  expect([...ada.problems, ...ben.problems]).toEqual([]);
  expect(ada.made.length + ben.made.length).toBe(2);
});

test('a peer that has nothing to send is connected too', async () => {
  const server = await startServer();
  const [ada, ben] = [await party(server.url, 'Ada'), await party(server.url, 'Ben', [])];
  await ada.call.enter('blue');
  await ben.call.enter('blue');
  await connected([ada, ben]);
  await vi.waitFor(() => expect(only(ben.call).stream).toBeDefined());
});

test('a track given later is negotiated, and replacing one needs no negotiation', async () => {
  const server = await startServer();
  const [ada, ben] = [await party(server.url, 'Ada', ['audio']), await party(server.url, 'Ben', ['audio'])];
  await ada.call.enter('blue');
  await ben.call.enter('blue');
  await connected([ada, ben]);
  const late = new Promise<string>((resolve) => ada.call.on('track', ({ track }) => resolve(track.id)));
  ben.call.setTrack('video', fakeTrack('video', 'camera'));
  expect(await late).toBe('camera');
  const offers = ben.made[0]?.offers;
  ben.call.setTrack('video', fakeTrack('video', 'screen'));
  expect(ben.made[0]?.senders.map(({ track }) => track?.id)).toEqual(['audio', 'screen']);
  expect(ben.made[0]?.offers).toBe(offers);
});

test('what is sent of video is shared by all that get it, and shared anew when one comes or goes', async () => {
  const server = await startServer();
  const parties: Party[] = [];
  for (const name of ['Ada', 'Ben', 'Cem']) {
    const one = await party(server.url, name);
    await one.call.enter('blue');
    parties.push(one);
  }
  await connected(parties);
  const [ada, , cem] = parties as [Party, Party, Party];
  const limits = (): (number | undefined)[] => ada.made.map(({ senders }) => senders[1]?.parameters.encodings[0]?.maxBitrate);
  await vi.waitFor(() => expect(limits()).toEqual([2_000_000, 2_000_000]));
  ada.call.limitVideo(600_000);
  expect(limits()).toEqual([300_000, 300_000]);
  const left = new Promise((resolve) => ada.call.on('peer-left', resolve));
  await cem.call.leave();
  await left;
  expect(limits()[0]).toBe(600_000);
});

test('the quality of a path is counted from one question to the next', async () => {
  const server = await startServer();
  const [ada, ben] = [await party(server.url, 'Ada'), await party(server.url, 'Ben')];
  await ada.call.enter('blue');
  await ben.call.enter('blue');
  await connected([ada, ben]);
  const connection = ada.made[0] as FakePeerConnection;
  const stats = (timestamp: number, packetsReceived: number, packetsLost: number, bytes: number): object[] => [
    { type: 'inbound-rtp', timestamp, packetsReceived, packetsLost, bytesReceived: bytes * 2 },
    { type: 'outbound-rtp', timestamp, bytesSent: bytes },
    { type: 'candidate-pair', timestamp, nominated: true, state: 'succeeded', currentRoundTripTime: 0.0314 },
  ];
  connection.stats = stats(1000, 100, 0, 1000);
  expect(await only(ada.call).quality()).toEqual({ roundTripMs: 31, lost: 0, sentBitsPerSecond: undefined, receivedBitsPerSecond: undefined });
  connection.stats = stats(3000, 190, 10, 3000);
  expect(await only(ada.call).quality()).toEqual({ roundTripMs: 31, lost: 0.1, sentBitsPerSecond: 8000, receivedBitsPerSecond: 16_000 });
});

test('a status reaches the peers that are there and those that come later', async () => {
  const server = await startServer();
  const [ada, ben] = [await party(server.url, 'Ada'), await party(server.url, 'Ben')];
  await ada.call.enter('blue');
  ada.call.setStatus({ muted: true });
  await ben.call.enter('blue');
  await vi.waitFor(() => expect(only(ben.call).status).toEqual({ muted: true }));
  ada.call.setStatus({ muted: false });
  await vi.waitFor(() => expect(only(ben.call).status).toEqual({ muted: false }));
});

test('a peer that leaves is gone from the call', async () => {
  const server = await startServer();
  const [ada, ben] = [await party(server.url, 'Ada'), await party(server.url, 'Ben')];
  await ada.call.enter('blue');
  await ben.call.enter('blue');
  await connected([ada, ben]);
  const left = new Promise<CallPeer>((resolve) => ada.call.on('peer-left', ({ peer }) => resolve(peer)));
  await ben.call.leave();
  expect((await left).info).toEqual({ name: 'Ben' });
  expect(ada.made[0]?.connectionState).toBe('closed');
});

test('a server that goes away and comes back leaves every connection as it was', async () => {
  const first = await new FakeServer().start();
  const gate = await startGate(first);
  const parties: Party[] = [];
  for (const name of ['Ada', 'Ben', 'Cem']) {
    const one = await party(gate.url, name);
    await one.call.enter('blue');
    parties.push(one);
  }
  await connected(parties);
  const peersBefore = parties.map(({ call }) => new Set(call.peers.values()));
  let left = 0;
  for (const { call } of parties) call.on('peer-left', () => left++);
  const backs = parties.map(({ signal }) => next(signal, 'rejoined'));
  gate.shut();
  await first.stop();
  const second = await startServer();
  gate.open(second.port);
  await Promise.all(backs);
  const ids = new Set(parties.map(({ signal }) => signal.id));
  await vi.waitFor(() => {
    for (const { call } of parties) for (const id of call.peers.keys()) expect(ids).toContain(id);
  });
  await connected(parties);
  expect(parties.map(({ call }) => new Set(call.peers.values()))).toEqual(peersBefore);
  expect(parties.map(({ made }) => made.length)).toEqual([2, 2, 2]);
  expect(left).toBe(0);
  const dia = await party(gate.url, 'Dia');
  await dia.call.enter('blue');
  await connected([...parties, dia]);
});

test('a peer that lost its id alone is connected again', async () => {
  const server = await startServer();
  const gate = await startGate(server);
  const [ada, ben] = [await party(server.url, 'Ada'), await party(gate.url, 'Ben')];
  await ada.call.enter('blue');
  await ben.call.enter('blue');
  await connected([ada, ben]);
  const [gone, back] = [next(ada.signal, 'room-user-leave'), next(ben.signal, 'rejoined')];
  gate.shut();
  await gone;
  gate.open();
  await back;
  await connected([ada, ben]);
  expect([...ada.problems, ...ben.problems]).toEqual([]);
});

test('a peer that reloads its page is connected again with a new connection', async () => {
  const server = await startServer();
  const [ada, ben] = [await party(server.url, 'Ada'), await party(server.url, 'Ben')];
  await ada.call.enter('blue');
  await ben.call.enter('blue');
  await connected([ada, ben]);
  ben.signal.close();
  const again = await party(server.url, 'Ben');
  await again.call.enter('blue');
  await connected([ada, again]);
  expect(ada.made.length).toBe(2);
});

test('an offer made while the server was away is said again after a recovery', async () => {
  const server = await startServer({ resumeWindowMs: 20_000 });
  const gate = await startGate(server);
  const [ada, ben] = [await party(server.url, 'Ada'), await party(gate.url, 'Ben', ['audio'])];
  await ada.call.enter('blue');
  await ben.call.enter('blue');
  await connected([ada, ben]);
  const lost = next(ben.signal, 'state', (state) => state === 'reconnecting');
  gate.shut();
  await lost;
  const late = new Promise<string>((resolve) => ada.call.on('track', ({ track }) => track.id === 'camera' && resolve(track.id)));
  ben.call.setTrack('video', fakeTrack('video', 'camera'));
  gate.open();
  expect(await late).toBe('camera');
  expect([...ada.problems, ...ben.problems]).toEqual([]);
});

test('a broken path is looked for anew and said to be', async () => {
  const server = await startServer();
  const [ada, ben] = [await party(server.url, 'Ada'), await party(server.url, 'Ben')];
  await ada.call.enter('blue');
  await ben.call.enter('blue');
  await connected([ada, ben]);
  const states: string[] = [];
  ada.call.on('peer-state', ({ state, reason }) => states.push(`${state}: ${reason}`));
  ada.made[0]?.becomes('failed');
  await vi.waitFor(() => expect(states).toHaveLength(2));
  expect(states).toEqual(['reconnecting: The network path broke; looking for another one.', 'connected: Connected.']);
});

test('no path at all ends in words that name what is missing', async () => {
  FakePeerConnection.routes = false;
  const server = await startServer();
  const [ada, ben] = [await party(server.url, 'Ada'), await party(server.url, 'Ben')];
  await ada.call.enter('blue');
  await ben.call.enter('blue');
  await vi.waitFor(() => expect(ada.made[0]?.remoteDescription).not.toBeNull());
  await vi.waitFor(() => expect(only(ada.call).reason).toBe('Looking for a network path.'));
  ada.made[0]?.becomes('failed');
  ada.made[0]?.becomes('failed');
  expect(only(ada.call).state).toBe('failed');
  expect(only(ada.call).reason).toBe(
    'No network path to this peer: only host candidates and no TURN server is configured.',
  );
});

test('a path that is looked for in vain for too long has failed, and is found when there is one', async () => {
  FakePeerConnection.routes = false;
  const server = await startServer();
  const [ada, ben] = [await party(server.url, 'Ada', ['audio'], 50), await party(server.url, 'Ben', ['audio'], 50)];
  await ada.call.enter('blue');
  await ben.call.enter('blue');
  await vi.waitFor(() => expect([only(ada.call).state, only(ben.call).state]).toEqual(['failed', 'failed']), { timeout: 10_000 });
  FakePeerConnection.routes = true;
  await connected([ada, ben]);
});

test('a peer that failed can be tried again at once', async () => {
  FakePeerConnection.routes = false;
  const server = await startServer();
  const [ada, ben] = [await party(server.url, 'Ada'), await party(server.url, 'Ben')];
  await ada.call.enter('blue');
  await ben.call.enter('blue');
  await vi.waitFor(() => expect(ada.made[0]?.remoteDescription).not.toBeNull());
  ada.made[0]?.becomes('failed');
  ada.made[0]?.becomes('failed');
  expect(only(ada.call).state).toBe('failed');
  FakePeerConnection.routes = true;
  only(ada.call).restart();
  expect(only(ada.call).state).toBe('connecting');
  await connected([ada, ben]);
});

test('a TURN server that refuses the credentials is named as the reason', async () => {
  FakePeerConnection.routes = false;
  const server = await startServer({ iceServers: [{ urls: 'turn:t', username: '1:a', credential: 'x' }] });
  const [ada, ben] = [await party(server.url, 'Ada'), await party(server.url, 'Ben')];
  await ada.call.enter('blue');
  await ben.call.enter('blue');
  await vi.waitFor(() => expect(ada.made[0]?.remoteDescription).not.toBeNull());
  ada.made[0]?.candidateError(401);
  ada.made[0]?.candidateError(701);
  expect(only(ada.call).reason).toBe('Looking for a network path; the TURN server refused the credentials.');
  ada.made[0]?.becomes('failed');
  ada.made[0]?.becomes('failed');
  expect(only(ada.call).reason).toBe('No network path to this peer: the TURN server refused the credentials.');
});

test('TURN servers of the application\'s own count as configured', async () => {
  FakePeerConnection.routes = false;
  const server = await startServer();
  const [ada, ben] = [
    await party(server.url, 'Ada', ['audio'], 15_000, { iceTransportPolicy: 'relay', iceServers: [{ urls: 'turn:t', username: 'a', credential: 'x' }] }),
    await party(server.url, 'Ben'),
  ];
  await ada.call.enter('blue');
  await ben.call.enter('blue');
  await vi.waitFor(() => expect(ada.made[0]?.remoteDescription).not.toBeNull());
  ada.made[0]?.becomes('failed');
  ada.made[0]?.becomes('failed');
  expect(only(ada.call).reason).toBe('No network path to this peer: the TURN server cannot be reached.');
});

test('ICE servers of the sign-in are used, and new ones are applied to open connections', async () => {
  const server = await startServer({ iceServers: [{ urls: 'stun:a' }] });
  const [ada, ben] = [await party(server.url, 'Ada'), await party(server.url, 'Ben')];
  await ada.call.enter('blue');
  await ben.call.enter('blue');
  await connected([ada, ben]);
  expect(ada.made[0]?.configurations).toEqual([{ bundlePolicy: 'max-bundle', iceServers: [{ urls: ['stun:a'] }] }]);
  const renewed = next(ada.signal, 'ice-servers');
  server.emitToAll('ice-servers', { ice_servers: [{ urls: ['stun:b'] }] });
  await renewed;
  expect(ada.made[0]?.configurations.at(-1)).toMatchObject({ iceServers: [{ urls: ['stun:b'] }] });
  expect(only(ada.call).state).toBe('connected');
});

test('being removed ends the call with a sentence', async () => {
  const server = await startServer();
  const [ada, ben] = [await party(server.url, 'Ada'), await party(server.url, 'Ben')];
  await ada.call.enter('blue');
  await ben.call.enter('blue');
  const ended = new Promise<Error>((resolve) => ben.call.on('ended', ({ error }) => resolve(error)));
  await ada.signal.kick('blue', ben.signal.id);
  expect((await ended).message).toBe('The owner removed you from the room.');
  expect(ben.call.peers.size).toBe(0);
});

test('a call that is turned away can be tried again', async () => {
  const server = await startServer();
  const owner = await connectedClient(server.url);
  await owner.create('blue');
  const knocked = next(owner, 'room-join-request');
  const ben = await party(server.url, 'Ben');
  const joining = expect(ben.call.join('blue')).rejects.toMatchObject({ code: 'forbidden' });
  await owner.reject('blue', (await knocked).peer_id);
  await joining;
  letAllIn(owner);
  await ben.call.join('blue');
  expect(ben.call.room).toBe('blue');
});
