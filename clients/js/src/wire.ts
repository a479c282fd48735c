/**
 * Every event that crosses the wire, with the field names that cross it. `protocol/*.json` holds a
 * sample of each; a test compiles those samples against these types, so neither can drift.
 */

/** Anything JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What a peer tells the others about itself, such as a name. */
export type PeerInfo = { readonly [key: string]: Json };

/** Why a request was refused. The server may learn new codes, so others can come. */
export type RejectCode =
  | 'invalid'
  | 'not_found'
  | 'forbidden'
  | 'conflict'
  | 'too_large'
  | 'rate_limited'
  | 'unknown_event'
  | 'unavailable'
  | 'unauthorized';

/** One entry of `RTCConfiguration.iceServers`, as the server sends it. */
export interface IceServer {
  /** One address or several, such as `turn:turn.example.org:3478?transport=udp`. */
  readonly urls: string | readonly string[];
  /** With TURN: the second at which the password expires, a colon and the peer's id. */
  readonly username?: string;
  /** With TURN: the password. */
  readonly credential?: string;
}

/** The part of a session description that is relayed. */
export interface WireDescription {
  readonly type: 'offer' | 'answer' | 'pranswer' | 'rollback';
  readonly sdp?: string;
}

/** The part of an ICE candidate that is relayed. */
export interface WireCandidate {
  readonly candidate?: string;
  readonly sdpMid?: string | null;
  readonly sdpMLineIndex?: number | null;
  readonly usernameFragment?: string | null;
}

interface Authorized {
  readonly auth: string;
  readonly payload?: Json;
}

interface AboutCandidate extends Authorized {
  readonly room: string;
  readonly peer_id: string;
  readonly to?: string;
}

interface Relay extends Authorized {
  readonly room: string;
  readonly to: string;
  readonly peer_id?: string;
}

/** What a client may emit. */
export interface ClientEvents {
  /** Signs in with an app token. */
  'auth-request': { readonly token: string; readonly payload?: Json; readonly peerinfo?: PeerInfo };
  /** Makes a room, with a made-up name where none is given. */
  'room-create-request': Authorized & { readonly room?: string };
  /** Asks a room's owners to be let in. */
  'room-join-request': Authorized & { readonly room: string };
  /** An owner lets somebody in. */
  'room-join-accept': AboutCandidate;
  /** An owner turns somebody away. */
  'room-join-reject': AboutCandidate;
  /** An offer or an answer for another member. */
  'relay-session-description': Relay & { readonly session_description: WireDescription };
  /** An address for another member. */
  'relay-ice-candidate': Relay & { readonly ice_candidate: WireCandidate };
  /** Leaves a room, or takes a request to join back. */
  'room-leave': Authorized & { readonly room: string };
  /** An owner removes a member. */
  'room-kick': Authorized & { readonly room: string; readonly peer_id: string };
  /** A message for one member, or for all. */
  'relay-message': Authorized & { readonly room: string; readonly to?: string; readonly message: Json };
}

interface InRoom {
  readonly room: string;
  readonly payload?: Json;
}

interface FromPeer extends InRoom {
  readonly peer_id: string;
}

interface AboutPeer extends FromPeer {
  readonly peerinfo?: Json;
}

interface Refusal {
  readonly message: string;
  readonly code?: RejectCode;
  readonly payload?: Json;
}

/** What the server may emit. */
export interface ServerEvents {
  /** An emit came without a session token that is valid here and now. */
  'unauthorized': { readonly message: string };
  /** Signed in: the session token, and STUN and TURN servers. */
  'auth-accept': {
    readonly token: string;
    readonly payload?: Json;
    readonly ice_servers?: readonly IceServer[];
  };
  /** The app token was refused. */
  'auth-reject': Refusal;
  /** STUN and TURN servers with new passwords. */
  'ice-servers': { readonly ice_servers: readonly IceServer[] };
  /** The room is made, and this peer owns it. */
  'room-create-accept': InRoom;
  /** The room could not be made; mostly because its name is taken. */
  'room-create-reject': Refusal & { readonly room?: string };
  /** Somebody is at the door of a room that this peer owns. */
  'room-join-request': AboutPeer;
  /** Somebody is not at the door any more. */
  'room-join-cancel': { readonly room: string; readonly peer_id: string };
  /** This peer was let in. */
  'room-join-accept': FromPeer & {
    readonly peers: readonly string[];
    readonly peersinfo?: { readonly [peer: string]: Json };
  };
  /** This peer was turned away, or the room is not there. */
  'room-join-reject': Refusal & { readonly room?: string; readonly peer_id?: string };
  /** Somebody came in. */
  'room-user-join': AboutPeer;
  /** Somebody left, was removed, or is gone. */
  'room-user-leave': AboutPeer;
  /** The last owner left, and this member follows. */
  'room-owner-change': { readonly room: string; readonly peer_id: string };
  /** An owner removed this peer. */
  'room-kicked': InRoom;
  /** An offer or an answer from another member. */
  'session-description': FromPeer & { readonly session_description: WireDescription };
  /** An address of another member. */
  'ice-candidate': FromPeer & { readonly ice_candidate: WireCandidate };
  /** A message from another member. */
  'message': FromPeer & { readonly message: Json };
  /** Something that has no refusal of its own was refused. */
  'request-reject': Refusal & { readonly event: string; readonly room?: string };
  /** The server is about to stop, and this is when to leave it. */
  'server-drain': { readonly retry_after_ms: number };
}

/** How the server calls an emit's acknowledgement. */
export type Ack =
  | ({ readonly ok: true } & { readonly [field: string]: Json | undefined })
  | {
      readonly ok: false;
      readonly code: RejectCode;
      readonly message: string;
      readonly payload?: Json;
    };

/** The names of the server's events, for code that listens to all of them. */
export const serverEvents = [
  'unauthorized',
  'auth-accept',
  'auth-reject',
  'ice-servers',
  'room-create-accept',
  'room-create-reject',
  'room-join-request',
  'room-join-cancel',
  'room-join-accept',
  'room-join-reject',
  'room-user-join',
  'room-user-leave',
  'room-owner-change',
  'room-kicked',
  'session-description',
  'ice-candidate',
  'message',
  'request-reject',
  'server-drain',
] as const satisfies readonly (keyof ServerEvents)[];
