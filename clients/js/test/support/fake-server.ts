import { createServer, type RequestListener, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { Server, type Socket } from 'socket.io';
import type { Ack, IceServer, Json } from '../../src/wire.ts';

type Fields = { auth?: string; room?: string; peer_id?: string; to?: string; payload?: Json; [field: string]: Json | undefined };
type Answer = (ack: Ack) => void;

interface FakeRoom {
  owner: string;
  members: string[];
  candidates: { id: string; payload: Json | undefined }[];
}

export interface FakeServerOptions {
  readonly port?: number;
  readonly resumeWindowMs?: number;
  readonly tokenLifetimeSeconds?: number;
  readonly iceServers?: readonly IceServer[];
  /** Answers what is not Socket.IO. */
  readonly pages?: RequestListener;
}

export const appToken = 'app-token';

/** The wire contract in memory, on the official Socket.IO server: what these tests need of it, no limits. */
export class FakeServer {
  readonly #http: HttpServer = createServer();
  readonly #io: Server;
  readonly #options: FakeServerOptions;
  readonly #rooms = new Map<string, FakeRoom>();
  readonly #tokens = new Map<string, string>();
  readonly #infos = new Map<string, Json>();
  readonly #leaving = new Map<string, NodeJS.Timeout>();
  /** Sign-ins so far, by socket id. */
  readonly signIns: string[] = [];
  refuseAllTokens = false;
  silent = false;
  /** How long the acknowledgement of each request is held back. */
  answerAfterMs = 0;

  constructor(options: FakeServerOptions = {}) {
    this.#options = options;
    if (options.pages) this.#http.on('request', options.pages);
    this.#io = new Server(this.#http, {
      serveClient: false,
      connectionStateRecovery: { maxDisconnectionDuration: options.resumeWindowMs ?? 0, skipMiddlewares: true },
    });
    this.#io.use((socket, next) =>
      (socket.handshake.auth as { token?: string }).token === appToken && !this.refuseAllTokens ? next() : next(new Error('Token is not valid')),
    );
    this.#io.on('connection', (socket) => this.#connected(socket));
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#http.listen(this.#options.port ?? 0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    for (const timer of this.#leaving.values()) clearTimeout(timer);
    await this.#io.close();
  }

  /** Forgets every session token, as a server does that lost its memory. */
  forgetTokens(): void {
    this.#tokens.clear();
  }

  emitToAll(event: string, data: Json): void {
    this.#io.emit(event, data);
  }

  sayGoodbyeToAll(): void {
    this.#io.disconnectSockets(false);
  }

  #connected(socket: Socket): void {
    clearTimeout(this.#leaving.get(socket.id));
    socket.on('auth-request', (request: Fields, answer?: Answer) => this.#signIn(socket, request, answer));
    socket.on('disconnect', (reason) => {
      const goes = (): void => this.#gone(socket.id);
      const final = ['client namespace disconnect', 'server namespace disconnect'].includes(reason);
      if (final || !this.#options.resumeWindowMs) goes();
      else this.#leaving.set(socket.id, setTimeout(goes, this.#options.resumeWindowMs));
    });
    const requests: Record<string, (room: string, fields: Fields) => Ack> = {
      'room-create-request': (room, fields) => this.#create(socket, room, fields),
      'room-join-request': (room, fields) => this.#join(socket, room, fields),
      'room-join-accept': (room, fields) => this.#accept(socket, room, fields),
      'room-join-reject': (room, fields) => this.#reject(socket, room, fields),
      'room-leave': (room) => this.#leave(socket.id, room),
      'room-kick': (room, fields) => this.#kick(socket, room, fields),
      'relay-message': (room, fields) => this.#message(socket, room, fields),
      'relay-session-description': (room, fields) => this.#relay(socket, room, 'session-description', fields),
      'relay-ice-candidate': (room, fields) => this.#relay(socket, room, 'ice-candidate', fields),
    };
    for (const [event, handle] of Object.entries(requests)) {
      socket.on(event, (fields: Fields, answer?: Answer) => {
        if (this.silent) return;
        if (fields.auth === undefined || this.#tokens.get(fields.auth) !== socket.id) {
          socket.emit('unauthorized', { message: 'Token is not valid' });
          answer?.({ ok: false, code: 'unauthorized', message: 'Token is not valid' });
          return;
        }
        const outcome = handle(fields.room ?? '', fields);
        if (!outcome.ok && event.startsWith('relay')) socket.emit('request-reject', { event, ...outcome });
        if (this.answerAfterMs > 0) setTimeout(() => answer?.(outcome), this.answerAfterMs);
        else answer?.(outcome);
      });
    }
  }

  #signIn(socket: Socket, request: Fields, answer?: Answer): void {
    if (this.silent) return;
    if (request['token'] !== appToken || this.refuseAllTokens) {
      socket.emit('auth-reject', { message: 'Token is not valid', code: 'forbidden' });
      return;
    }
    const iat = Math.floor(Date.now() / 1000);
    const claims = { socket: socket.id, jti: randomUUID(), iat, exp: iat + (this.#options.tokenLifetimeSeconds ?? 86400) };
    const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
    for (const [old, id] of this.#tokens) if (id === socket.id) this.#tokens.delete(old);
    this.#tokens.set(token, socket.id);
    this.#infos.set(socket.id, request['peerinfo'] ?? {});
    this.signIns.push(socket.id);
    const accept = { token, ...(this.#options.iceServers ? { ice_servers: this.#options.iceServers as readonly object[] as readonly Json[] } : {}) };
    socket.emit('auth-accept', accept);
    answer?.({ ok: true, ...accept });
  }

  #create(socket: Socket, wanted: string, fields: Fields): Ack {
    const room = wanted || randomUUID();
    if (this.#rooms.has(room)) {
      const refusal = { code: 'conflict' as const, message: 'Room already taken someone else. Please type another room name or stay it blank' };
      socket.emit('room-create-reject', { room, ...refusal });
      return { ok: false, ...refusal };
    }
    this.#rooms.set(room, { owner: socket.id, members: [socket.id], candidates: [] });
    socket.emit('room-create-accept', { room, ...optional('payload', fields.payload) });
    return { ok: true, room, ...optional('payload', fields.payload) };
  }

  #join(socket: Socket, name: string, fields: Fields): Ack {
    const room = this.#rooms.get(name);
    if (!room) {
      socket.emit('room-join-reject', { room: name, message: 'Room is not found.', code: 'not_found' });
      return { ok: false, code: 'not_found', message: 'Room is not found.' };
    }
    if (room.members.includes(socket.id)) this.#welcome(name, room, socket.id, undefined);
    else {
      room.candidates.push({ id: socket.id, payload: fields.payload });
      this.#announce(name, room.owner, socket.id, fields.payload);
    }
    return { ok: true, room: name };
  }

  #announce(name: string, owner: string, peer: string, payload: Json | undefined): void {
    this.#io.to(owner).emit('room-join-request', { room: name, peer_id: peer, peerinfo: this.#infos.get(peer), ...optional('payload', payload) });
  }

  #accept(socket: Socket, name: string, { peer_id = '', payload }: Fields): Ack {
    const room = this.#rooms.get(name);
    if (room?.owner !== socket.id) return notOwner;
    if (!this.#takeCandidate(room, peer_id)) return { ok: false, code: 'not_found', message: 'No such request is open.' };
    room.members.push(peer_id);
    const event = { room: name, peer_id, peerinfo: this.#infos.get(peer_id), ...optional('payload', payload) };
    for (const member of room.members) if (member !== peer_id) this.#io.to(member).emit('room-user-join', event);
    this.#welcome(name, room, peer_id, payload);
    return { ok: true };
  }

  #welcome(name: string, room: FakeRoom, peer: string, payload: Json | undefined): void {
    this.#io.to(peer).emit('room-join-accept', {
      room: name,
      peer_id: peer,
      peers: room.members.filter((member) => member !== peer),
      peersinfo: Object.fromEntries(room.members.map((member) => [member, this.#infos.get(member)])),
      ...optional('payload', payload),
    });
  }

  #reject(socket: Socket, name: string, { peer_id = '', payload }: Fields): Ack {
    const room = this.#rooms.get(name);
    if (room?.owner !== socket.id) return notOwner;
    this.#takeCandidate(room, peer_id);
    const message = 'Room owner was rejected your request';
    this.#io.to(peer_id).emit('room-join-reject', { room: name, peer_id, message, code: 'forbidden', ...optional('payload', payload) });
    return { ok: true };
  }

  #kick(socket: Socket, name: string, { peer_id = '', payload }: Fields): Ack {
    const room = this.#rooms.get(name);
    if (room?.owner !== socket.id) return notOwner;
    this.#io.to(peer_id).emit('room-kicked', { room: name, ...optional('payload', payload) });
    return this.#leave(peer_id, name, payload);
  }

  #message(socket: Socket, name: string, { to, message, payload }: Fields): Ack {
    const room = this.#rooms.get(name);
    if (!room?.members.includes(socket.id)) return { ok: false, code: 'forbidden', message: 'You are not in this room.' };
    const receivers = to === undefined ? room.members.filter((member) => member !== socket.id) : [to];
    for (const receiver of receivers) {
      this.#io.to(receiver).emit('message', { room: name, peer_id: socket.id, message, ...optional('payload', payload) });
    }
    return { ok: true };
  }

  #relay(socket: Socket, name: string, event: string, { to = '', payload, ...fields }: Fields): Ack {
    const members = this.#rooms.get(name)?.members ?? [];
    if (!members.includes(socket.id) || !members.includes(to)) return { ok: false, code: 'not_found', message: 'No such peer in this room.' };
    const content = event.replace('-', '_');
    this.#io.to(to).emit(event, { room: name, peer_id: socket.id, [content]: fields[content], ...optional('payload', payload) });
    return { ok: true };
  }

  #leave(id: string, name: string, payload?: Json): Ack {
    const room = this.#rooms.get(name);
    if (!room) return { ok: true };
    if (this.#takeCandidate(room, id)) this.#io.to(room.owner).emit('room-join-cancel', { room: name, peer_id: id });
    if (!room.members.includes(id)) return { ok: true };
    room.members = room.members.filter((member) => member !== id);
    const event = { room: name, peer_id: id, peerinfo: this.#infos.get(id), ...optional('payload', payload) };
    for (const member of room.members) this.#io.to(member).emit('room-user-leave', event);
    const heir = room.members[0];
    if (heir === undefined) this.#end(name, room);
    else if (room.owner === id) this.#inherit(name, room, heir);
    return { ok: true };
  }

  #inherit(name: string, room: FakeRoom, heir: string): void {
    room.owner = heir;
    for (const member of room.members) this.#io.to(member).emit('room-owner-change', { room: name, peer_id: heir });
    for (const { id, payload } of room.candidates) this.#announce(name, heir, id, payload);
  }

  #end(name: string, room: FakeRoom): void {
    this.#rooms.delete(name);
    for (const { id } of room.candidates) {
      this.#io.to(id).emit('room-join-reject', { room: name, message: 'Room is not found.', code: 'not_found' });
    }
  }

  #takeCandidate(room: FakeRoom, id: string): boolean {
    const before = room.candidates.length;
    room.candidates = room.candidates.filter((candidate) => candidate.id !== id);
    return room.candidates.length < before;
  }

  #gone(id: string): void {
    for (const name of [...this.#rooms.keys()]) this.#leave(id, name);
    this.#infos.delete(id);
  }
}

const notOwner: Ack = { ok: false, code: 'forbidden', message: 'Only an owner of the room may do this.' };

function optional<K extends string>(key: K, value: Json | undefined): { [key in K]?: Json } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]?: Json });
}
