import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A TCP door in front of a server that a test can slam: every connection breaks, and none gets through until it is opened. */
export class Gate {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #target: number;
  #shut = false;

  constructor(targetPort: number) {
    this.#target = targetPort;
    this.#server = createServer((inner) => this.#pass(inner));
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  shut(): void {
    this.#shut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Nothing gets through any more, and neither side is told. */
  swallow(): void {
    for (const socket of this.#sockets) {
      socket.unpipe();
      socket.resume();
    }
  }

  open(targetPort = this.#target): void {
    this.#target = targetPort;
    this.#shut = false;
  }

  stop(): void {
    this.shut();
    this.#server.close();
  }

  #pass(inner: Socket): void {
    if (this.#shut) return void inner.destroy();
    const outer = connect(this.#target, '127.0.0.1');
    for (const [socket, other] of [[inner, outer], [outer, inner]] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}
