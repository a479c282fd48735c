package io.chatsignal.socketio;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.chatsignal.engineio.CloseReason;
import io.chatsignal.engineio.EngineCodec.BinarySupport;
import io.chatsignal.engineio.EngineVersion;
import io.chatsignal.engineio.Frame;
import java.util.Arrays;

/**
 * Both protocols on top of each other, driven by a script: one input a line, its kind the first
 * letter, its data the rest. Clients send anything, at any moment; the owners of sessions do all
 * that they may.
 */
class SessionFuzzTest {
  private static final int MAX_INPUTS = 200;
  private static final CloseReason[] REASONS = CloseReason.values();

  @FuzzTest
  void script(byte[] script) {
    FuzzedServer server = new FuzzedServer();
    int start = 0;
    for (int inputs = 0; start < script.length && inputs < MAX_INPUTS; inputs++) {
      int end = start;
      while (end < script.length && script[end] != '\n') {
        end++;
      }
      if (end > start) {
        apply(server, (char) script[start], Arrays.copyOfRange(script, start + 1, end));
        server.flush();
      }
      start = end + 1;
    }
    server.endAll();
  }

  private static void apply(FuzzedServer server, char kind, byte[] data) {
    switch (kind) {
      case 'o' -> server.openPolling(EngineVersion.V4, BinarySupport.BYTES);
      case 'O' -> server.openWebSocket(EngineVersion.V4);
      case 'p' -> server.openPolling(EngineVersion.V3, BinarySupport.BYTES);
      case 'P' -> server.openWebSocket(EngineVersion.V3);
      case 'q' -> server.openPolling(EngineVersion.V3, BinarySupport.BASE64);
      case 'g' -> server.get();
      case 'a' -> server.abort();
      case 'b' -> server.post(text(data));
      case 'B' -> server.post(new Frame.Binary(data));
      case 'w' -> server.probe();
      case 't' -> server.receive(text(data));
      case 'x' -> server.receive(new Frame.Binary(data));
      case 'l' -> server.lose(reason(data));
      case 'L' -> server.failLink(reason(data));
      case 'f' -> server.with().fail("detail", server.time.nanos());
      case 'F' -> server.with().failTooLarge(server.time.nanos());
      case 'c' -> server.with().close(reason(data), server.time.nanos());
      case 'T' -> server.tick(number(data) * 500L);
      default -> applyOwner(server, kind, data);
    }
  }

  /** What those do who own sessions. */
  private static void applyOwner(FuzzedServer server, char kind, byte[] data) {
    switch (kind) {
      case '+' -> server.accept();
      case '-' -> server.refuse("");
      case '=' -> server.refuse("{}");
      default -> {
        for (FuzzedSession session : server.sessions.values().toArray(FuzzedSession[]::new)) {
          applyOwner(server, session, kind, data);
        }
      }
    }
  }

  private static void applyOwner(
      FuzzedServer server, FuzzedSession session, char kind, byte[] data) {
    switch (kind) {
      case 'e' -> session.emit(number(data));
      case 'E' -> session.emitBinary(number(data));
      case 'k' -> session.emitWithAck(server.time.nanos() + number(data) * 1_000_000_000L);
      case 'K' -> session.answer();
      case 'd' -> session.session.disconnect(reason(data));
      case 'D' -> session.session.close(reason(data));
      case 'm' -> session.session.detach();
      default -> {}
    }
  }

  private static Frame text(byte[] data) {
    return new Frame.Text(new String(data, UTF_8));
  }

  private static CloseReason reason(byte[] data) {
    return REASONS[number(data) % REASONS.length];
  }

  /** Of one byte; a digit is itself. */
  private static int number(byte[] data) {
    return data.length == 0 ? 0 : (data[0] & 0xff) >= '0' ? (data[0] & 0xff) - '0' : data[0] & 0xff;
  }
}
