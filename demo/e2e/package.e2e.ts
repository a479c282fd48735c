import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { until } from './support/endings.ts';
import { demoToken, labPage } from './support/lab.ts';
import { startServer } from './support/server.ts';
import { startTurn } from './support/turn.ts';

test('the fifteen lines of the README make a video call', async () => {
  const { url } = await startServer();
  const readme = readFileSync(join(import.meta.dirname, '../../clients/js/README.md'), 'utf8');
  const lines = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  expect(lines.trim().split('\n').filter(Boolean).length).toBeLessThanOrEqual(15);
  const program = lines.replace('https://signal.example.org', url).replace('YOUR_APP_TOKEN', await demoToken(url));
  // Whoever comes first opens the room and lets the other in.
  const pages = await Promise.all([labPage(url, program), labPage(url, program)]);
  for (const page of pages) {
    await until('the other to be seen', () =>
      page.locator('video').evaluateAll((videos) => videos.length === 1 && (videos[0] as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames > 5),
    );
  }
});

const party = (token: string, options = '{}'): string => `
  import { Call, SignalClient } from '@chat-signal/client';
  const signal = new SignalClient('', { token: ${JSON.stringify(token)} });
  signal.on('room-join-request', ({ room, peer_id }) => void signal.accept(room, peer_id));
  await signal.connect();
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 160, height: 90, frameRate: 8 } });
  const call = new Call(signal, { stream, ...${options} });
  const problems = [];
  call.on('problem', ({ error }) => problems.push(String(error)));
  await call.enter('lab');
  Object.assign(globalThis, { signal, call, problems });
`;

interface Lab {
  call: { peers: Map<string, { state: string; reason: string; connection: RTCPeerConnection }> };
  signal: { iceServers: readonly RTCIceServer[] };
  problems: string[];
}

async function statesAre(page: Page, state: string): Promise<void> {
  await until(`a peer that is ${state}`, () =>
    page.evaluate((wanted) => {
      const peers = [...((globalThis as unknown as Lab).call?.peers.values() ?? [])];
      return peers.length === 1 && peers.every((peer) => peer.state === wanted);
    }, state),
    120_000,
  );
}

function reasonOn(page: Page): Promise<string | undefined> {
  return page.evaluate(() => [...(globalThis as unknown as Lab).call.peers.values()][0]?.reason);
}

async function pairOf(url: string, options?: string): Promise<[Page, Page]> {
  const program = party(await demoToken(url), options);
  const first = await labPage(url, program);
  await until('the first to be in', () => first.evaluate(() => 'call' in globalThis));
  const second = await labPage(url, program);
  await until('the second to be in', () => second.evaluate(() => 'call' in globalThis));
  return [first, second];
}

test('both sides renegotiate at the same instant a hundred times, and every time it settles', async () => {
  const { url } = await startServer();
  const pages = await pairOf(url);
  for (const page of pages) await statesAre(page, 'connected');
  for (let round = 1; round <= 100; round++) {
    const added = pages.map((page) =>
      page.evaluate(async () => {
        const { call } = globalThis as unknown as Lab;
        const [peer] = [...call.peers.values()];
        const connection = peer?.connection as RTCPeerConnection;
        // Every second round an ICE restart, else one more line of media; both need an offer of their own.
        const before = connection.localDescription?.sdp;
        if (connection.getTransceivers().length < 12 && Math.random() < 0.2) connection.addTransceiver('audio', { direction: 'inactive' });
        else connection.restartIce();
        const settled = (): boolean => connection.signalingState === 'stable' && connection.localDescription?.sdp !== before;
        while (!settled()) await new Promise((resolve) => setTimeout(resolve, 10));
      }),
    );
    await Promise.all(added);
  }
  for (const page of pages) {
    await statesAre(page, 'connected');
    expect(await page.evaluate(() => (globalThis as unknown as Lab).problems)).toEqual([]);
  }
});

const turnSecret = 'a secret that the server and coturn share';

test('a call forced through a real TURN server works with the credentials that the server made', async () => {
  const turn = await startTurn(turnSecret);
  const { url } = await startServer({ env: { TURN_URLS: turn.url, TURN_SECRET: turnSecret, TURN_TTL: '600' } });
  const pages = await pairOf(url, "{ configuration: { iceTransportPolicy: 'relay' } }");
  for (const page of pages) {
    await statesAre(page, 'connected');
    await until('the words for it', async () => (await reasonOn(page)) === 'Connected through a TURN server.');
  }
  expect(turn.log()).toContain('ALLOCATE processed, success');
});

test('with an expired credential the TURN server refuses, and the peer says so', async () => {
  const turn = await startTurn(turnSecret);
  const { url } = await startServer();
  const expired = await expiredCredential(turn.url);
  const pages = await pairOf(url, `{ pathTimeoutMs: 4000, configuration: { iceTransportPolicy: 'relay', iceServers: [${JSON.stringify(expired)}] } }`);
  for (const page of pages) {
    await statesAre(page, 'failed');
    expect(await reasonOn(page)).toBe('No network path to this peer: the TURN server refused the credentials.');
  }
  expect(turn.log()).not.toContain('ALLOCATE processed, success');
});

test('with no path and no TURN server the peer says what is missing', async () => {
  const { url } = await startServer();
  const pages = await pairOf(url, "{ pathTimeoutMs: 4000, configuration: { iceTransportPolicy: 'relay' } }");
  for (const page of pages) await statesAre(page, 'failed');
  expect(await reasonOn(pages[0])).toBe('No network path to this peer: only relayed connections are allowed and no TURN server is configured.');
});

async function expiredCredential(url: string): Promise<RTCIceServer> {
  const { createHmac } = await import('node:crypto');
  const username = `${Math.floor(Date.now() / 1000) - 60}:peer`;
  return { urls: url, username, credential: createHmac('sha1', turnSecret).update(username).digest('base64') };
}
