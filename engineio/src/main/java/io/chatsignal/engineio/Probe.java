package io.chatsignal.engineio;

/** A WebSocket that asks to take over from polling. */
final class Probe {
  enum Step {
    ANSWERED,
    COMPLETE,
    BROKEN
  }

  final WebSocketLink link;
  private final long deadlineNanos;
  private boolean answered;

  Probe(WebSocketLink link, long deadlineNanos) {
    this.link = link;
    this.deadlineNanos = deadlineNanos;
  }

  boolean isAnswered() {
    return answered;
  }

  boolean isLate(long nowNanos) {
    return nowNanos - deadlineNanos >= 0;
  }

  /** First comes a ping to try the way, then the packet that completes the upgrade. */
  Step receive(EnginePacket packet, EngineCodec codec) {
    if (answered) {
      return packet instanceof EnginePacket.Upgrade ? Step.COMPLETE : Step.BROKEN;
    }
    if (!(packet instanceof EnginePacket.Ping(String data)) || !data.equals("probe")) {
      return Step.BROKEN;
    }
    answered = true;
    link.send(codec.encode(new EnginePacket.Pong(data)));
    return Step.ANSWERED;
  }
}
