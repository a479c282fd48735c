// One stock client with its events in order, so that a test can ask for the next of a name and can
// tell at the end that nothing came that it didn't ask for.
import assert from 'node:assert/strict';

export class Peer {
  #arrived = [];
  #waiting = [];

  constructor(socket) {
    this.socket = socket;
    const take = (name, data) => {
      const index = this.#waiting.findIndex((wait) => wait.name === name);
      if (index >= 0) this.#waiting.splice(index, 1)[0].resolve(data);
      else this.#arrived.push({ name, data });
    };
    for (const name of ['connect', 'connect_error']) socket.on(name, (data) => take(name, data));
    const wire = socket.onevent;
    socket.onevent = function (packet) {
      take(packet.data[0], packet.data[1]);
      wire.call(this, packet);
    };
  }

  next(name) {
    const index = this.#arrived.findIndex((event) => event.name === name);
    if (index >= 0) return Promise.resolve(this.#arrived.splice(index, 1)[0].data);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no ${name} came`)), 10_000);
      const done = (data) => (clearTimeout(late), resolve(data));
      this.#waiting.push({ name, resolve: done });
    });
  }

  unread() {
    return this.#arrived.map((event) => event.name);
  }

  emit(name, fields) {
    this.socket.emit(name, { auth: this.auth, ...fields });
  }

  ask(name, fields) {
    return new Promise((resolve) => {
      this.socket.emit(name, { auth: this.auth, ...fields }, resolve);
    });
  }

  async authenticate(token, more = {}) {
    this.socket.emit('auth-request', { token, ...more });
    this.auth = (await this.next('auth-accept')).token;
  }

  /** Sends these one after the other, each when the one before was granted. */
  async relay(room, to, messages) {
    for (const message of messages) {
      const answer = await this.ask('relay-message', { room, to, message });
      assert.equal(answer.ok, true, JSON.stringify(answer));
    }
  }

  /** Expects these in this order. */
  async receive(messages) {
    for (const message of messages) assert.equal((await this.next('message')).message, message);
  }

  disconnected() {
    return new Promise((resolve) => this.socket.once('disconnect', resolve));
  }
}
