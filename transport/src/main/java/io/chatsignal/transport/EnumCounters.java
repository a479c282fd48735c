package io.chatsignal.transport;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** A counter for each constant of a closed list. Any thread may use it. */
public final class EnumCounters<E extends Enum<E>> {
  private final Map<E, LongAdder> counters;

  public EnumCounters(Class<E> type) {
    counters = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      counters.put(constant, new LongAdder());
    }
  }

  public void increment(E constant) {
    counter(constant).increment();
  }

  public void decrement(E constant) {
    counter(constant).decrement();
  }

  public long count(E constant) {
    return counter(constant).sum();
  }

  private LongAdder counter(E constant) {
    return Optional.ofNullable(counters.get(constant)).orElseThrow();
  }
}
