// What stands between clients and servers: it can be cut, and lead elsewhere.
import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';

/** Passes connections on to one of several nodes, as a balancer does that knows nothing of sessions. */
export class Balancer {
  #server = createServer((near) => this.#join(near));
  #open = new Set();
  #next = 0;
  nodes = [];

  static async before(...nodes) {
    const balancer = new Balancer();
    balancer.nodes = nodes;
    balancer.#server.listen(0, '127.0.0.1');
    await once(balancer.#server, 'listening');
    balancer.url = `http://127.0.0.1:${balancer.#server.address().port}`;
    return balancer;
  }

  #join(near) {
    if (this.nodes.length === 0) return near.destroy();
    const node = new URL(this.nodes[this.#next++ % this.nodes.length].url);
    const far = createConnection(Number(node.port), node.hostname);
    const both = [near, far];
    both.forEach((end, i) => {
      this.#open.add(end);
      end.on('error', () => {});
      end.on('close', () => (this.#open.delete(end), both[1 - i].destroy()));
      end.pipe(both[1 - i]);
    });
  }

  /** Breaks all connections without a goodbye; new ones go to these nodes, or fail where there are none. */
  moveTo(...nodes) {
    this.nodes = nodes;
    for (const end of this.#open) end.destroy();
  }

  close() {
    this.moveTo();
    this.#server.close();
  }
}
