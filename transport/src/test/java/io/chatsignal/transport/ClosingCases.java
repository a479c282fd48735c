package io.chatsignal.transport;

import static io.chatsignal.transport.WebSocketCase.CLOSE;
import static io.chatsignal.transport.WebSocketCase.CONTINUATION;
import static io.chatsignal.transport.WebSocketCase.LAST;
import static io.chatsignal.transport.WebSocketCase.PING;
import static io.chatsignal.transport.WebSocketCase.TEXT;
import static io.chatsignal.transport.WebSocketCase.named;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Section 7 of Autobahn: the closing handshake. */
final class ClosingCases {
  private final List<WebSocketCase> cases = new ArrayList<>();

  private ClosingCases() {}

  static List<WebSocketCase> all() {
    ClosingCases section = new ClosingCases();
    section.behaviour();
    section.payloads();
    section.codes();
    return section.cases;
  }

  private void behaviour() {
    cases.add(
        named("7.1.1 message, then close")
            .send(LAST | TEXT, "4Hello World!")
            .expectText("4Hello World!")
            .goesWell());
    cases.add(named("7.1.2 two closes").sendClose(1000, "").sendClose(1000, "").closes(1000));
    cases.add(
        named("7.1.3 ping behind a close").sendClose(1000, "").send(LAST | PING).closes(1000));
    cases.add(
        named("7.1.4 text behind a close")
            .sendClose(1000, "")
            .send(LAST | TEXT, "4Hello World!")
            .closes(1000));
    cases.add(
        named("7.1.5 close between two fragments")
            .send(TEXT, "4fragment1")
            .sendClose(1000, "")
            .send(LAST | CONTINUATION, "fragment2")
            .closes(1000));
    cases.add(
        named("7.1.6 message of 256 kB and a short one, then close, then ping")
            .send(LAST | TEXT, FramingCases.text(SizeCases.LIMIT))
            .expectText(FramingCases.text(SizeCases.LIMIT))
            .send(LAST | TEXT, "4Hello World!")
            .expectText("4Hello World!")
            .sendClose(1000, "")
            .send(LAST | PING)
            .closes(1000));
    cases.add(
        named("beyond: garbage behind a close")
            .sendClose(1000, "")
            .sendRaw(FramingCases.filled(64, 0xff))
            .closes(1000));
  }

  private void payloads() {
    cases.add(named("7.3.1 close without payload").send(LAST | CLOSE).closes(1000));
    cases.add(named("7.3.2 close with half a code").send(LAST | CLOSE, "a").closes(1002));
    cases.add(named("7.3.3 close with a code").sendClose(1000, "").closes(1000));
    cases.add(named("7.3.4 close with a reason").sendClose(1000, "Hello World!").closes(1000));
    cases.add(
        named("7.3.5 close with the longest reason").sendClose(1000, "*".repeat(123)).closes(1000));
    cases.add(
        named("7.3.6 close with too long a reason").sendClose(1000, "*".repeat(124)).closes(1002));
    byte[] notUtf8 = HexFormat.of().parseHex("cebae1bdb9cf83cebcceb5eda080656469746564");
    cases.add(
        named("7.5.1 close with a reason that is no UTF-8")
            .send(LAST | CLOSE, WebSocketCase.Builder.closePayload(1000, notUtf8))
            .closes(1007));
    cases.add(named("beyond: close in two fragments").send(CLOSE).closes(1002));
  }

  private void codes() {
    int[] valid = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999};
    for (int i = 0; i < valid.length; i++) {
      code("7.7." + (i + 1), valid[i], valid[i]);
    }
    int[] invalid = {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999};
    for (int i = 0; i < invalid.length; i++) {
      code("7.9." + (i + 1), invalid[i], 1002);
    }
    code("7.13.1", 5000, 1002);
    code("7.13.2", 65_535, 1002);
    // Registered since; and the one that says that TLS failed, which no frame may say.
    for (int code : new int[] {1012, 1013, 1014}) {
      code("beyond:", code, code);
    }
    code("beyond:", 1015, 1002);
  }

  private void code(String section, int code, int answer) {
    cases.add(named(section + " close with code " + code).sendClose(code, "").closes(answer));
  }
}
