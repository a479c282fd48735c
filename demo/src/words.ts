import { SignalError } from '@chat-signal/client';

/** Why there is no camera or microphone, and what a person can do about it. */
export function mediaSentence(error: unknown, what: 'camera' | 'microphone' | 'screen'): string {
  if (!window.isSecureContext) return `This page came over plain HTTP, so the browser gives it no ${what}. Open it over HTTPS.`;
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
      return what === 'screen'
        ? 'The screen is not shared: the browser did not allow it.'
        : `The browser does not let this page use the ${what}. Allow it beside the address, or go on without.`;
    case 'NotFoundError':
      return `No ${what} was found. You can go on without one.`;
    case 'NotReadableError':
    case 'AbortError':
      return `The ${what} does not answer; another program may be using it.`;
    case 'OverconstrainedError':
      return `That ${what} is not there any more. Choose another one.`;
    default:
      return `The ${what} could not be started.`;
  }
}

/** Why a room could not be entered. */
export function entrySentence(error: unknown, room: string): string {
  if (!(error instanceof SignalError)) return 'Something went wrong that should not. The log has the details.';
  switch (error.code) {
    case 'not_found':
      return `There is no room called “${room}” right now. It may not have been opened yet, or everybody has left.`;
    case 'forbidden':
      return 'The owner of the room turned you away.';
    case 'conflict':
      return `There is already a room called “${room}”.`;
    case 'unauthorized':
      return 'The server does not accept this page’s token. Reload the page.';
    case 'too_large':
      return 'This room is full.';
    case 'rate_limited':
      return 'The server has too much to do right now. Try again in a moment.';
    case 'invalid':
      return `“${room}” cannot be a room’s name: ${lowered(error.message)}`;
    case 'unreachable':
    case 'timeout':
    case 'unavailable':
      return 'The server cannot be reached. Check your connection, and try again.';
    default:
      return error.message;
  }
}

/** Why a call ended that this person did not leave. */
export function endSentence(error: SignalError): string {
  if (error.message.startsWith('The owner removed')) return error.message;
  return entrySentence(error, error.room ?? '');
}

export function connectionSentence(state: string): string {
  switch (state) {
    case 'ready':
      return 'Connected to the server';
    case 'reconnecting':
      return 'The connection to the server is lost; trying again. The call goes on.';
    case 'closed':
      return 'Not connected';
    default:
      return 'Connecting to the server';
  }
}

function lowered(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

const adjectives = ['amber', 'brave', 'calm', 'clear', 'eager', 'gentle', 'golden', 'green', 'happy', 'quiet', 'silver', 'sunny', 'swift', 'warm'];
const nouns = ['bridge', 'brook', 'cedar', 'cloud', 'field', 'forest', 'garden', 'harbor', 'island', 'lantern', 'meadow', 'river', 'summit', 'valley'];

/** A name for a room that can be said on the phone and not guessed. */
export function roomName(): string {
  const [a = 0, b = 0, c = 0] = crypto.getRandomValues(new Uint32Array(3));
  return `${adjectives[a % adjectives.length]}-${nouns[b % nouns.length]}-${1000 + (c % 9000)}`;
}
