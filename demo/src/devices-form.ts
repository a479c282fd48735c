import { el } from './dom.ts';
import type { LocalMedia } from './media.ts';
import { LevelMeter } from './meter.ts';

const kinds = [
  ['videoinput', 'Camera'],
  ['audioinput', 'Microphone'],
  ['audiooutput', 'Speaker'],
] as const;

/** Camera, microphone and speaker to choose from, with a level meter. */
export class DevicesForm {
  readonly element: HTMLElement;
  readonly #meter = new LevelMeter();
  readonly #media: LocalMedia;
  readonly #selects = new Map<MediaDeviceKind, HTMLSelectElement>();
  readonly #stop: () => void;

  constructor(media: LocalMedia) {
    this.#media = media;
    this.element = el('div', { class: 'devices' });
    for (const [kind, label] of kinds) {
      if (kind === 'audiooutput' && !('setSinkId' in HTMLMediaElement.prototype)) continue;
      const select = el('select', { onchange: () => void media.choose(kind, select.value) });
      this.#selects.set(kind, select);
      this.element.append(el('label', { class: 'field' }, el('span', {}, label), select, kind === 'audioinput' && this.#meter.element));
    }
    this.#stop = media.onChange(() => this.#show());
    this.#show();
  }

  close(): void {
    this.#stop();
    this.#meter.stop();
  }

  #show(): void {
    for (const [kind, select] of this.#selects) {
      const devices = this.#media.devices.filter((device) => device.kind === kind && device.deviceId !== '');
      const signature = devices.map(({ deviceId, label }) => deviceId + label).join();
      if (select.dataset['signature'] !== signature) {
        select.dataset['signature'] = signature;
        select.replaceChildren(...devices.map(({ deviceId, label }, n) => el('option', { value: deviceId }, label || `Device ${n + 1}`)));
        if (devices.length === 0) select.append(el('option', { value: '' }, 'None found'));
      }
      select.disabled = devices.length === 0;
      const current = kind === 'videoinput' ? this.#media.camera : kind === 'audioinput' ? this.#media.audio : null;
      const wanted = current?.getSettings().deviceId ?? this.#media.chosen(kind);
      if (devices.some(({ deviceId }) => deviceId === wanted)) select.value = wanted;
    }
    this.#meter.listenTo(this.#media.muted ? null : this.#media.audio);
  }
}
