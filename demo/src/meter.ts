import { el } from './dom.ts';

let context: AudioContext | undefined;

/** A bar that shows how loud the microphone is. */
export class LevelMeter {
  readonly element: HTMLElement;
  readonly #bar: HTMLElement;
  #source: MediaStreamAudioSourceNode | undefined;
  #track: MediaStreamTrack | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    this.#bar = el('span', { class: 'level-bar' });
    this.element = el(
      'div',
      { class: 'level', role: 'meter', 'aria-label': 'Microphone level', 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': 0 },
      this.#bar,
    );
  }

  listenTo(track: MediaStreamTrack | null): void {
    if (track === this.#track) return;
    this.stop();
    this.#track = track;
    if (!track) return;
    context ??= new AudioContext();
    this.#source = context.createMediaStreamSource(new MediaStream([track]));
    const analyser = new AnalyserNode(context, { fftSize: 512 });
    this.#source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      // From a whisper (-60 dB) to full scale.
      this.#show(Math.max(0, Math.min(100, 100 + (10 * Math.log10(power + 1e-9) * 100) / 60)));
    }, 80);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#source?.disconnect();
    this.#track = null;
    this.#show(0);
  }

  #show(percent: number): void {
    this.#bar.style.width = `${percent}%`;
    this.element.setAttribute('aria-valuenow', String(Math.round(percent)));
  }
}
