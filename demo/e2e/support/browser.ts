import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core';
import { afterwards } from './endings.ts';
import { chromiumPath } from './paths.ts';


const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--auto-select-desktop-capture-source=Entire screen',
  '--allow-loopback-in-peer-connection',
  // Names in place of addresses need a multicast network to be looked up in.
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--autoplay-policy=no-user-gesture-required',
];

let running: Promise<Browser> | undefined;

/** One real Chromium for all tests of a file; it ends with the process. */
export async function browser(): Promise<Browser> {
  running ??= chromium.launch({ executablePath: chromiumPath, headless: true, args: flags });
  return running;
}

export async function context(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const made = await (await browser()).newContext({ permissions: ['camera', 'microphone', 'clipboard-read', 'clipboard-write'], ...options });
  afterwards(() => made.close());
  return made;
}
