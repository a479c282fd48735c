package io.chatsignal.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;

/**
 * One client: connects, gives its app token, asks for a session token, then hands what it hears to
 * its role. Lives on its loop alone.
 */
final class Peer implements Connection.Receiver {
  /** What a peer does once it is authenticated. */
  interface Role {
    void authenticated(Peer peer);

    /** An event or an acknowledgement. */
    void heard(Peer peer, Message message);

    default void writable(Peer peer) {}

    /** Once, and last; an empty reason is an end that we asked for. */
    void closed(Peer peer, String reason);
  }

  private static final byte[] CONNECTED = "40".getBytes(UTF_8);
  private static final byte[] REFUSED = "44".getBytes(UTF_8);
  private static final byte[] AUTH_ACCEPT = "\"auth-accept\"".getBytes(UTF_8);

  private final Site site;
  private final Role role;
  private final Message message = new Message();
  private final long startedNanos;
  private final Connection connection;
  private String step = "connect";
  private String sessionToken = "";
  private boolean authenticated;

  /** Starts to connect. */
  Peer(Site site, Role role) {
    this.site = site;
    this.role = role;
    startedNanos = site.loop().nowNanos();
    connection = site.connect(this);
    awaitStep("connect");
  }

  private void awaitStep(String next) {
    step = next;
    Duration longest = site.plan().phases().step();
    long due = site.loop().nowNanos() + longest.toNanos();
    site.loop()
        .waits()
        .await(this, due, () -> connection.end("no answer within " + longest.toSeconds() + " s"));
  }

  @Override
  public void opened() {
    site.tally().opened.increment();
    awaitStep("engine open");
  }

  @Override
  public void text(byte[] buffer, int from, int to) {
    if (from == to) {
      fail("empty packet");
      return;
    }
    switch (buffer[from]) {
      case '0' -> {
        awaitStep("CONNECT");
        connection.sendText("40{\"token\":\"" + site.plan().appToken() + "\"}");
      }
      case '1' -> connection.end("closed by the server: engine close");
      case '2' -> {
        connection.sendText("3");
        site.tally().pings.increment();
      }
      case '4' -> packet(message.over(buffer, from, to));
      default -> fail("unexpected engine packet " + (char) buffer[from]);
    }
  }

  private void packet(Message packet) {
    if (authenticated) {
      role.heard(this, packet);
    } else if (packet.startsWith(CONNECTED)) {
      awaitStep("auth-request");
      connection.sendText("42[\"auth-request\",{\"token\":\"" + site.plan().appToken() + "\"}]");
    } else if (packet.startsWith(REFUSED)) {
      fail("CONNECT_ERROR: " + packet.field("message"));
    } else if (packet.isEvent(AUTH_ACCEPT)) {
      accepted(packet.field("token"));
    } else {
      fail("answered with " + packet.eventName() + " " + packet.field("message"));
    }
  }

  private void accepted(String token) {
    sessionToken = token;
    authenticated = true;
    step = "";
    site.loop().waits().done(this);
    site.tally().authenticated.increment();
    site.setups().record(site.loop().nowNanos() - startedNanos);
    role.authenticated(this);
  }

  /** Emits with the session token first, as every emit but auth-request must have it. */
  void emit(String event, String fields) {
    connection.sendText(packet("42", event, fields));
  }

  /** The answer comes to {@link Role#heard} as a packet that begins with 43. */
  void emitWithAck(String event, String fields) {
    connection.sendText(packet("420", event, fields));
  }

  private String packet(String type, String event, String fields) {
    return type + "[\"" + event + "\",{\"auth\":\"" + sessionToken + "\"," + fields + "}]";
  }

  Candidate candidate(String room, String to) {
    return Candidate.relay(
        sessionToken, room, to, site.plan().load().grown(), site.loop().nextMask());
  }

  Connection connection() {
    return connection;
  }

  void fail(String reason) {
    connection.end(reason);
  }

  /** Leaves as a browser's page does when it calls {@code disconnect()}. */
  void leave() {
    connection.sendText("41");
    connection.close();
    Duration longest = site.plan().phases().step();
    long due = site.loop().nowNanos() + longest.toNanos();
    site.loop().waits().await(this, due, () -> connection.end("close: no answer"));
  }

  @Override
  public void writable() {
    if (authenticated) {
      role.writable(this);
    }
  }

  @Override
  public void closed(String reason) {
    site.loop().waits().done(this);
    site.tally().closed.increment();
    site.forget();
    role.closed(this, reason.isEmpty() || step.isEmpty() ? reason : step + ": " + reason);
  }
}
