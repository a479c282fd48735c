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
  readonly urls: string | readonly string[];
  readonly username?: string;
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
  'auth-request': { readonly token: string; readonly payload?: Json; readonly peerinfo?: PeerInfo };
  'room-create-request': Authorized & { readonly room?: string };
  'room-join-request': Authorized & { readonly room: string };
  'room-join-accept': AboutCandidate;
  'room-join-reject': AboutCandidate;
  'relay-session-description': Relay & { readonly session_description: WireDescription };
  'relay-ice-candidate': Relay & { readonly ice_candidate: WireCandidate };
  'room-leave': Authorized & { readonly room: string };
  'room-kick': Authorized & { readonly room: string; readonly peer_id: string };
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
  'unauthorized': { readonly message: string };
  'auth-accept': {
    readonly token: string;
    readonly payload?: Json;
    readonly ice_servers?: readonly IceServer[];
  };
  'auth-reject': Refusal;
  'ice-servers': { readonly ice_servers: readonly IceServer[] };
  'room-create-accept': InRoom;
  'room-create-reject': Refusal & { readonly room?: string };
  'room-join-request': AboutPeer;
  'room-join-cancel': { readonly room: string; readonly peer_id: string };
  'room-join-accept': FromPeer & {
    readonly peers: readonly string[];
    readonly peersinfo?: { readonly [peer: string]: Json };
  };
  'room-join-reject': Refusal & { readonly room?: string; readonly peer_id?: string };
  'room-user-join': AboutPeer;
  'room-user-leave': AboutPeer;
  'room-owner-change': { readonly room: string; readonly peer_id: string };
  'room-kicked': InRoom;
  'session-description': FromPeer & { readonly session_description: WireDescription };
  'ice-candidate': FromPeer & { readonly ice_candidate: WireCandidate };
  'message': FromPeer & { readonly message: Json };
  'request-reject': Refusal & { readonly event: string; readonly room?: string };
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
