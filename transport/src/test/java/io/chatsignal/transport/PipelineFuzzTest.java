package io.chatsignal.transport;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.chatsignal.transport.FuzzedShell.Pieces;
import java.util.Arrays;

/**
 * Clients from the first byte of their connections: HTTP, polling, WebSocket, Socket.IO. Input is
 * what each connection writes, one after the other, with {@code ~~} and a digit between them: the
 * digit's connection, counted from the last, breaks then (0), or none does (9). Whatever it is, the
 * server answers the same however the network cuts it up, as long as nothing else happens in
 * between: a client that breaks the rules while it waits for another loop's word, such as whether
 * it may have its socket back, may or may not hear that first.
 */
class PipelineFuzzTest {
  /** Longer heads meet limits at other moments, as they come in other pieces. */
  private static final int MAX_INPUT = 4000;

  private static final int MAX_CONNECTIONS = 8;

  @FuzzTest
  void connections(byte[] input) {
    if (input.length > MAX_INPUT) {
      return;
    }
    String whole = run(input, Pieces.whole());
    String pieces = run(input, Pieces.of(input));
    run(input, Pieces.apart(input));
    if (!whole.equals(pieces)) {
      throw new AssertionError("in one piece: " + whole + "\nin pieces: " + pieces);
    }
  }

  private static String run(byte[] input, Pieces pieces) {
    try (FuzzedShell shell = new FuzzedShell()) {
      int start = 0;
      for (int count = 0; start <= input.length && count < MAX_CONNECTIONS; count++) {
        int end = endOf(input, start);
        shell.connect(Arrays.copyOfRange(input, start, end), pieces);
        if (end + 2 < input.length) {
          shell.drop(input[end + 2] - '0');
        }
        start = end + 3;
      }
      return shell.transcript();
    }
  }

  private static int endOf(byte[] input, int start) {
    for (int i = start; i + 1 < input.length; i++) {
      if (input[i] == '~' && input[i + 1] == '~') {
        return i;
      }
    }
    return input.length;
  }
}
