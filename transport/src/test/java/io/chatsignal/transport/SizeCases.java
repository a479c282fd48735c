package io.chatsignal.transport;

import static io.chatsignal.transport.FramingCases.filled;
import static io.chatsignal.transport.FramingCases.text;
import static io.chatsignal.transport.WebSocketCase.BINARY;
import static io.chatsignal.transport.WebSocketCase.CONTINUATION;
import static io.chatsignal.transport.WebSocketCase.LAST;
import static io.chatsignal.transport.WebSocketCase.PING;
import static io.chatsignal.transport.WebSocketCase.TEXT;
import static io.chatsignal.transport.WebSocketCase.named;

import io.chatsignal.testkit.RawWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Sections 9 and 10 of Autobahn, and what it leaves out: large messages up to the limit and past
 * it, in one frame and in many, and lengths that are not what they should be.
 */
final class SizeCases {
  /** What the server takes unless it is told otherwise. */
  static final int LIMIT = TransportLimits.defaults().maxMessageBytes();

  private final List<WebSocketCase> cases = new ArrayList<>();

  private SizeCases() {}

  static List<WebSocketCase> all() {
    SizeCases section = new SizeCases();
    section.oneFrame();
    section.fragments();
    section.chops();
    section.manyMessages();
    section.lengths();
    section.floods();
    return section.cases;
  }

  /** One message in one frame; too large a one is refused at its header. */
  private void oneFrame() {
    int[] lengths = {64 << 10, 256 << 10, 1 << 20, 4 << 20, 8 << 20, 16 << 20};
    for (int i = 0; i < lengths.length; i++) {
      WebSocketCase.Builder text = named("9.1." + (i + 1) + " text of " + lengths[i]);
      WebSocketCase.Builder bytes = named("9.2." + (i + 1) + " binary of " + lengths[i]);
      if (lengths[i] > LIMIT) {
        cases.add(text.sendRaw(header(LAST | TEXT, lengths[i])).closes(1009));
        cases.add(bytes.sendRaw(header(LAST | BINARY, lengths[i])).closes(1009));
      } else {
        byte[] payload = filled(lengths[i], 0xfe);
        cases.add(text.send(LAST | TEXT, text(lengths[i])).expectText(text(lengths[i])).goesWell());
        cases.add(bytes.send(LAST | BINARY, payload).expectBinary(payload).goesWell());
      }
    }
    cases.add(
        named("beyond: one more than the limit")
            .sendRaw(header(LAST | TEXT, LIMIT + 1))
            .closes(1009));
  }

  /** 4 MiB in fragments: those that fit are taken, and the header of the next is refused. */
  private void fragments() {
    for (int i = 0; i < 9; i++) {
      int size = 64 << (2 * i);
      WebSocketCase.Builder text = named("9.3." + (i + 1) + " text in fragments of " + size);
      WebSocketCase.Builder bytes = named("9.4." + (i + 1) + " binary in fragments of " + size);
      if (size <= LIMIT) {
        inFragments(text, LIMIT, size).expectText(text(LIMIT));
      }
      cases.add(startedBeyondLimit(text, TEXT, size).closes(1009));
      cases.add(startedBeyondLimit(bytes, BINARY, size).closes(1009));
    }
    cases.add(
        inFragments(named("10.1.1 text in fragments of 1300"), 65_536, 1300)
            .expectText(text(65_536))
            .goesWell());
    cases.add(
        named("beyond: ping in between makes room for nothing")
            .send(TEXT, text(LIMIT))
            .send(LAST | PING, "p")
            .expectPong("p")
            .sendRaw(header(LAST | CONTINUATION, 1))
            .closes(1009));
  }

  private static WebSocketCase.Builder startedBeyondLimit(
      WebSocketCase.Builder builder, int opcode, int size) {
    byte[] fragment = filled(size > LIMIT ? 0 : size, '4');
    for (int length = 0; length + size <= LIMIT; length += size) {
      builder.send(length == 0 ? opcode : CONTINUATION, fragment);
    }
    return builder.sendRaw(header(size > LIMIT ? opcode : CONTINUATION, size));
  }

  /** Text in fragments; the last one ends it. */
  private static WebSocketCase.Builder inFragments(
      WebSocketCase.Builder builder, int length, int size) {
    byte[] bytes = text(length).getBytes(StandardCharsets.US_ASCII);
    for (int start = 0; start < length; start += size) {
      int end = Math.min(length, start + size);
      int last = end == length ? LAST : 0;
      builder.send(
          last | (start == 0 ? TEXT : CONTINUATION), Arrays.copyOfRange(bytes, start, end));
    }
    return builder;
  }

  /** A message of the limit's size, and one of 1 MiB, which isn't taken. */
  private void chops() {
    for (int i = 0; i < 6; i++) {
      int chop = 64 << i;
      cases.add(
          named("9.5." + (i + 1) + " text in chops of " + chop)
              .send(LAST | TEXT, text(LIMIT))
              .sendRaw(header(LAST | TEXT, 1 << 20))
              .chopped(chop)
              .expectText(text(LIMIT))
              .closes(1009));
      cases.add(
          named("9.6." + (i + 1) + " binary in chops of " + chop)
              .send(LAST | BINARY, filled(LIMIT, 0xfe))
              .sendRaw(header(LAST | BINARY, 1 << 20))
              .chopped(chop)
              .expectBinary(filled(LIMIT, 0xfe))
              .closes(1009));
    }
  }

  /** A header alone, with its mask. */
  private static byte[] header(int first, int length) {
    byte[] frame = RawWebSocket.frame(first, new byte[length]);
    return Arrays.copyOf(frame, frame.length - length);
  }

  private void manyMessages() {
    int[] sizes = {0, 16, 64, 256, 1024, 4096};
    for (int i = 0; i < sizes.length; i++) {
      String text = text(Math.max(1, sizes[i]));
      byte[] bytes = filled(sizes[i], 0xfe);
      byte[] textFrame = RawWebSocket.frame(LAST | TEXT, text);
      byte[] bytesFrame = RawWebSocket.frame(LAST | BINARY, bytes);
      WebSocketCase.Builder texts = named("9.7." + (i + 1) + " a thousand texts of " + sizes[i]);
      WebSocketCase.Builder binaries = named("9.8." + (i + 1) + " binaries of " + sizes[i]);
      for (int count = 0; count < 1000; count++) {
        texts.sendRaw(textFrame).expectText(text);
        binaries.sendRaw(bytesFrame).expectBinary(bytes);
      }
      cases.add(texts.goesWell());
      cases.add(binaries.goesWell());
    }
  }

  private void lengths() {
    wrong("unmasked text", "8101" + "34");
    wrong("unmasked text of nothing", "8100");
    wrong("unmasked ping", "8900");
    wrong("length of 16 bits for 125", "81fe007d" + "00000000");
    wrong("length of 16 bits for 0", "81fe0000" + "00000000");
    wrong("length of 64 bits for 125", "81ff000000000000007d" + "00000000");
    wrong("length of 64 bits for 65535", "81ff000000000000ffff" + "00000000");
    wrong("negative length", "81ff8000000000000000" + "00000000");
    wrong("length of minus one", "81ffffffffffffffffff" + "00000000");
    wrong("ping with a length of 16 bits", "89fe007e" + "00000000");
    wrong("ping with a length of 64 bits", "89ff0000000000010000" + "00000000");
    cases.add(
        named("beyond: length of 2^31")
            .sendRaw(hex("81ff0000000080000000" + "00000000"))
            .closes(1009));
    cases.add(
        named("beyond: length of 2^63 - 1")
            .sendRaw(hex("82ff7fffffffffffffff" + "00000000"))
            .closes(1009));
    cases.add(
        named("beyond: lengths that overflow when added up")
            .send(TEXT, "4")
            .sendRaw(hex("80ff7fffffffffffffff" + "00000000"))
            .closes(1009));
  }

  private void wrong(String name, String hex) {
    cases.add(
        named("beyond: " + name)
            .send(LAST | TEXT, "4first")
            .expectText("4first")
            .sendRaw(hex(hex))
            .closes(1002));
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private void floods() {
    WebSocketCase.Builder tiny = named("beyond: 65000 fragments of one octet").send(TEXT, "4");
    WebSocketCase.Builder empty = named("beyond: empty continuations without end").send(TEXT, "4");
    byte[] oneOctet = repeated(RawWebSocket.frame(CONTINUATION, "x"), 65_000);
    byte[] nothing = repeated(RawWebSocket.frame(CONTINUATION, ""), 65_000);
    cases.add(tiny.sendRaw(oneOctet).closes(1009));
    cases.add(empty.sendRaw(nothing).closes(1009));
    WebSocketCase.Builder pings = named("beyond: two hundred pings at once");
    pings.sendRaw(repeated(RawWebSocket.frame(LAST | PING, "p"), 200));
    for (int i = 0; i < 200; i++) {
      pings.expectPong("p");
    }
    cases.add(pings.goesWell());
  }

  private static byte[] repeated(byte[] frame, int times) {
    byte[] all = new byte[frame.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(frame, 0, all, i * frame.length, frame.length);
    }
    return all;
  }
}
