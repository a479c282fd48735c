package io.chatsignal.transport;

import static io.chatsignal.transport.WebSocketCase.CONTINUATION;
import static io.chatsignal.transport.WebSocketCase.LAST;
import static io.chatsignal.transport.WebSocketCase.TEXT;
import static io.chatsignal.transport.WebSocketCase.named;

import io.chatsignal.testkit.RawWebSocket;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Section 6 of Autobahn: text that is UTF-8 and text that isn't, whole and in pieces. The sequences
 * are the kinds that Markus Kuhn's stress test lists.
 */
final class Utf8Cases {
  /** A Greek word whose letters take two and three bytes. */
  private static final String KOSME = "\u03ba\u1f79\u03c3\u03bc\u03b5";

  private static final HexFormat HEX = HexFormat.of();

  private final List<WebSocketCase> cases = new ArrayList<>();

  private Utf8Cases() {}

  static List<WebSocketCase> all() {
    Utf8Cases section = new Utf8Cases();
    section.fragments();
    section.failFast();
    section.words();
    section.boundaries();
    section.strayBytes();
    section.truncated();
    section.overlong();
    section.surrogates();
    section.noncharacters();
    return section.cases;
  }

  // ---- pieces

  private void fragments() {
    cases.add(named("6.1.1 empty message").send(LAST | TEXT, "4").expectText("4").goesWell());
    cases.add(
        named("6.1.2 empty fragments")
            .send(TEXT, "4")
            .send(CONTINUATION)
            .send(LAST | CONTINUATION)
            .expectText("4")
            .goesWell());
    cases.add(
        named("6.1.3 payload between empty fragments")
            .send(TEXT)
            .send(CONTINUATION, "4middle")
            .send(LAST | CONTINUATION)
            .expectText("4middle")
            .goesWell());
    String text = "4Hello-\u00b5@\u00df\u00f6\u00e4\u00fc\u00e0\u00e1-UTF-8!!";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    cases.add(named("6.2.1 valid").send(LAST | TEXT, text).expectText(text).goesWell());
    cases.add(
        named("6.2.2 valid, two fragments")
            .send(TEXT, Arrays.copyOf(bytes, 12))
            .send(LAST | CONTINUATION, Arrays.copyOfRange(bytes, 12, bytes.length))
            .expectText(text)
            .goesWell());
    cases.add(inOctets("6.2.3 valid, a fragment each octet", bytes).expectText(text).goesWell());
    cases.add(
        inOctets(
                "6.2.4 word, a fragment each octet", ("4" + KOSME).getBytes(StandardCharsets.UTF_8))
            .expectText("4" + KOSME)
            .goesWell());
  }

  private static WebSocketCase.Builder inOctets(String name, byte[] bytes) {
    WebSocketCase.Builder builder = named(name);
    for (int i = 0; i < bytes.length; i++) {
      int last = i == bytes.length - 1 ? LAST : 0;
      builder.send(last | (i == 0 ? TEXT : CONTINUATION), new byte[] {bytes[i]});
    }
    return builder;
  }

  /** A surrogate makes them invalid; what comes before it and behind it does not. */
  private void failFast() {
    byte[] good = ("4" + KOSME).getBytes(StandardCharsets.UTF_8);
    byte[] bad = HEX.parseHex("eda080");
    byte[] rest = "edited".getBytes(StandardCharsets.UTF_8);
    cases.add(named("6.3.1 invalid").send(LAST | TEXT, joined(good, bad, rest)).closes(1007));
    cases.add(
        inOctets("6.3.2 invalid, a fragment each octet", joined(good, bad, rest)).closes(1007));
    cases.add(
        named("6.4.1 fails in the second fragment, before the last one")
            .send(TEXT, good)
            .send(CONTINUATION, bad)
            .closes(1007));
    cases.add(
        named("6.4.2 fails at the first octet that can't be right")
            .send(TEXT, joined(good, HEX.parseHex("f4")))
            .send(CONTINUATION, HEX.parseHex("90"))
            .closes(1007));
    byte[] frame = RawWebSocket.frame(LAST | TEXT, joined(good, bad, rest));
    int header = 6;
    cases.add(
        named("6.4.3 fails within a frame whose rest has not come")
            .sendRaw(Arrays.copyOf(frame, header + good.length))
            .sendRaw(
                Arrays.copyOfRange(frame, header + good.length, header + good.length + bad.length))
            .closes(1007));
    cases.add(
        named("6.4.4 fails within a frame, at the octet")
            .sendRaw(Arrays.copyOf(frame, header + good.length + 1))
            .sendRaw(new byte[] {frame[header + good.length + 1]})
            .closes(1007));
  }

  // ---- sequences

  private void words() {
    int i = 1;
    for (int code : new int[] {0x24, 0xa2, 0x20ac, 0x24b62}) {
      valid("6.5." + i++, "hello" + Character.toString(code) + "world");
    }
    valid("6.5.5", KOSME);
    byte[] word = KOSME.getBytes(StandardCharsets.UTF_8);
    for (int length = 1; length <= word.length; length++) {
      byte[] prefix = Arrays.copyOf(word, length);
      boolean whole = new String(prefix, StandardCharsets.UTF_8).indexOf('\ufffd') < 0;
      check("6.6." + length + " word up to octet " + length, prefix, whole);
    }
  }

  private void boundaries() {
    valid("6.7", 0, 0x80, 0x800, 0x10000);
    invalid("6.8 first of five or six octets", "f888808080", "fc8480808080");
    valid("6.9", 0x7f, 0x7ff, 0xffff, 0x10ffff);
    invalid("6.10 last of four or more octets", "f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf");
    valid("6.11", 0xd7ff, 0xe000, 0xfffd, 0x10ffff);
    check("6.11.5 one more than the last character", HEX.parseHex("f4908080"), false);
  }

  private void strayBytes() {
    invalid(
        "6.12 continuation octets",
        "80",
        "bf",
        "80bf",
        "80bf80",
        "80bf80bf",
        "80bf80bf80",
        "80bf80bf80bf",
        range(0x80, 0xbf, ""));
    invalid(
        "6.13 lonely starts",
        range(0xc0, 0xdf, "20"),
        range(0xe0, 0xef, "20"),
        range(0xf0, 0xf7, "20"),
        range(0xf8, 0xfb, "20"),
        range(0xfc, 0xfd, "20"));
    invalid("6.16 impossible octets", "fe", "ff", "fefeffff");
  }

  private static String range(int from, int to, String between) {
    StringBuilder hex = new StringBuilder();
    for (int octet = from; octet <= to; octet++) {
      hex.append(HEX.toHexDigits((byte) octet)).append(between);
    }
    return hex.toString();
  }

  private void truncated() {
    String[] sequences = {
      "c0", "e080", "f08080", "f8808080", "fc80808080",
      "df", "efbf", "f7bfbf", "fbbfbfbf", "fdbfbfbfbf"
    };
    invalid("6.14 last octet missing", sequences);
    invalid("6.15 all of these behind each other", String.join("", sequences));
  }

  private void overlong() {
    invalid("6.17 overlong slash", "c0af", "e080af", "f08080af", "f8808080af", "fc80808080af");
    invalid(
        "6.18 longest of the overlong", "c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf");
    invalid("6.19 overlong NUL", "c080", "e08080", "f0808080", "f880808080", "fc8080808080");
  }

  private void surrogates() {
    String[] high = {"eda080", "edadbf", "edae80", "edafbf"};
    String[] low = {"edb080", "edbe80", "edbfbf"};
    List<String> single = new ArrayList<>(List.of(high));
    single.addAll(List.of(low));
    invalid("6.20 single surrogate", single.toArray(String[]::new));
    List<String> paired = new ArrayList<>();
    for (String first : high) {
      paired.add(first + low[0]);
      paired.add(first + low[2]);
    }
    invalid("6.21 paired surrogates", paired.toArray(String[]::new));
  }

  /** They are no characters, but may be said. */
  private void noncharacters() {
    valid(
        "6.22",
        IntStream.rangeClosed(0, 33).map(i -> ((i / 2) << 16) | 0xfffe | (i % 2)).toArray());
    valid("6.23", IntStream.rangeClosed(0xfff9, 0xffff).toArray());
  }

  private void valid(String section, int... codes) {
    for (int i = 0; i < codes.length; i++) {
      String name = section + "." + (i + 1) + " character " + Integer.toHexString(codes[i]);
      valid(name, Character.toString(codes[i]));
    }
  }

  private void valid(String name, String text) {
    check(name, text.getBytes(StandardCharsets.UTF_8), true);
  }

  /** The section's number is the first word. */
  private void invalid(String section, String... sequences) {
    String[] words = section.split(" ", 2);
    for (int i = 0; i < sequences.length; i++) {
      check(words[0] + "." + (i + 1) + " " + words[1], HEX.parseHex(sequences[i]), false);
    }
  }

  private void check(String name, byte[] sequence, boolean valid) {
    byte[] text = joined(new byte[] {'4'}, sequence);
    WebSocketCase.Builder builder = named(name).send(LAST | TEXT, text);
    cases.add(
        valid
            ? builder.expectText(new String(text, StandardCharsets.UTF_8)).goesWell()
            : builder.closes(1007));
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
