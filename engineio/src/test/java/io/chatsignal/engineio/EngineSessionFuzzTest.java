package io.chatsignal.engineio;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.chatsignal.testkit.Recorder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A session driven by a script: one input a line, its kind the first letter, its data the rest.
 * {@link RecordedEngine} holds what every session owes its surroundings.
 */
class EngineSessionFuzzTest {
  private static final int MAX_INPUTS = 200;
  private static final CloseReason[] REASONS = CloseReason.values();

  @FuzzTest
  void pollingOfVersion3(byte[] script) {
    run(RecordedEngine.polling(EngineVersion.V3, new Recorder()), script);
  }

  @FuzzTest
  void pollingOfVersion4(byte[] script) {
    run(RecordedEngine.polling(EngineVersion.V4, new Recorder()), script);
  }

  private static void run(RecordedEngine engine, byte[] script) {
    List<RecordedEngine.Exchange> polls = new ArrayList<>();
    int start = 0;
    for (int inputs = 0; start < script.length && inputs < MAX_INPUTS; inputs++) {
      int end = start;
      while (end < script.length && script[end] != '\n') {
        end++;
      }
      if (end > start) {
        apply(engine, polls, (char) script[start], Arrays.copyOfRange(script, start + 1, end));
      }
      start = end + 1;
    }
    engine.close(CloseReason.SHUTDOWN);
    engine.tickAfterMillis(20_000);
    requireNothingLeft(engine, polls);
  }

  private static void requireNothingLeft(
      RecordedEngine engine, List<RecordedEngine.Exchange> polls) {
    if (!engine.isReleased() || engine.session.unsentBytes() != 0) {
      throw new AssertionError("an ended session is released and keeps nothing");
    }
    if (!polls.stream().allMatch(RecordedEngine.Exchange::isAnswered)) {
      throw new AssertionError("a poll was never answered");
    }
  }

  private static void apply(
      RecordedEngine engine, List<RecordedEngine.Exchange> polls, char kind, byte[] data) {
    switch (kind) {
      case 'g' -> polls.add(engine.get());
      case 'a' -> {
        if (!polls.isEmpty() && !polls.getLast().isAnswered()) {
          engine.abort(polls.removeLast());
        }
      }
      case 'b' -> engine.post(text(data));
      case 'B' -> engine.post(new Frame.Binary(data));
      case 'w' -> engine.current = engine.probe();
      case 't' -> engine.receive(engine.current, text(data));
      case 'x' -> engine.receive(engine.current, new Frame.Binary(data));
      case 'l' -> engine.lose(engine.current);
      case 'L' -> engine.failLink(engine.current, reason(data));
      case 'f' -> engine.session.fail("detail", engine.time.nanos());
      case 'F' -> engine.session.failTooLarge(engine.time.nanos());
      case 's' -> engine.session.send(new String(data, UTF_8));
      case 'S' -> engine.session.send(data);
      case 'u' -> engine.session.flush();
      case 'c' -> engine.close(reason(data));
      case 'T' -> engine.tickAfterMillis(number(data) * 500L);
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
