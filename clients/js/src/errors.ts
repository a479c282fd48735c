import type { Json, RejectCode } from './wire.ts';

/**
 * What went wrong, for code: the server's own codes, and four of the client's. `timeout`: the server did not answer;
 * `unreachable`: there is no connection to it; `closed`: this client was closed; `aborted`: the caller took the request back.
 */
export type ErrorCode = RejectCode | 'timeout' | 'unreachable' | 'closed' | 'aborted';

/** A request that came to nothing. `message` is a sentence, `code` is for code. */
export class SignalError extends Error {
  override readonly name = 'SignalError';
  /** What went wrong, for code. */
  readonly code: ErrorCode;
  /** The wire event that was refused, such as `room-join-request`. */
  readonly event: string;
  /** The room that it was about. */
  readonly room: string | undefined;
  /** What came along with the refusal. */
  readonly payload: Json | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    about: { event: string; room?: string | undefined; payload?: Json | undefined },
  ) {
    super(message);
    this.code = code;
    this.event = about.event;
    this.room = about.room;
    this.payload = about.payload;
  }
}
