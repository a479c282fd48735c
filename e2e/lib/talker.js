// A stock client in a call that keeps on talking, and keeps account of it.
import { setTimeout as pause } from 'node:timers/promises';
import { Peer } from './peer.js';

export class Talker {
  sent = 0;
  acknowledged = [];
  unknown = [];
  refused = [];
  heard = [];
  left = [];
  ids = new Set();
  recoveries = 0;
  #ready = true;
  #over = false;
  #open = 0;

  /** One that `understands` is told that its server stops, and leaves it when it has its answers. */
  constructor(socket, understands) {
    this.peer = new Peer(socket);
    this.socket = socket;
    socket.on('connect', () => {
      this.ids.add(socket.id);
      this.recoveries += socket.recovered ? 1 : 0;
      this.#ready = true;
    });
    socket.on('message', ({ message }) => this.heard.push(message));
    socket.on('room-user-leave', ({ peer_id }) => this.left.push(peer_id));
    if (understands) {
      socket.on('server-drain', async ({ retry_after_ms }) => {
        await pause(retry_after_ms);
        this.#ready = false;
        while (this.#open > 0) await pause(5);
        if (socket.connected) socket.io.engine.close();
      });
    }
  }

  get steady() {
    return this.#ready && this.socket.connected;
  }

  async #say(room, to) {
    const message = this.sent++;
    this.#open++;
    const gone = new Promise((resolve) => this.socket.once('disconnect', () => resolve(undefined)));
    const answer = await Promise.race([this.peer.ask('relay-message', { room, to, message }), gone]);
    this.#open--;
    (answer?.ok ? this.acknowledged : this.unknown).push(message);
    if (answer && !answer.ok) this.refused.push(answer.message);
  }

  /** Says something to the other one again and again: so many times, then it is silent for so long. */
  async talk(room, to, burst, silenceMillis) {
    while (!this.#over && this.refused.length === 0) {
      for (let i = 0; i < burst && this.steady; i++) {
        await this.#say(room, to);
        await pause(20);
      }
      await pause(silenceMillis);
    }
  }

  async fallSilent() {
    this.#over = true;
    while (this.#open > 0 || !this.steady) await pause(10);
  }

  close() {
    this.#over = true;
    this.socket.close();
  }
}
