package io.chatsignal.redis;

import io.chatsignal.signaling.Directory.Passing;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomKey;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The other way of what a node has not read that has ended by itself: to where their rooms say that
 * its peers are now. Owned by the node's loop.
 */
final class Detours implements Outbox.Detour {
  private final Site site;
  private final Sites sites;
  private final RelayRoutes routes;
  private final Way way;

  /** Where the members of rooms are. */
  interface Sites {
    Optional<String> siteOf(RoomKey room, PeerId peer);

    /** Finds out whether there is news of the room; tells whether that could be found out. */
    void look(RoomKey room, Consumer<Boolean> looked);

    /** Takes what is for a peer that is here. */
    void receive(Message message);

    /** A peer that should be here misses something. */
    void missHere(Message.Missing missing);
  }

  /** Takes a message to a node. */
  interface Way {
    void take(String tag, String message, Consumer<Passing> outcome);
  }

  Detours(Site site, Sites sites, RelayRoutes routes, Way way) {
    this.site = site;
    this.sites = sites;
    this.routes = routes;
    this.way = way;
  }

  @Override
  public void look(String ended, String message, Consumer<Boolean> looked) {
    if (Message.parse(message) instanceof Message.ToPeers toPeers && isToBeFound(ended, toPeers)) {
      sites.look(toPeers.room(), looked);
    } else {
      looked.accept(true);
    }
  }

  /**
   * This node may have nobody in the room: who isn't known to be there has not left it for that.
   */
  private boolean isToBeFound(String ended, Message.ToPeers message) {
    return message.to().stream()
        .map(peer -> sites.siteOf(message.room(), peer))
        .anyMatch(at -> at.isEmpty() || at.get().equals(ended));
  }

  @Override
  public void go(String ended, String message, Consumer<Passing> outcome) {
    switch (Message.parse(message)) {
      case Message.ToPeers toPeers -> {
        Passage passage = new Passage(toPeers.to().size(), outcome);
        toPeers.to().forEach(peer -> go(ended, toPeers, peer, passage));
      }
      case Message.Steps _,
          Message.Claim _,
          Message.Granted _,
          Message.Refused _,
          Message.Come _,
          Message.Handed _,
          Message.Dropped _ ->
          outcome.accept(Passing.PASSED);
    }
  }

  private void go(String ended, Message.ToPeers message, PeerId peer, Consumer<Passing> outcome) {
    Optional<String> now = sites.siteOf(message.room(), peer);
    if (now.isEmpty()) {
      outcome.accept(Passing.PASSED); // It has left the room: a relay to it is dropped anywhere.
    } else {
      String before = routes.detour(ended, peer, System.nanoTime());
      go(ended, message, peer, before == null ? now.get() : before, outcome);
    }
  }

  /** All by the same detour: the peer may have moved since the first. */
  private void go(
      String ended, Message.ToPeers message, PeerId peer, String at, Consumer<Passing> outcome) {
    if (at.equals(ended)) {
      outcome.accept(Passing.UNREACHABLE);
    } else if (site.tag().isSite(at)) {
      // To itself, though it may have come back from the very node that this was on its way to.
      sites.receive(message.only(peer));
      outcome.accept(Passing.PASSED);
    } else {
      routes.takeDetour(ended, peer, at, System.nanoTime());
      way.take(at, message.textTo(peer), outcome);
    }
  }
}
