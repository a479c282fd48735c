package io.chatsignal.server.http;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Slows down whoever guesses the password. An address may be wrong {@value #BURST} times, and once
 * more for each {@value #SECONDS_A_TRY} seconds that pass; an IPv6 /64 counts as one address,
 * because whoever has one address of it has all. Memory is bounded: when too many addresses are
 * being wrong at once, the rest share one allowance.
 *
 * <p>Any thread; one lock, taken a few times per request for a token and never by signaling.
 */
final class WrongTries {

  static final int BURST = 10;
  static final int SECONDS_A_TRY = 30;

  private static final long NANOS_A_TRY = Duration.ofSeconds(SECONDS_A_TRY).toNanos();
  private static final String THE_REST = "";

  private final LongSupplier nanoTime;
  private final int maxAddresses;

  /** When each address will have its whole allowance again. */
  private final Map<String, Long> whole = new HashMap<>();

  WrongTries(LongSupplier nanoTime, int maxAddresses) {
    this.nanoTime = nanoTime;
    this.maxAddresses = maxAddresses;
  }

  /** How long this address has to wait before its next try; zero for almost everybody. */
  synchronized Duration wait(String address) {
    long now = nanoTime.getAsLong();
    long owed = owed(key(address), now);
    return Duration.ofNanos(Math.max(0, owed - (BURST - 1) * NANOS_A_TRY));
  }

  synchronized void count(String address) {
    long now = nanoTime.getAsLong();
    String key = key(address);
    if (!whole.containsKey(key) && whole.size() >= maxAddresses) {
      whole.values().removeIf(time -> time - now <= 0);
      key = whole.size() < maxAddresses ? key : THE_REST;
    }
    whole.put(key, now + owed(key, now) + NANOS_A_TRY);
  }

  synchronized int addresses() {
    return whole.size();
  }

  private long owed(String key, long now) {
    Long time = whole.get(key);
    if (time == null && whole.size() >= maxAddresses) {
      time = whole.get(THE_REST);
    }
    return time == null ? 0 : Math.max(0, time - now);
  }

  private static String key(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    byte[] bytes = InetAddress.ofLiteral(address.split("%", 2)[0]).getAddress();
    return bytes.length == 16 ? HexFormat.of().formatHex(bytes, 0, 8) : address;
  }
}
