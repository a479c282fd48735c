/** A typed event source. A listener that throws harms no other listener: its error surfaces as an uncaught one. */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(event: never) => void>>();

  /** Calls `listener` for each such event from now on, and returns the function that ends that. */
  on<E extends keyof Events>(event: E, listener: (data: Events[E]) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => this.off(event, listener);
  }

  /** As `on`, for the next such event alone. */
  once<E extends keyof Events>(event: E, listener: (data: Events[E]) => void): () => void {
    const stop = this.on(event, (data) => {
      stop();
      listener(data);
    });
    return stop;
  }

  /** Ends what `on` began. */
  off<E extends keyof Events>(event: E, listener: (data: Events[E]) => void): void {
    this.#listeners.get(event)?.delete(listener);
  }

  protected fire<E extends keyof Events>(event: E, data: Events[E]): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) {
      try {
        (listener as (data: Events[E]) => void)(data);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
