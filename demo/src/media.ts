import { Changing } from './changing.ts';
import { mediaSentence } from './words.ts';

export type InputKind = 'audioinput' | 'videoinput';

const remembered = 'chat-signal.devices';

/** This person's camera, microphone and screen, and the devices to choose from. */
export class LocalMedia extends Changing {
  audio: MediaStreamTrack | null = null;
  camera: MediaStreamTrack | null = null;
  screen: MediaStreamTrack | null = null;
  muted = false;
  cameraWanted = true;
  devices: MediaDeviceInfo[] = [];
  /** What is missing, in words; the newest first. */
  problems = new Map<'camera' | 'microphone' | 'screen', string>();
  readonly #chosen = new Map<MediaDeviceKind, string>(loadChosen());

  constructor() {
    super();
    navigator.mediaDevices?.addEventListener('devicechange', () => void this.#list());
  }

  /** What others see: the screen, if it is shared, else the camera. */
  get video(): MediaStreamTrack | null {
    return this.screen ?? this.camera;
  }

  get sharing(): boolean {
    return this.screen !== null;
  }

  chosen(kind: MediaDeviceKind): string {
    return this.#chosen.get(kind) ?? '';
  }

  /** Asks for both at once, which is one question to the person, and for each alone where that fails. */
  async start(): Promise<void> {
    try {
      const stream = await this.#ask({ audio: this.#constraints('audioinput'), video: this.cameraWanted && this.#constraints('videoinput') });
      this.audio = stream.getAudioTracks()[0] ?? null;
      this.#useCamera(stream.getVideoTracks()[0] ?? null);
    } catch {
      await this.#startAudio();
      if (this.cameraWanted) await this.#startCamera();
    }
    if (this.audio) this.audio.enabled = !this.muted;
    await this.#list();
  }

  async setMuted(muted: boolean): Promise<void> {
    this.muted = muted;
    if (!muted && !this.audio) await this.#startAudio();
    if (this.audio) this.audio.enabled = !muted;
    this.changed();
  }

  /** Off means off: the camera's light goes out. */
  async setCamera(on: boolean): Promise<void> {
    this.cameraWanted = on;
    if (on && !this.camera) await this.#startCamera();
    else if (!on) {
      this.camera?.stop();
      this.camera = null;
    }
    this.changed();
  }

  async choose(kind: MediaDeviceKind, id: string): Promise<void> {
    this.#chosen.set(kind, id);
    localStorage.setItem(remembered, JSON.stringify([...this.#chosen]));
    if (kind === 'audioinput') {
      this.audio?.stop();
      await this.#startAudio();
      if (this.audio) this.audio.enabled = !this.muted;
    } else if (kind === 'videoinput' && this.cameraWanted) {
      this.camera?.stop();
      await this.#startCamera();
    }
    this.changed();
  }

  async share(): Promise<void> {
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 15 } });
      this.screen = stream.getVideoTracks()[0] ?? null;
      // The browser has a button of its own to end it.
      this.screen?.addEventListener('ended', () => this.stopSharing());
      this.problems.delete('screen');
    } catch (error) {
      this.problems.set('screen', mediaSentence(error, 'screen'));
    }
    this.changed();
  }

  stopSharing(): void {
    this.screen?.stop();
    this.screen = null;
    this.changed();
  }

  stop(): void {
    for (const track of [this.audio, this.camera, this.screen]) track?.stop();
    this.audio = this.camera = this.screen = null;
  }

  async #startAudio(): Promise<void> {
    try {
      const stream = await this.#ask({ audio: this.#constraints('audioinput') });
      this.audio = stream.getAudioTracks()[0] ?? null;
      this.problems.delete('microphone');
    } catch (error) {
      this.audio = null;
      this.problems.set('microphone', mediaSentence(error, 'microphone'));
    }
  }

  async #startCamera(): Promise<void> {
    try {
      const stream = await this.#ask({ video: this.#constraints('videoinput') });
      this.#useCamera(stream.getVideoTracks()[0] ?? null);
      this.problems.delete('camera');
    } catch (error) {
      this.#useCamera(null);
      this.problems.set('camera', mediaSentence(error, 'camera'));
    }
  }

  #useCamera(track: MediaStreamTrack | null): void {
    this.camera = track;
    track?.addEventListener('ended', () => {
      if (this.camera !== track) return;
      this.camera = null;
      this.problems.set('camera', 'The camera stopped. It may have been unplugged.');
      this.changed();
    });
  }

  async #ask(constraints: MediaStreamConstraints): Promise<MediaStream> {
    if (!navigator.mediaDevices) throw new DOMException('no media here', 'NotAllowedError');
    return navigator.mediaDevices.getUserMedia(constraints);
  }

  #constraints(kind: InputKind): MediaTrackConstraints {
    const id = this.#chosen.get(kind);
    const device = id ? { deviceId: { ideal: id } } : {};
    return kind === 'audioinput'
      ? { ...device, echoCancellation: true, noiseSuppression: true }
      : { ...device, width: { ideal: picture.width }, height: { ideal: picture.height }, frameRate: { ideal: picture.frameRate } };
  }

  async #list(): Promise<void> {
    this.devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    this.changed();
  }
}

/** `?picture=160x90@5` makes small pictures, for slow machines and for tests. */
const picture = ((): { width: number; height: number; frameRate: number } => {
  const [, width = '1280', height = '720', frameRate = '30'] = /picture=(\d+)x(\d+)@(\d+)/.exec(location.search) ?? [];
  return { width: Number(width), height: Number(height), frameRate: Number(frameRate) };
})();

function loadChosen(): [MediaDeviceKind, string][] {
  try {
    return JSON.parse(localStorage.getItem(remembered) ?? '[]') as [MediaDeviceKind, string][];
  } catch {
    return [];
  }
}
