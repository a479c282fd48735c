package io.chatsignal.redis;

import io.chatsignal.signaling.Directory.Passing;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * Peers that have gone on to other nodes, and what still comes for them here: it is passed on. Its
 * senders have been told that it has gone, so what can't be passed on is not lost without a word:
 * the peer is ended where it is, and its client starts anew. Owned by the node's loop.
 */
final class DepartedPeers {
  /**
   * So often in a row a node has to be missing, in two leases all in all: a Redis that came back
   * empty knows few at first.
   */
  private static final int MISSES = 3;

  private final Site site;
  private final ClusterDirectory directory;
  private final Lease lease;
  private final Detours.Sites sites;
  private final LongAdder relays = new LongAdder();
  private final Map<PeerId, Departed> departed = new HashMap<>();

  /** How many relays of each peer are still here, and who waits for that to end. */
  private final Map<PeerId, Underway> underway = new HashMap<>();

  /** What has yet to be told of peers that miss something. */
  private final Set<Message.Missing> untold = new HashSet<>();

  /** Where one went, and the rooms that it was in. */
  private static final class Departed {
    final String to;
    final List<RoomKey> rooms;
    long usedNanos = System.nanoTime();

    Departed(String to, List<RoomKey> rooms) {
      this.to = to;
      this.rooms = rooms;
    }
  }

  private static final class Underway {
    int count;
    final List<Runnable> waiters = new ArrayList<>(0);
  }

  DepartedPeers(Site site, ClusterDirectory directory, Lease lease, Detours.Sites sites) {
    this.sites = sites;
    this.site = site;
    this.directory = directory;
    this.lease = lease;
  }

  /** A peer goes to that node. Returns its way, for what follows it. */
  Hop add(LocalSessions.Held peer, String to, int hop) {
    departed.put(peer.peer(), new Departed(to, peer.places()));
    return new Hop(hop, relayed -> passOn(peer.peer(), to, hop, relayed));
  }

  /** It has come back, or has not gone after all. */
  void remove(PeerId peer) {
    departed.remove(peer);
  }

  private void passOn(PeerId peer, String to, int hop, PeerEvent.Relayed relayed) {
    relays.increment();
    if (!directory.hasRoomFor(to)) {
      site.loop().execute(() -> miss(to, new Message.Missing(relayed.key(), peer)));
      return;
    }
    PeerId from = relayed.from();
    site.loop().execute(() -> begin(peer, from));
    directory.send(
        to,
        Message.relay(List.of(peer), hop, relayed),
        passing -> {
          end(from);
          if (passing == Passing.UNREACHABLE) {
            miss(to, new Message.Missing(relayed.key(), peer));
          }
        });
  }

  /** Relays that were passed on. Any thread. */
  long relays() {
    return relays.sum();
  }

  // ---- those who said it, and may be about to move themselves

  private void begin(PeerId peer, PeerId from) {
    Departed gone = departed.get(peer);
    if (gone != null) {
      gone.usedNanos = System.nanoTime();
    }
    underway.computeIfAbsent(from, _ -> new Underway()).count++;
  }

  private void end(PeerId from) {
    Underway all = underway.get(from);
    if (all != null && --all.count == 0) {
      underway.remove(from);
      all.waiters.forEach(Runnable::run);
    }
  }

  /** Calls back when all that a peer has said, and that is passed on from here, is on its way. */
  void whenPassedOn(PeerId from, Runnable done) {
    Underway all = underway.get(from);
    if (all == null) {
      done.run();
    } else {
      all.waiters.add(done);
    }
  }

  // ---- what is lost

  /** Tells where it is now that a peer misses something; false if it has not gone from here. */
  boolean missing(Message.Missing missing) {
    Departed gone = departed.get(missing.peer());
    if (gone != null) {
      miss(gone.to, missing);
    }
    return gone != null;
  }

  /** This node was taken for dead, and what it had not read yet was thrown away. */
  void fence() {
    departed.forEach(
        (peer, gone) -> gone.rooms.forEach(room -> miss(gone.to, new Message.Missing(room, peer))));
  }

  private void miss(String to, Message.Missing missing) {
    if (untold.add(missing)) {
      tell(to, missing);
    }
  }

  /** However long Redis is away. A node that is dead by then has ended its peers already. */
  private void tell(String to, Message.Missing missing) {
    directory.send(
        to,
        Message.text(missing),
        passing -> {
          if (passing == Passing.PASSED) {
            untold.remove(missing);
          } else {
            tellLater(to, missing, 1);
          }
        });
  }

  private void tellLater(String to, Message.Missing missing, int misses) {
    site.loop()
        .later(
            2 * lease.refreshMillis(),
            () -> {
              if (!lease.isGood() || lease.live().contains(to)) {
                tell(to, missing);
              } else if (misses < MISSES) {
                tellLater(to, missing, misses + 1);
              } else {
                find(missing, to);
              }
            });
  }

  /** Nobody here knows that peer any more, which misses something. */
  void lose(Message.Missing missing) {
    if (untold.add(missing)) {
      find(missing, "");
    }
  }

  /**
   * Tells it where the peer is by now.
   *
   * @param dead a node that can't be told: its peers are ended, or have gone on
   */
  private void find(Message.Missing missing, String dead) {
    sites.look(
        missing.room(),
        found -> {
          if (!found) {
            site.loop().later(2 * lease.refreshMillis(), () -> find(missing, dead));
            return;
          }
          untold.remove(missing);
          sites
              .siteOf(missing.room(), missing.peer())
              .filter(at -> !at.equals(dead))
              .ifPresent(at -> tellAt(at, missing));
        });
  }

  private void tellAt(String at, Message.Missing missing) {
    if (site.tag().isSite(at)) {
      sites.missHere(missing);
    } else {
      miss(at, missing);
    }
  }

  /** Whether all that has to be told was told. */
  boolean isSettled() {
    return untold.isEmpty();
  }

  /** Forgets those for whom nothing has come since then, so that nothing comes any more. */
  void expire(long beforeNanos) {
    departed.values().removeIf(gone -> gone.usedNanos - beforeNanos <= 0);
  }
}
