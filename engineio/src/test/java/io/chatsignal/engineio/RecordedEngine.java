package io.chatsignal.engineio;

import io.chatsignal.engineio.EngineCodec.BinarySupport;
import io.chatsignal.testkit.FakeTime;
import io.chatsignal.testkit.Recorder;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A session in surroundings that write down all that it does: what it hands up, sends, answers and
 * closes. They also hold what every session owes them: one answer to each exchange, nothing after
 * its end.
 */
final class RecordedEngine implements EngineListener {
  static final EngineConfig CONFIG =
      new EngineConfig(millis(25_000), millis(20_000), millis(10_000), 100_000, 4, 1_000);

  final FakeTime time = new FakeTime();
  final EngineSession session;

  /** What the layer above does with a text that it is handed. */
  Consumer<String> reaction = text -> {};

  /** What the layer above does when it hears of a broken protocol. */
  Runnable onMalformed = () -> {};

  /** What the layer above does when it hears of the end. */
  Runnable onClosed = () -> {};

  /** The WebSocket that carries the session from its beginning, or from an upgrade. */
  Link current;

  private final Recorder out;
  private int gets;
  private int posts;
  private int links;
  private boolean closed;
  private boolean released;

  RecordedEngine(EngineVersion version, Recorder out) {
    this.out = out;
    this.current = new Link(out, "ws0");
    this.session = new EngineSession("sid", version, CONFIG, this, time.nanos());
  }

  /** A session that polls, its handshake read. */
  static RecordedEngine polling(EngineVersion version, Recorder out) {
    RecordedEngine engine = new RecordedEngine(version, out);
    engine.session.openPolling(new Exchange(out, "handshake"), BinarySupport.BYTES);
    out.take();
    return engine;
  }

  /** A session on a WebSocket, its handshake read. */
  static RecordedEngine webSocket(EngineVersion version, Recorder out) {
    RecordedEngine engine = new RecordedEngine(version, out);
    engine.current = engine.link();
    engine.session.openWebSocket(engine.current);
    out.take();
    return engine;
  }

  static long millis(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  // ---- what a client does

  Exchange get() {
    Exchange exchange = new Exchange(out, "get" + ++gets);
    session.poll(exchange, time.nanos());
    return exchange;
  }

  void abort(Exchange exchange) {
    session.pollAborted(exchange, time.nanos());
  }

  void post(Frame body) {
    session.post(body, new Exchange(out, "post" + ++posts), time.nanos());
  }

  void post(String body) {
    post(Wire.text(body));
  }

  Link link() {
    return new Link(out, "ws" + ++links);
  }

  Link probe() {
    Link link = link();
    session.probe(link, time.nanos());
    return link;
  }

  /** A WebSocket whose probe was answered; what was recorded on the way is left to read. */
  Link answeredProbe() {
    Link link = probe();
    receive(link, "2probe");
    return link;
  }

  /** A session that polled and went over to a WebSocket; all of that is read. */
  static RecordedEngine upgraded(EngineVersion version, Recorder out) {
    RecordedEngine engine = polling(version, out);
    engine.current = engine.answeredProbe();
    engine.receive(engine.current, "5");
    out.take();
    return engine;
  }

  void receive(Link from, String text) {
    receive(from, Wire.text(text));
  }

  void receive(Link from, Frame frame) {
    session.receive(from, frame, time.nanos());
  }

  /** The shell found that a WebSocket broke its own protocol, or its limits. */
  void failLink(Link link, CloseReason reason) {
    session.linkFailed(link, reason, "detail", time.nanos());
  }

  void lose(Link link) {
    session.linkClosed(link, CloseReason.TRANSPORT_CLOSED, time.nanos());
  }

  // ---- what we do

  void send(String text) {
    session.send(text);
    session.flush();
  }

  void close(CloseReason reason) {
    session.close(reason, time.nanos());
  }

  /** A tick that comes before the session said that it has something to do does nothing. */
  void tickAfterMillis(long millis) {
    long dueNanos = session.dueNanos(time.nanos());
    int unread = out.unread();
    session.tick(time.advanceMillis(millis).nanos());
    if (time.nanos() - dueNanos < 0 && out.unread() > unread) {
      throw new AssertionError("done before it was due: " + out.take());
    }
  }

  // ---- what the session hands up

  @Override
  public void onText(String packet, int start) {
    String data = packet.substring(start);
    hand("message " + data);
    reaction.accept(data);
  }

  @Override
  public void onBinary(byte[] data) {
    hand("message [" + Wire.show(data) + "]");
  }

  @Override
  public void onPingSent() {
    hand("ping sent");
  }

  @Override
  public void onPingAnswered() {
    hand("ping answered");
  }

  @Override
  public void onMalformed(String detail) {
    hand("malformed: " + detail);
    onMalformed.run();
  }

  @Override
  public void onClosed(CloseReason reason) {
    hand("closed " + reason);
    closed = true;
    onClosed.run();
  }

  @Override
  public void onTooLarge() {
    hand("too large");
  }

  @Override
  public void onUpgraded() {
    hand("upgraded");
  }

  boolean isReleased() {
    return released;
  }

  @Override
  public void onReleased() {
    if (!closed || released) {
      throw new AssertionError("released at the wrong time");
    }
    released = true;
    out.record("released");
  }

  private void hand(String line) {
    if (closed) {
      throw new AssertionError("after the end: " + line);
    }
    out.record(line);
  }

  /** One HTTP request; it is answered once. */
  static final class Exchange implements PollExchange {
    private final Recorder out;
    private final String name;
    private boolean answered;

    Exchange(Recorder out, String name) {
      this.out = out;
      this.name = name;
    }

    boolean isAnswered() {
      return answered;
    }

    @Override
    public void respond(Frame payload) {
      answer(Wire.show(payload));
    }

    @Override
    public void accept() {
      answer("ok");
    }

    @Override
    public void refuse(EngineError error) {
      answer("refused " + error);
    }

    private void answer(String answer) {
      if (answered) {
        throw new AssertionError(name + " is answered twice, now with " + answer);
      }
      answered = true;
      out.record(name + ": " + answer);
    }
  }

  /** One WebSocket; it is closed once, and nothing is sent behind that. */
  static final class Link implements WebSocketLink {
    long unsentBytes;
    private final Recorder out;
    private final String name;
    private boolean closed;

    Link(Recorder out, String name) {
      this.out = out;
      this.name = name;
    }

    @Override
    public void send(Frame message) {
      if (closed) {
        throw new AssertionError(name + " is closed but gets " + Wire.show(message));
      }
      out.record(name + ": " + Wire.show(message));
    }

    @Override
    public long unsentBytes() {
      return unsentBytes;
    }

    @Override
    public void close(CloseReason reason) {
      if (!closed) {
        closed = true;
        out.record(name + ": closed " + reason);
      }
    }
  }
}
