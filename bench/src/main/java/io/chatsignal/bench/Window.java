package io.chatsignal.bench;

/** The measured part of a run, in nanoseconds of the clock; before it is warm-up. */
record Window(long fromNanos, long toNanos) {
  boolean covers(long nanos) {
    return nanos - fromNanos >= 0 && nanos - toNanos < 0;
  }
}
