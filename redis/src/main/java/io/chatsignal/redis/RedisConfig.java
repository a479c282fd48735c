package io.chatsignal.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the nodes of a deployment meet.
 *
 * @param address how Redis is reached
 * @param prefix what all keys begin with
 * @param authority who signs Redis's certificate, as a PEM file; empty for those that Java trusts
 * @param hold how long a relay to another node waits for Redis before it is refused
 * @param lease how long a node may be silent before its peers are taken for gone
 */
public record RedisConfig(
    RedisAddress address, String prefix, Duration lease, Duration hold, Optional<Path> authority) {
  private static final Duration HOLD = Duration.ofSeconds(60);
  private static final Duration SHORTEST_LEASE = Duration.ofMillis(600);

  public RedisConfig {
    if (lease.compareTo(SHORTEST_LEASE) < 0) {
      throw new IllegalArgumentException("a lease must last " + SHORTEST_LEASE + " at least");
    }
  }

  public RedisConfig(RedisAddress address, String prefix, Duration lease) {
    this(address, prefix, lease, HOLD, Optional.empty());
  }

  /** Throws {@link IllegalArgumentException} if that is no address of a Redis. */
  public static RedisConfig of(String url) {
    return new RedisConfig(RedisAddress.parse(url), "chat-signal:", Duration.ofSeconds(15));
  }

  public RedisConfig withPrefix(String value) {
    return new RedisConfig(address, value, lease, hold, authority);
  }

  public RedisConfig withLease(Duration value) {
    return new RedisConfig(address, prefix, value, hold, authority);
  }

  public RedisConfig withAuthority(Optional<Path> value) {
    return new RedisConfig(address, prefix, lease, hold, value);
  }

  RedisConfig withHold(Duration value) {
    return new RedisConfig(address, prefix, lease, value, authority);
  }
}
