package io.chatsignal.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Two peers in a room of their own: one creates it, the other asks to join and is accepted.
 *
 * <pre>
 *   owner:  authenticated → room-create-request → room-create-accept
 *   joiner: authenticated, room there → room-join-request
 *   owner:  room-join-request → room-join-accept
 *   joiner: room-join-accept → ready
 * </pre>
 */
final class Pair {
  /** What the pair is for. */
  interface Purpose {
    void ready(Pair pair);

    /** A candidate has come to the end of this lane. */
    default void arrived(Pair pair, Lane lane, Message message) {}

    default void writable(Pair pair, Lane lane) {}

    default void acknowledged(Pair pair) {}

    /** Once, when both connections have ended. The reason of the first that broke, or empty. */
    void closed(Pair pair, String reason);
  }

  private static final byte[] CREATED = "\"room-create-accept\"".getBytes(UTF_8);
  private static final byte[] REQUESTED = "\"room-join-request\"".getBytes(UTF_8);
  private static final byte[] ACCEPTED = "\"room-join-accept\"".getBytes(UTF_8);
  private static final byte[] CANDIDATE = "\"ice-candidate\"".getBytes(UTF_8);
  private static final byte[] ACK = "43".getBytes(UTF_8);

  private final Site site;
  private final String room;
  private final Purpose purpose;
  private final Peer owner;
  private final Peer joiner;
  private final Lane fromOwner;
  private final Lane fromJoiner;
  private String joinerId = "";
  private boolean joinerAuthenticated;
  private boolean created;
  private boolean ready;
  private int closed;
  private String reason = "";

  Pair(Site site, String room, Purpose purpose) {
    this.site = site;
    this.room = room;
    this.purpose = purpose;
    fromOwner = new Lane();
    fromJoiner = new Lane();
    owner = new Peer(site, new Owner());
    joiner = new Peer(site, new Joiner());
  }

  private final class Owner implements Peer.Role {
    @Override
    public void authenticated(Peer peer) {
      peer.emit("room-create-request", roomField());
      awaitReady();
    }

    @Override
    public void heard(Peer peer, Message message) {
      if (message.isEvent(CANDIDATE)) {
        purpose.arrived(Pair.this, fromJoiner, message);
      } else if (message.isEvent(CREATED)) {
        created = true;
        askToJoin();
      } else if (message.isEvent(REQUESTED)) {
        joinerId = message.field("peer_id");
        String peers = "\",\"peer_id\":\"" + joinerId + "\",\"to\":\"" + joinerId + "\"";
        peer.emit("room-join-accept", "\"room\":\"" + room + peers);
      } else {
        other(message);
      }
    }

    @Override
    public void writable(Peer peer) {
      purpose.writable(Pair.this, fromOwner);
    }

    @Override
    public void closed(Peer peer, String why) {
      ended(why);
    }
  }

  private final class Joiner implements Peer.Role {
    @Override
    public void authenticated(Peer peer) {
      joinerAuthenticated = true;
      askToJoin();
    }

    @Override
    public void heard(Peer peer, Message message) {
      if (message.isEvent(CANDIDATE)) {
        purpose.arrived(Pair.this, fromOwner, message);
      } else if (message.isEvent(ACCEPTED)) {
        joined(message.firstOf("peers"));
      } else if (message.startsWith(ACK)) {
        purpose.acknowledged(Pair.this);
      } else {
        other(message);
      }
    }

    @Override
    public void writable(Peer peer) {
      purpose.writable(Pair.this, fromJoiner);
    }

    @Override
    public void closed(Peer peer, String why) {
      ended(why);
    }
  }

  private void awaitReady() {
    long longest = site.plan().phases().step().toNanos();
    site.loop()
        .waits()
        .await(this, site.loop().nowNanos() + longest, () -> fail("room: no answer"));
  }

  private void askToJoin() {
    if (created && joinerAuthenticated) {
      joiner.emit("room-join-request", roomField());
    }
  }

  private void joined(String ownerId) {
    if (ready) {
      return;
    }
    ready = true;
    site.loop().waits().done(this);
    site.tally().ready.add(2);
    if (site.plan().scenario() != Scenario.CHURN) {
      fromOwner.carry(owner, owner.candidate(room, joinerId));
      fromJoiner.carry(joiner, joiner.candidate(room, ownerId));
    }
    purpose.ready(this);
  }

  private void other(Message message) {
    String event = message.eventName();
    if (event.endsWith("-reject") || event.equals("unauthorized")) {
      String code = message.field("code");
      String name = event + ": " + (code.isEmpty() ? message.field("message") : code);
      if (ready) {
        site.tally().error(name);
      } else {
        fail(name);
      }
    }
  }

  private void fail(String why) {
    owner.fail(why);
  }

  private void ended(String why) {
    closed++;
    if (reason.isEmpty()) {
      reason = why;
    }
    if (closed == 1 && !why.isEmpty()) {
      // A half is of no use: the other one goes quietly.
      owner.connection().end("");
      joiner.connection().end("");
    } else if (closed == 2) {
      site.loop().waits().done(this);
      purpose.closed(this, reason);
    }
  }

  /** The joiner asks to leave the room; {@link Purpose#acknowledged} follows. */
  void joinerLeaves() {
    awaitReady();
    joiner.emitWithAck("room-leave", roomField());
  }

  void leave() {
    site.loop().waits().done(this);
    joiner.leave();
    owner.leave();
  }

  private String roomField() {
    return "\"room\":\"" + room + "\"";
  }

  Lane fromOwner() {
    return fromOwner;
  }

  Lane fromJoiner() {
    return fromJoiner;
  }

  Lane opposite(Lane lane) {
    return lane == fromOwner ? fromJoiner : fromOwner;
  }
}
