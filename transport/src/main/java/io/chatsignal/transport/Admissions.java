package io.chatsignal.transport;

import java.util.HashMap;
import java.util.Map;

/** Counts what clients hold, in all and by client address. Any thread. */
final class Admissions {
  /** Stands for a proxy, which may hold as much as there is. */
  static final String ANYBODY = "";

  /** TCP connections that may come and go beside those of the sessions, where these are limited. */
  static final int SPARE_CHANNELS = 64;

  enum Verdict {
    ADMITTED,
    SERVER_FULL,
    SERVER_CLOSING,
    ADDRESS_FULL
  }

  private final int most;
  private final int mostPerAddress;
  private final Map<String, Integer> perAddress = new HashMap<>();
  private int count;
  private boolean closing;

  /** Of sessions. */
  static Admissions ofSessions(TransportLimits limits) {
    return new Admissions(limits.maxConnections(), limits.maxConnectionsPerAddress());
  }

  /** Of TCP connections, whether they ever become sessions or not. */
  static Admissions ofChannels(TransportLimits limits) {
    return new Admissions(
        channelsFor(limits.maxConnections()), channelsFor(limits.maxConnectionsPerAddress()));
  }

  /** A session that polls takes two TCP connections, one for its GET and one for its POST. */
  private static int channelsFor(int sessions) {
    return sessions == 0 ? 0 : Math.addExact(Math.multiplyExact(2, sessions), SPARE_CHANNELS);
  }

  private Admissions(int most, int mostPerAddress) {
    this.most = most;
    this.mostPerAddress = mostPerAddress;
  }

  /** Nobody enters any more. */
  synchronized void close() {
    closing = true;
  }

  synchronized Verdict enter(String address) {
    if (closing) {
      return Verdict.SERVER_CLOSING;
    }
    if (most > 0 && count >= most) {
      return Verdict.SERVER_FULL;
    }
    if (isLimited(address)) {
      String bucket = Addresses.bucketOf(address);
      int held = perAddress.getOrDefault(bucket, 0);
      if (held >= mostPerAddress) {
        return Verdict.ADDRESS_FULL;
      }
      perAddress.put(bucket, held + 1);
    }
    count++;
    return Verdict.ADMITTED;
  }

  synchronized void leave(String address) {
    count--;
    if (isLimited(address)) {
      perAddress.computeIfPresent(
          Addresses.bucketOf(address), (_, held) -> held == 1 ? null : held - 1);
    }
  }

  /** Whether it matters whose address a client has. */
  boolean limitsAddresses() {
    return mostPerAddress > 0;
  }

  private boolean isLimited(String address) {
    return limitsAddresses() && !address.equals(ANYBODY);
  }

  synchronized int count() {
    return count;
  }
}
