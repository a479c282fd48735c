/** An answer that somebody else will give, once. */
export class Pending<T> {
  readonly promise: Promise<T>;
  /** Asks once more, after a connection that forgot the question. */
  again: () => void = () => undefined;
  readonly #done: () => void;
  #resolve: (value: T) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;

  constructor(done: () => void) {
    this.#done = done;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  settle(value: T): void {
    this.#done();
    this.#resolve(value);
  }

  fail(error: Error): void {
    this.#done();
    this.#reject(error);
  }
}
