package io.chatsignal.server.signal;

import io.chatsignal.redis.FormerPeers;
import io.chatsignal.redis.LocalPeers;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.socketio.OutgoingEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The peers whose sockets are here, and those that were until lately. Any thread may use it. */
final class Peers implements LocalPeers {
  private final SignalCounters counters;
  private final ConcurrentHashMap<PeerId, SignalHandler> handlers = new ConcurrentHashMap<>();

  private final FormerPeers<SignalHandler> departed = new FormerPeers<>();

  Peers(SignalCounters counters) {
    this.counters = counters;
  }

  @Override
  public void deliver(Collection<PeerId> to, PeerEvent event) {
    if (to.isEmpty()) {
      return;
    }
    boolean relayed = event instanceof PeerEvent.Relayed;
    if (relayed) {
      counters.delivered(to.size());
    }
    OutgoingEvent written = EventWriter.write(event);
    for (PeerId id : to) {
      SignalHandler handler = relayed ? wayTo(id, 0) : handlers.get(id);
      if (handler != null) {
        handler.post(event, written);
      }
    }
  }

  /**
   * What is for one that went on elsewhere follows it, even if it has come back from there: what is
   * on that way would else be overtaken.
   */
  private @Nullable SignalHandler wayTo(PeerId id, int hop) {
    SignalHandler gone = departed.next(id, hop);
    SignalHandler handler = gone == null ? handlers.get(id) : gone;
    // It may have departed between the two looks.
    return handler == null ? departed.next(id, hop) : handler;
  }

  @Override
  public void deliverOnward(PeerId to, PeerEvent.Relayed relayed, int hop) {
    SignalHandler handler = wayTo(to, hop);
    if (handler != null) {
      counters.delivered(1);
      handler.post(relayed, EventWriter.write(relayed));
    }
  }

  @Override
  public boolean has(PeerId peer) {
    return handlers.containsKey(peer);
  }

  @Override
  public boolean passesOnTo(PeerId peer, int hop) {
    return departed.next(peer, hop) != null;
  }

  Optional<SignalHandler> find(PeerId peer) {
    return Optional.ofNullable(handlers.get(peer));
  }

  void add(SignalHandler handler) {
    handlers.put(handler.id(), handler);
  }

  void remove(SignalHandler handler) {
    handlers.remove(handler.id(), handler);
  }

  /** It is on another node since that hop, and passes on what still comes for it. */
  void depart(SignalHandler handler, int hop) {
    departed.add(handler.id(), hop, handler);
    handlers.remove(handler.id(), handler);
  }

  /** Those who have had nothing to pass on since then are forgotten. */
  void forgetDepartedBefore(long nanos) {
    departed.removeIf(handler -> handler.passedOnNanos() - nanos < 0);
  }

  /** Calls back when all that was delivered until now has been taken note of. */
  void afterMail(Runnable done) {
    List<SignalHandler> all = new ArrayList<>(handlers.values());
    all.addAll(departed.all());
    AtomicInteger left = new AtomicInteger(all.size() + 1);
    Runnable one =
        () -> {
          if (left.decrementAndGet() == 0) {
            done.run();
          }
        };
    all.forEach(handler -> handler.afterMail(one));
    one.run();
  }

  /** Those that are here at this moment. */
  Collection<SignalHandler> all() {
    return handlers.values();
  }

  int size() {
    return handlers.size();
  }
}
