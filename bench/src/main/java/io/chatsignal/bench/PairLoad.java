package io.chatsignal.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Pairs that relay candidates to one another. */
final class PairLoad implements Load, Pair.Purpose {
  private final Site site;
  private final Traffic traffic;
  private final Opener opener;
  private final List<Lane> lanes = new ArrayList<>();
  private final Set<Pair> ready = new HashSet<>();
  private final AtomicLong underWay = new AtomicLong();
  private int numbered;
  private boolean closing;

  PairLoad(Site site, int pairs, Traffic traffic, String roomPrefix) {
    this.site = site;
    this.traffic = traffic;
    int atOnce = site.plan().load().opening() / 2;
    opener = new Opener(pairs, atOnce, () -> new Pair(site, roomPrefix + numbered++, this));
  }

  @Override
  public void open() {
    opener.open();
  }

  @Override
  public void ready(Pair pair) {
    ready.add(pair);
    lanes.add(pair.fromOwner());
    lanes.add(pair.fromJoiner());
    opener.finished();
  }

  @Override
  public void begin(Window window) {
    opener.stop();
    traffic.begin(lanes, site.loop().nowNanos(), window);
    site.loop().ticker(traffic::tick);
  }

  @Override
  public void arrived(Pair pair, Lane lane, Message message) {
    long number = lane.number(message);
    if (number < 0) {
      site.tally().error("ice-candidate without its number");
      return;
    }
    if (!lane.received(number)) {
      site.tally().error("relay lost, doubled or out of order");
    }
    site.tally().operations.increment();
    traffic.arrived(lane, number, pair.opposite(lane), site.loop().nowNanos());
  }

  @Override
  public void writable(Pair pair, Lane lane) {
    lane.pay();
  }

  @Override
  public void stop() {
    traffic.stop(site.loop().nowNanos());
    long backlog = 0;
    for (Lane lane : lanes) {
      backlog += lane.backlog();
      lane.forgetBacklog();
    }
    site.tally().unsent.add(backlog);
    watch();
  }

  /** Counts again until nothing is left: cheap, and only after the measured time. */
  private void watch() {
    underWay.set(lanes.stream().mapToLong(Lane::underWay).sum());
    if (underWay.get() > 0 && !closing) {
      long due = site.loop().nowNanos() + 1;
      site.loop().waits().await(underWay, due, this::watch);
    }
  }

  @Override
  public long underWay() {
    return underWay.get();
  }

  @Override
  public void close() {
    closing = true;
    site.tally().error("relay never arrived", lanes.stream().mapToLong(Lane::underWay).sum());
    List.copyOf(ready).forEach(Pair::leave);
  }

  @Override
  public void closed(Pair pair, String reason) {
    if (!reason.isEmpty()) {
      site.tally().error(reason);
    }
    if (!ready.remove(pair)) {
      opener.finished();
    }
  }
}
