/** What a reload must not lose: who this is, and where. One tab, until it is closed. */
export interface Session {
  readonly identity: string;
  readonly room: string;
  readonly name: string;
}

const key = 'chat-signal.session';

export function savedSession(): Session | undefined {
  try {
    const saved = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Partial<Session> | null;
    const { identity, room, name } = saved ?? {};
    return identity && room && name ? { identity, room, name } : undefined;
  } catch {
    return undefined;
  }
}

export function saveSession(session: Session | undefined): void {
  if (session) sessionStorage.setItem(key, JSON.stringify(session));
  else sessionStorage.removeItem(key);
}

/** The room that the address names, as in `/demo#quiet-river-4711`. */
export function roomInAddress(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return '';
  }
}

export function invitation(room: string): string {
  return `${location.origin}${location.pathname}#${encodeURIComponent(room)}`;
}
