package io.chatsignal.transport;

import static io.chatsignal.transport.WebSocketCase.BINARY;
import static io.chatsignal.transport.WebSocketCase.CLOSE;
import static io.chatsignal.transport.WebSocketCase.CONTINUATION;
import static io.chatsignal.transport.WebSocketCase.LAST;
import static io.chatsignal.transport.WebSocketCase.PING;
import static io.chatsignal.transport.WebSocketCase.PONG;
import static io.chatsignal.transport.WebSocketCase.TEXT;
import static io.chatsignal.transport.WebSocketCase.named;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sections 1 to 5 of Autobahn: messages, pings, reserved bits, opcodes and fragments. */
final class FramingCases {
  private static final String[] WAYS = {" at once", " frame by frame", " in octets"};
  private static final byte[] BYTES_125 = filled(125, 0xfe);

  private final List<WebSocketCase> cases = new ArrayList<>();

  private FramingCases() {}

  static List<WebSocketCase> all() {
    FramingCases section = new FramingCases();
    section.messages();
    section.pings();
    section.reservedBits();
    section.opcodes();
    section.fragments();
    section.strayContinuations();
    return section.cases;
  }

  static byte[] filled(int length, int octet) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) octet);
    return bytes;
  }

  static String text(int length) {
    return "4" + "*".repeat(length - 1);
  }

  /** An empty text is no packet of Engine.IO: here the 4 alone stands for Autobahn's empty one. */
  private void messages() {
    int[] lengths = {1, 125, 126, 127, 128, 65_535, 65_536, 65_536};
    for (int i = 0; i < lengths.length; i++) {
      String text = text(lengths[i]);
      byte[] bytes = filled(lengths[i] == 1 ? 0 : lengths[i], 0xfe);
      int chop = i == 7 ? 997 : Integer.MAX_VALUE;
      cases.add(
          named("1.1." + (i + 1) + " text of " + lengths[i])
              .send(LAST | TEXT, text)
              .chopped(chop)
              .expectText(text)
              .goesWell());
      cases.add(
          named("1.2." + (i + 1) + " binary of " + bytes.length)
              .send(LAST | BINARY, bytes)
              .chopped(chop)
              .expectBinary(bytes)
              .goesWell());
    }
  }

  private void pings() {
    byte[] binary = {0, (byte) 0xff, (byte) 0xfe, (byte) 0xfd, (byte) 0xfc, (byte) 0xfb, 0, -1};
    cases.add(named("2.1 ping without payload").send(LAST | PING).expectPong("").goesWell());
    cases.add(
        named("2.2 ping with text").send(LAST | PING, "Hello").expectPong("Hello").goesWell());
    cases.add(named("2.3 ping with bytes").send(LAST | PING, binary).expectPong(binary).goesWell());
    cases.add(
        named("2.4 ping of 125").send(LAST | PING, BYTES_125).expectPong(BYTES_125).goesWell());
    cases.add(named("2.5 ping of 126").send(LAST | PING, filled(126, 0xfe)).closes(1002));
    cases.add(
        named("2.6 ping of 125 in octets")
            .send(LAST | PING, BYTES_125)
            .chopped(1)
            .expectPong(BYTES_125)
            .goesWell());
    cases.add(named("2.7 pong that nobody asked for").send(LAST | PONG).goesWell());
    cases.add(named("2.8 pong with payload").send(LAST | PONG, "unasked").goesWell());
    cases.add(
        named("2.9 pong, then ping")
            .send(LAST | PONG, "unasked")
            .send(LAST | PING, "asked")
            .expectPong("asked")
            .goesWell());
    cases.add(tenPings("2.10 ten pings").goesWell());
    cases.add(tenPings("2.11 ten pings in octets").chopped(1).goesWell());
  }

  private static WebSocketCase.Builder tenPings(String name) {
    WebSocketCase.Builder pings = named(name);
    for (int i = 0; i < 10; i++) {
      pings.send(LAST | PING, "payload-" + i).expectPong("payload-" + i);
    }
    return pings;
  }

  private void reservedBits() {
    cases.add(named("3.1 reserved bits 1 on text").send(LAST | 0x10 | TEXT, "4x").closes(1002));
    cases.add(behindText("3.2 reserved bits 2").send(LAST | 0x20 | TEXT, "4x").closes(1002));
    cases.add(
        behindText("3.3 reserved bits 3, then ping")
            .send(LAST | 0x30 | TEXT, "4x")
            .send(LAST | PING)
            .closes(1002));
    cases.add(
        behindText("3.4 reserved bits 4 without compression, in octets")
            .send(LAST | 0x40 | TEXT, "4x")
            .send(LAST | PING)
            .chopped(1)
            .closes(1002));
    cases.add(
        named("3.5 reserved bits 5 on bytes").send(LAST | 0x50 | BINARY, BYTES_125).closes(1002));
    cases.add(named("3.6 reserved bits 6 on a ping").send(LAST | 0x60 | PING, "p").closes(1002));
    cases.add(named("3.7 reserved bits 7 on a close").send(LAST | 0x70 | CLOSE).closes(1002));
    for (int bits = 1; bits <= 7; bits++) {
      for (int opcode : new int[] {TEXT, BINARY, PING, PONG, CLOSE}) {
        cases.add(
            behindText("beyond: reserved bits " + bits + " on opcode " + opcode)
                .send(LAST | (bits << 4) | opcode, "4x")
                .closes(1002));
      }
    }
  }

  private static WebSocketCase.Builder behindText(String name) {
    return named(name).send(LAST | TEXT, "4first").expectText("4first");
  }

  private void opcodes() {
    for (int i = 1; i <= 5; i++) {
      opcode("4.1." + i, i, i + 2);
      opcode("4.2." + i, i, i + 10);
    }
  }

  private void opcode(String section, int kind, int opcode) {
    byte[] payload = "reserved".getBytes(StandardCharsets.US_ASCII);
    WebSocketCase.Builder test =
        kind < 3
            ? named(section + " opcode " + opcode)
            : behindText(section + " opcode " + opcode + " behind a message");
    test.send(LAST | opcode, kind == 1 || kind == 3 ? new byte[0] : payload);
    cases.add(
        (kind < 3 ? test : test.send(LAST | PING)).chopped(kind == 5 ? 1 : 1000).closes(1002));
  }

  private void fragments() {
    cases.add(
        named("5.1 ping in two fragments")
            .send(PING, "fragment1")
            .send(LAST | CONTINUATION, "fragment2")
            .closes(1002));
    cases.add(
        named("5.2 pong in two fragments")
            .send(PONG, "fragment1")
            .send(LAST | CONTINUATION, "fragment2")
            .closes(1002));
    for (int way = 0; way < 3; way++) {
      WebSocketCase.Builder two =
          named("5." + (3 + way) + " text in two fragments" + WAYS[way])
              .send(TEXT, "4fragment1")
              .send(LAST | CONTINUATION, "fragment2");
      cases.add(sentAs(way, two).expectText("4fragment1fragment2").goesWell());
      WebSocketCase.Builder ping =
          named("5." + (6 + way) + " ping between two fragments" + WAYS[way])
              .send(TEXT, "4fragment1")
              .send(LAST | PING, "ping")
              .send(LAST | CONTINUATION, "fragment2");
      cases.add(sentAs(way, ping).expectPong("ping").expectText("4fragment1fragment2").goesWell());
    }
    cases.add(
        named("5.18 text within a text")
            .send(TEXT, "4fragment1")
            .send(LAST | TEXT, "4fragment2")
            .closes(1002));
    cases.add(
        named("beyond: bytes within a text")
            .send(TEXT, "4fragment1")
            .send(LAST | BINARY, "fragment2")
            .closes(1002));
    cases.add(fiveFragments("5.19 pings and pong between five fragments").goesWell());
    cases.add(fiveFragments("5.20 the same in octets").chopped(1).goesWell());
  }

  private static WebSocketCase.Builder sentAs(int way, WebSocketCase.Builder frames) {
    return way == 1 ? frames : frames.chopped(way == 0 ? Integer.MAX_VALUE : 1);
  }

  private static WebSocketCase.Builder fiveFragments(String name) {
    return named(name)
        .send(TEXT, "4fragment1")
        .send(CONTINUATION, "fragment2")
        .send(LAST | PING, "ping1")
        .send(CONTINUATION, "fragment3")
        .send(LAST | PONG, "unasked")
        .send(CONTINUATION, "fragment4")
        .send(LAST | PING, "ping2")
        .send(LAST | CONTINUATION, "fragment5")
        .expectPong("ping1")
        .expectPong("ping2")
        .expectText("4fragment1fragment2fragment3fragment4fragment5");
  }

  private void strayContinuations() {
    for (int way = 0; way < 3; way++) {
      for (int last : new int[] {LAST, 0}) {
        WebSocketCase.Builder stray =
            named("5." + (way + (last == 0 ? 12 : 9)) + " continuation of nothing" + WAYS[way])
                .send(last | CONTINUATION, "non-continuation payload")
                .send(LAST | TEXT, "4Hello");
        cases.add(sentAs(way, stray).closes(1002));
      }
    }
    cases.add(
        named("5.15 continuation behind a whole message")
            .send(TEXT, "4fragment1")
            .send(LAST | CONTINUATION, "fragment2")
            .expectText("4fragment1fragment2")
            .send(CONTINUATION, "fragment3")
            .send(LAST | TEXT, "4fragment4")
            .closes(1002));
    for (int last : new int[] {0, LAST}) {
      cases.add(
          named((last == 0 ? "5.16" : "5.17") + " continuation before a message, twice")
              .send(last | CONTINUATION, "fragment1")
              .send(TEXT, "4fragment2")
              .send(LAST | CONTINUATION, "fragment3")
              .send(last | CONTINUATION, "fragment1")
              .send(TEXT, "4fragment2")
              .send(LAST | CONTINUATION, "fragment3")
              .closes(1002));
    }
  }
}
