package io.chatsignal.server.signal;

import io.chatsignal.redis.LocalPeers;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.socketio.OutgoingEvent;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;

/** The peers whose sockets are here. Any thread may use it. */
final class Peers implements LocalPeers {
  private final SignalCounters counters;
  private final ConcurrentHashMap<PeerId, SignalHandler> handlers = new ConcurrentHashMap<>();

  Peers(SignalCounters counters) {
    this.counters = counters;
  }

  @Override
  public void deliver(Collection<PeerId> to, PeerEvent event) {
    if (to.isEmpty()) {
      return;
    }
    if (event instanceof PeerEvent.Relayed) {
      counters.delivered(to.size());
    }
    OutgoingEvent written = EventWriter.write(event);
    for (PeerId id : to) {
      SignalHandler handler = handlers.get(id);
      if (handler != null) {
        handler.post(event, written);
      }
    }
  }

  @Override
  public boolean has(PeerId peer) {
    return handlers.containsKey(peer);
  }

  void add(SignalHandler handler) {
    handlers.put(handler.id(), handler);
  }

  void remove(SignalHandler handler) {
    handlers.remove(handler.id(), handler);
  }

  /** Those that are here at this moment. */
  Collection<SignalHandler> all() {
    return handlers.values();
  }

  int size() {
    return handlers.size();
  }
}
