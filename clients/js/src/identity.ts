import type { Json, PeerInfo } from './wire.ts';

/** The one key in `payload` and `peerinfo` that belongs to this package. */
export const reserved = '$signal';

/**
 * Lets a peer that lost its id prove that it is the member it was: every member sees the hash, only the peer itself
 * has the secret behind it, and shows it to an owner alone, in its request to come back.
 */
export class Identity {
  readonly secret: string;
  readonly #hash: Promise<string | undefined>;

  constructor(secret: string = randomSecret()) {
    this.secret = secret;
    this.#hash = hash(secret);
  }

  /** `peerinfo` with the hash in it. */
  async stamp(info: PeerInfo): Promise<PeerInfo> {
    const key = await this.#hash;
    return key === undefined ? info : { ...info, [reserved]: { key } };
  }

  /** `payload` with the secret in it; left alone where it isn't an object that could carry it. */
  prove(payload: Json | undefined): Json {
    return withReserved(payload, { proof: this.secret }) ?? null;
  }
}

/** The identity that a peer's info claims. */
export function keyOf(info: Json | undefined): string | undefined {
  const key = reservedIn(info)?.['key'];
  return typeof key === 'string' ? key : undefined;
}

/** Whether `payload` holds the secret behind `key`. */
export async function proves(payload: Json | undefined, key: string): Promise<boolean> {
  const proof = reservedIn(payload)?.['proof'];
  return typeof proof === 'string' && proof.length <= 256 && (await hash(proof)) === key;
}

/** Whether `payload` says that it holds a proof. */
export function hasProof(payload: Json | undefined): boolean {
  return typeof reservedIn(payload)?.['proof'] === 'string';
}

/** `payload` with this package's own fields added. */
export function withReserved(payload: Json | undefined, fields: { readonly [key: string]: Json }): Json | undefined {
  if (payload === undefined) return { [reserved]: fields };
  return isObject(payload) ? { ...payload, [reserved]: fields } : payload;
}

/** `payload` as the application knows it. */
export function withoutReserved(payload: Json | undefined): Json | undefined {
  if (!isObject(payload) || !(reserved in payload)) return payload;
  const { [reserved]: _, ...rest } = payload;
  return Object.keys(rest).length === 0 ? undefined : rest;
}

export function reservedIn(value: Json | undefined): { readonly [key: string]: Json } | undefined {
  const found = isObject(value) ? value[reserved] : undefined;
  return isObject(found) ? found : undefined;
}

export function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function randomSecret(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(18)));
}

/** `undefined` where the page has no cryptography because it came over plain HTTP from another machine. */
async function hash(secret: string): Promise<string | undefined> {
  if (crypto.subtle === undefined) return undefined;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`chat-signal ${secret}`));
  return base64url(new Uint8Array(digest));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
}
