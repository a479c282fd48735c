package io.chatsignal.redis;

import io.chatsignal.signaling.PeerId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is left here of peers that went on to other nodes: of each departure something, as some come
 * back and go again. What follows a peer takes all of its hops, one after the other, and so nothing
 * that follows it overtakes anything else. Any thread may use it.
 *
 * @param <T> what is left of a departure
 */
public final class FormerPeers<T> {
  private record Departure<T>(int hop, T left) {}

  /** In the order of their hops. */
  private final ConcurrentHashMap<PeerId, List<Departure<T>>> departures =
      new ConcurrentHashMap<>();

  /** A peer has gone from here by that hop, its newest. */
  public void add(PeerId peer, int hop, T left) {
    departures.merge(peer, List.of(new Departure<>(hop, left)), FormerPeers::joined);
  }

  private static <E> List<E> joined(List<E> before, List<E> after) {
    List<E> all = new ArrayList<>(before);
    all.addAll(after);
    return List.copyOf(all);
  }

  /**
   * What is left of the first departure after that hop; null if there is none.
   *
   * @param hop the one that brought here what follows the peer; 0 if none did
   */
  public @Nullable T next(PeerId peer, int hop) {
    List<Departure<T>> all = departures.isEmpty() ? null : departures.get(peer);
    if (all == null) {
      return null;
    }
    for (Departure<T> each : all) {
      if (each.hop() > hop) {
        return each.left();
      }
    }
    return null;
  }

  /** All that is left. */
  public List<T> all() {
    List<T> all = new ArrayList<>();
    departures.values().forEach(of -> of.forEach(each -> all.add(each.left())));
    return all;
  }

  /** Forgets departures. */
  public void removeIf(Predicate<T> old) {
    departures.forEach((peer, _) ->
        departures.computeIfPresent(
            peer,
            (_, of) -> {
              List<Departure<T>> rest = of.stream().filter(each -> !old.test(each.left())).toList();
              return rest.isEmpty() ? null : rest;
            }));
  }
}
