package io.chatsignal.redis;

/**
 * How many times a peer has moved.
 *
 * @param all since it has its id
 * @param lately without so long a pause that nothing can be on its former ways any more
 */
record Hops(int all, int lately) {
  static final Hops NONE = new Hops(0, 0);

  Hops next() {
    return new Hops(all + 1, lately + 1);
  }
}
