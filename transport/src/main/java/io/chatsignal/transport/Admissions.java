package io.chatsignal.transport;

import java.util.HashMap;
import java.util.Map;

/** Counts sessions, in all and by client address. Any thread; taken once per session. */
final class Admissions {
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

  Admissions(int most, int mostPerAddress) {
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
    if (mostPerAddress > 0) {
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
    if (mostPerAddress > 0) {
      perAddress.computeIfPresent(
          Addresses.bucketOf(address), (_, held) -> held == 1 ? null : held - 1);
    }
  }

  synchronized int count() {
    return count;
  }
}
