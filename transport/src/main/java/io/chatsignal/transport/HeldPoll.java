package io.chatsignal.transport;

import io.chatsignal.engineio.EngineError;
import io.chatsignal.engineio.Frame;
import io.chatsignal.engineio.PollExchange;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A polling client's request as its session sees it. */
final class HeldPoll implements PollExchange {
  private static final String TEXT = "text/plain; charset=UTF-8";
  private static final String BYTES = "application/octet-stream";

  private final Responder responder;
  private final TransportCounters counters;

  HeldPoll(Responder responder, TransportCounters counters) {
    this.responder = responder;
    this.counters = counters;
  }

  /** Whether the client went away. */
  boolean isAbandoned() {
    return !responder.channel().isActive();
  }

  @Override
  public void respond(Frame payload) {
    switch (payload) {
      case Frame.Text(String text) -> respond(200, TEXT, text.getBytes(StandardCharsets.UTF_8));
      case Frame.Binary(byte[] bytes) -> respond(200, BYTES, bytes);
    }
  }

  @Override
  public void accept() {
    // Old browsers would offer to save or show the answer if it were no HTML.
    respond(200, "text/html", "ok".getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void refuse(EngineError error) {
    responder.respond(refusal(400, error));
  }

  static HttpAnswer refusal(int status, EngineError error) {
    return HttpAnswer.of(status, "application/json", error.json());
  }

  private void respond(int status, String contentType, byte[] body) {
    counters.bytesOut(body.length);
    responder.respond(
        new HttpAnswer(
            status, Map.of("Content-Type", contentType, "Cache-Control", "no-store"), body));
  }
}
