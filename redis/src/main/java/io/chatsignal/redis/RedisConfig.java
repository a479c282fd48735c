package io.chatsignal.redis;

import java.time.Duration;

/**
 * Where the nodes of a deployment meet.
 *
 * @param address how Redis is reached
 * @param prefix what all keys begin with
 * @param lease how long a node may be silent before its peers are taken for gone
 */
public record RedisConfig(RedisAddress address, String prefix, Duration lease) {
  private static final Duration SHORTEST_LEASE = Duration.ofMillis(600);

  public RedisConfig {
    if (lease.compareTo(SHORTEST_LEASE) < 0) {
      throw new IllegalArgumentException("a lease must last " + SHORTEST_LEASE + " at least");
    }
  }

  /** Throws {@link IllegalArgumentException} if that is no address of a Redis. */
  public static RedisConfig of(String url) {
    return new RedisConfig(RedisAddress.parse(url), "chat-signal:", Duration.ofSeconds(15));
  }

  public RedisConfig withPrefix(String value) {
    return new RedisConfig(address, value, lease);
  }

  public RedisConfig withLease(Duration value) {
    return new RedisConfig(address, prefix, value);
  }
}
