/**
 * Rooms, calls and WebRTC signaling over a Chat Signal server.
 *
 * @packageDocumentation
 */
export { Call, type CallEvents, type CallOptions } from './call.ts';
export type { CallPeer, CallPeerEvents } from './call-peer.ts';
export type { ConnectionState, Traffic } from './connection.ts';
export { SignalError, type ErrorCode } from './errors.ts';
export type { TrackKind } from './link.ts';
export type { PathState } from './path.ts';
export type { PathQuality } from './quality.ts';
export type { Rejoined } from './rejoin.ts';
export type { Room } from './room.ts';
export { SignalClient, type Joined, type SignalClientEvents, type SignalClientOptions } from './signal-client.ts';
export type {
  ClientEvents,
  IceServer,
  Json,
  PeerInfo,
  RejectCode,
  ServerEvents,
  WireCandidate,
  WireDescription,
} from './wire.ts';
