package io.chatsignal.testkit;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What came out of the thing under test, one line each, in order. Registered as an extension it
 * fails the test that leaves lines unread.
 */
public final class Recorder implements AfterEachCallback {
  private final List<String> lines = new ArrayList<>();

  public void record(String line) {
    lines.add(line);
  }

  /** How many lines {@link #take} would return. */
  public int unread() {
    return lines.size();
  }

  /** All lines since the last call. */
  public List<String> take() {
    List<String> taken = List.copyOf(lines);
    lines.clear();
    return taken;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (!lines.isEmpty() && context.getExecutionException().isEmpty()) {
      throw new AssertionError("nobody looked at " + lines);
    }
  }
}
