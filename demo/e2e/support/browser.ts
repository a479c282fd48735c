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

/** Where somebody sits: a profile of its own in the browser that all share, or a browser of its own. */
export type Seat = (options?: BrowserContextOptions) => Promise<BrowserContext>;

/** A fresh profile in the one real Chromium of a test file, which ends with the process. */
export const context: Seat = async (options = {}) => {
  running ??= launch();
  const made = await profile(await running, options);
  afterwards(() => made.close());
  return made;
};

/** A real Chromium of its own. */
export const ownBrowser: Seat = async (options = {}) => {
  const own = await launch();
  afterwards(() => own.close());
  return profile(own, options);
};

function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, headless: true, args: flags });
}

function profile(browser: Browser, options: BrowserContextOptions): Promise<BrowserContext> {
  return browser.newContext({ permissions: ['camera', 'microphone', 'clipboard-read', 'clipboard-write'], ...options });
}
