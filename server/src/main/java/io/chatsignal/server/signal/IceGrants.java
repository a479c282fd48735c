package io.chatsignal.server.signal;

import io.chatsignal.server.ice.IceServers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Tells peers of ICE servers, and again before their passwords expire. Any thread may use it. */
final class IceGrants {
  private final IceServers servers;
  private final SignalClock clock;

  /** When each peer needs new passwords; empty where none expire. */
  private final Map<SignalHandler, Long> dueNanos = new ConcurrentHashMap<>();

  IceGrants(IceServers servers, SignalClock clock) {
    this.servers = servers;
    this.clock = clock;
  }

  /** The servers for this peer as JSON. */
  Optional<String> grant(SignalHandler handler) {
    if (servers.isEmpty()) {
      return Optional.empty();
    }
    servers.renewal().ifPresent(after -> dueNanos.put(handler, clock.nowNanos() + after.toNanos()));
    return Optional.of(servers.jsonFor(handler.id().value(), clock.nowEpochSeconds()));
  }

  /** For a peer that has passwords of another node, which are about to expire for all we know. */
  void renewSoon(SignalHandler handler) {
    if (servers.renewal().isPresent()) {
      dueNanos.put(handler, clock.nowNanos());
    }
  }

  void forget(SignalHandler handler) {
    dueNanos.remove(handler);
  }

  /** To be called about once a second. */
  void renewDue() {
    long nowNanos = clock.nowNanos();
    dueNanos.forEach((handler, due) -> {
      if (nowNanos - due >= 0 && dueNanos.remove(handler, due)) {
        handler.renewIceServers();
      }
    });
  }
}
