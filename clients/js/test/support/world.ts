import { afterEach } from 'vitest';
import { SignalClient, type SignalClientEvents, type SignalClientOptions } from '../../src/index.ts';
import { appToken, FakeServer, type FakeServerOptions } from './fake-server.ts';
import { Gate } from './gate.ts';

const endings: (() => unknown)[] = [];

/** Runs `end` after the test, last one first. */
export function afterwards(end: () => unknown): void {
  endings.push(end);
}

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

export async function startServer(options: FakeServerOptions = {}): Promise<FakeServer> {
  const server = await new FakeServer(options).start();
  afterwards(() => server.stop());
  return server;
}

export async function startGate(server: FakeServer): Promise<Gate> {
  const gate = await new Gate(server.port).start();
  afterwards(() => gate.stop());
  return gate;
}

export function clientOf(url: string, options: Partial<SignalClientOptions> = {}): SignalClient {
  const client = new SignalClient(url, {
    token: appToken,
    io: { reconnectionDelay: 20, reconnectionDelayMax: 60, forceNew: true },
    ...options,
  });
  afterwards(() => client.close());
  return client;
}

export async function connectedClient(url: string, options: Partial<SignalClientOptions> = {}): Promise<SignalClient> {
  const client = clientOf(url, options);
  await client.connect();
  return client;
}

/** The next such event that fits. */
export function next<E extends keyof SignalClientEvents>(
  client: SignalClient,
  event: E,
  fits: (data: SignalClientEvents[E]) => boolean = () => true,
): Promise<SignalClientEvents[E]> {
  return new Promise((resolve) => {
    const stop = client.on(event, (data) => {
      if (!fits(data)) return;
      stop();
      resolve(data);
    });
  });
}

/** Answers every knock with yes, and returns the function that ends that. */
export function letAllIn(owner: SignalClient): () => void {
  // The test may be over, and the owner gone, before the answer is.
  return owner.on('room-join-request', ({ room, peer_id }) => void owner.accept(room, peer_id).catch(() => undefined));
}

/** Owner and guest in one room. */
export async function pair(owner: SignalClient, guest: SignalClient, room: string): Promise<void> {
  await owner.create(room);
  const stop = letAllIn(owner);
  await guest.join(room);
  stop();
}
