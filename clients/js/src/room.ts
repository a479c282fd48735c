import { keyOf, reservedIn } from './identity.ts';
import type { Json, ServerEvents } from './wire.ts';

/** How long a member that went away may come back on its own proof. */
const readmissionMillis = 120_000;

/** A room as one of its members sees it. It changes with the server's events; never write to it. */
export class Room {
  /** What the room is called. */
  readonly name: string;
  /** This client's own id in it. */
  readonly self: string;
  /** Every other member, with what it says of itself. */
  readonly members = new Map<string, Json | undefined>();
  /** The owner's id where it is known: members of other clients' making don't tell it. */
  owner: string | undefined;
  /** Whether this client may let in, turn away and remove. */
  mine: boolean;
  readonly #departed = new Map<string, number>();

  private constructor(name: string, self: string, owner: string | undefined) {
    this.name = name;
    this.self = self;
    this.owner = owner;
    this.mine = owner === self;
  }

  /** @internal */
  static created(name: string, self: string): Room {
    return new Room(name, self, self);
  }

  /** @internal */
  static joined(event: ServerEvents['room-join-accept'], self: string): Room {
    const owner = reservedIn(event.payload)?.['owner'];
    const room = new Room(event.room, self, typeof owner === 'string' ? owner : undefined);
    for (const peer of event.peers) room.members.set(peer, event.peersinfo?.[peer]);
    return room;
  }

  /** @internal */
  joins(event: ServerEvents['room-user-join']): void {
    this.members.set(event.peer_id, event.peerinfo);
  }

  /** @internal */
  leaves(event: ServerEvents['room-user-leave'], now: number): void {
    const kicked = reservedIn(event.payload)?.['kicked'] === true;
    if (!kicked) this.#remember(this.members.get(event.peer_id), now);
    this.members.delete(event.peer_id);
    if (this.owner === event.peer_id) this.owner = undefined;
  }

  /** @internal */
  ownedBy(peer: string): void {
    this.owner = peer;
    this.mine = peer === this.self;
  }

  /**
   * Takes over what is still true of the room as it was `before` this peer entered it again.
   *
   * @internal
   */
  inherit(before: Room, now: number): void {
    if (before.self === this.self) {
      this.mine ||= before.mine;
      this.owner ??= before.owner;
    }
    for (const [key, at] of before.#departed) this.#departed.set(key, at);
    for (const info of before.members.values()) this.#remember(info, now);
  }

  /**
   * Whether someone with this identity is a member, or was one a moment ago.
   *
   * @internal
   */
  knows(key: string, now: number): boolean {
    const at = this.#departed.get(key);
    return this.memberWith(key) !== undefined || (at !== undefined && now - at < readmissionMillis);
  }

  /**
   * The id under which someone with this identity is a member now.
   *
   * @internal
   */
  memberWith(key: string): string | undefined {
    for (const [peer, info] of this.members) if (keyOf(info) === key) return peer;
    return undefined;
  }

  #remember(info: Json | undefined, now: number): void {
    const key = keyOf(info);
    if (key !== undefined) this.#departed.set(key, now);
  }
}
