package io.chatsignal.bench;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Peers that authenticate and then only answer pings. */
final class IdleLoad implements Load, Peer.Role {
  private final Site site;
  private final Opener opener;
  private final Set<Peer> ready = new HashSet<>();

  IdleLoad(Site site, int peers) {
    this.site = site;
    int atOnce = site.plan().load().opening();
    opener = new Opener(peers, atOnce, () -> new Peer(site, this));
  }

  @Override
  public void open() {
    opener.open();
  }

  @Override
  public void authenticated(Peer peer) {
    ready.add(peer);
    site.tally().ready.increment();
    opener.finished();
  }

  @Override
  public void heard(Peer peer, Message message) {
    site.tally().error("unexpected " + message.eventName());
  }

  @Override
  public void begin(Window window) {
    opener.stop();
  }

  @Override
  public void stop() {
    // There is nothing that it began.
  }

  @Override
  public long underWay() {
    return 0;
  }

  @Override
  public void close() {
    List.copyOf(ready).forEach(Peer::leave);
  }

  @Override
  public void closed(Peer peer, String reason) {
    if (!reason.isEmpty()) {
      site.tally().error(reason);
    }
    if (!ready.remove(peer)) {
      opener.finished();
    }
  }
}
