package io.chatsignal.engineio;

/**
 * Which side pings, and when the other is given up. Version 4: the server pings, the client
 * answers. Version 3: the client pings.
 */
sealed interface Heartbeat {
  /** What is due. */
  enum Due {
    NOTHING,
    PING,
    TIMEOUT
  }

  static Heartbeat of(EngineVersion version, EngineConfig config, long nowNanos) {
    return switch (version) {
      case V3 -> new ClientPings(config, nowNanos);
      case V4 -> new ServerPings(config, nowNanos);
    };
  }

  Due due(long nowNanos);

  /** When {@link #due} has something to say next, unless something comes in before. */
  long deadlineNanos();

  /** Whether a ping may go out now, although none is due; if so, it counts as sent. */
  boolean pingEarly(long nowNanos);

  /** Any packet but a pong came in. */
  void onPacket(long nowNanos);

  /** A ping came in, which is the client's to send in version 3 alone. */
  void onPing() throws MalformedPacketException;

  /** A pong came in; returns whether it answered a ping of ours. */
  boolean onPong(long nowNanos) throws MalformedPacketException;

  final class ServerPings implements Heartbeat {
    private final EngineConfig config;
    private long deadlineNanos;
    private boolean awaitingPong;
    private boolean extended;

    ServerPings(EngineConfig config, long nowNanos) {
      this.config = config;
      this.deadlineNanos = nowNanos + config.pingIntervalNanos();
    }

    @Override
    public Due due(long nowNanos) {
      if (nowNanos - deadlineNanos < 0) {
        return Due.NOTHING;
      }
      if (awaitingPong) {
        return Due.TIMEOUT;
      }
      awaitingPong = true;
      extended = false;
      deadlineNanos = dueAt(nowNanos) + config.pingTimeoutNanos();
      return Due.PING;
    }

    @Override
    public long deadlineNanos() {
      return deadlineNanos;
    }

    @Override
    public boolean pingEarly(long nowNanos) {
      if (awaitingPong) {
        return false;
      }
      awaitingPong = true;
      extended = false;
      deadlineNanos = nowNanos + config.pingTimeoutNanos();
      return true;
    }

    /**
     * When the ping was due: a client adds up interval and timeout. If we were late by far, though,
     * the client shall not pay for it.
     */
    private long dueAt(long nowNanos) {
      boolean late = nowNanos - deadlineNanos > config.pingTimeoutNanos() / 2;
      return late ? nowNanos : deadlineNanos;
    }

    /** A peer that talks is alive: its pong may be behind a long message, once. */
    @Override
    public void onPacket(long nowNanos) {
      if (awaitingPong && !extended) {
        extended = true;
        deadlineNanos = nowNanos + config.pingTimeoutNanos();
      }
    }

    @Override
    public void onPing() throws MalformedPacketException {
      throw new MalformedPacketException("invalid heartbeat direction");
    }

    @Override
    public boolean onPong(long nowNanos) {
      if (!awaitingPong) {
        return false;
      }
      awaitingPong = false;
      // From one ping to the next, however long the answer took.
      long pingedAt = extended ? nowNanos : deadlineNanos - config.pingTimeoutNanos();
      deadlineNanos = pingedAt + config.pingIntervalNanos();
      return true;
    }
  }

  final class ClientPings implements Heartbeat {
    private final long patienceNanos;
    private long deadlineNanos;

    ClientPings(EngineConfig config, long nowNanos) {
      this.patienceNanos = config.pingIntervalNanos() + config.pingTimeoutNanos();
      this.deadlineNanos = nowNanos + patienceNanos;
    }

    @Override
    public Due due(long nowNanos) {
      return nowNanos - deadlineNanos < 0 ? Due.NOTHING : Due.TIMEOUT;
    }

    @Override
    public long deadlineNanos() {
      return deadlineNanos;
    }

    @Override
    public boolean pingEarly(long nowNanos) {
      return false;
    }

    @Override
    public void onPacket(long nowNanos) {
      deadlineNanos = nowNanos + patienceNanos;
    }

    @Override
    public void onPing() {}

    @Override
    public boolean onPong(long nowNanos) throws MalformedPacketException {
      throw new MalformedPacketException("invalid heartbeat direction");
    }
  }
}
