import type { Socket } from 'socket.io-client';
import { SignalError } from './errors.ts';
import { lifetimeMillis } from './session-token.ts';
import type { ClientEvents, ServerEvents } from './wire.ts';

const about = { event: 'auth-request' };

/** A session token and how long it is good for. */
export interface Session {
  readonly token: string;
  readonly lifetimeMillis: number;
  readonly diesAt: number;
}

/**
 * Asks for a session token. The answer is taken from the events, not from an acknowledgement: servers that don't know
 * acknowledgements sign peers in too.
 */
export function signIn(socket: Socket, request: ClientEvents['auth-request'], limitMs: number): Promise<Session> {
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void): void => {
      clearTimeout(timer);
      socket.off('auth-accept', accept).off('auth-reject', refuse).off('disconnect', lost);
      outcome();
    };
    const accept = (data: ServerEvents['auth-accept']): void => settle(() => resolve(sessionOf(data)));
    const refuse = ({ code, message, payload }: ServerEvents['auth-reject']): void =>
      settle(() => reject(new SignalError(code ?? 'unauthorized', message, { ...about, payload })));
    const lost = (): void => settle(() => reject(new SignalError('unreachable', 'The connection broke during the sign-in.', about)));
    const timer = setTimeout(
      () => settle(() => reject(new SignalError('timeout', 'The server did not answer the sign-in.', about))),
      limitMs,
    );
    socket.on('auth-accept', accept).on('auth-reject', refuse).on('disconnect', lost);
    socket.emit('auth-request', request);
  });
}

/** A refusal that the same token will meet again. */
export function isFinal(failure: SignalError): boolean {
  return !['rate_limited', 'unavailable', 'timeout', 'unreachable'].includes(failure.code);
}

function sessionOf(accept: ServerEvents['auth-accept']): Session {
  const lifetime = lifetimeMillis(accept.token) ?? Infinity;
  return { token: accept.token, lifetimeMillis: lifetime, diesAt: Date.now() + lifetime };
}
