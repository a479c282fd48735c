package io.chatsignal.redis;

import java.util.concurrent.TimeUnit;

/**
 * Whether Redis answers at all: a node that has nothing to ask would else notice late that it does
 * not. Owned by the node's loop.
 */
final class RedisProbe {
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Site site;
  private final Link redis;
  private boolean asking;

  /** Since when nothing has been heard; zero while there is nothing to be heard. */
  private long silentNanos;

  RedisProbe(Site site, Link redis) {
    this.site = site;
    this.redis = redis;
  }

  /** To be called about twice a second. */
  void ask() {
    if (asking || !redis.isUp()) {
      return;
    }
    asking = true;
    if (silentNanos == 0) {
      silentNanos = System.nanoTime();
    }
    redis.send(
        commands -> commands.exists(site.keys().nodes()),
        Link.then(
            _ -> {
              asking = false;
              silentNanos = 0;
            },
            _ -> asking = false));
  }

  boolean isMissing() {
    return silentNanos != 0 && System.nanoTime() - silentNanos > LONGEST_NANOS;
  }
}
