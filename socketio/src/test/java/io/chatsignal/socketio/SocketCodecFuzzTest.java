package io.chatsignal.socketio;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.chatsignal.engineio.MalformedPacketException;
import io.chatsignal.testkit.PlainJson;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whatever text a client sends, it is read or malformed, and by the same rules as those of a plain
 * reader that shares no code with ours; placeholders mean here what they mean to a receiver; and a
 * packet that was read is written in a way that reads the same.
 */
class SocketCodecFuzzTest {
  private static final SocketLimits LIMITS = SocketLimits.defaults();

  @FuzzTest
  void textOfRevision4(byte[] input) {
    read(SocketVersion.V4, new String(input, UTF_8));
  }

  @FuzzTest
  void textOfRevision5(byte[] input) {
    read(SocketVersion.V5, new String(input, UTF_8));
  }

  private static void read(SocketVersion version, String text) {
    PacketHead head;
    try {
      head = PacketHead.read(text, 0, LIMITS);
    } catch (MalformedPacketException malformed) {
      requireSound(malformed);
      return;
    }
    SocketPacket packet;
    try {
      packet = version.codec().decode(head, LIMITS);
    } catch (MalformedPacketException malformed) {
      requireSound(malformed);
      requireReason(version, head, String.valueOf(malformed.getMessage()));
      return;
    }
    switch (packet) {
      case SocketPacket.Connect connect -> requireObjectOrNothing(connect.authJson());
      case SocketPacket.Event event -> {
        requireElements(head, event.arguments().json(), 1);
        requireSame(version, head, packet, withAttachments(event, head.attachments()));
      }
      case SocketPacket.Ack ack -> {
        requireElements(head, ack.arguments().json(), 0);
        requireSame(version, head, packet, withAttachments(ack, head.attachments()));
      }
      case SocketPacket.Disconnect _ -> requireSame(version, head, packet, packet);
      case SocketPacket.Connected _, SocketPacket.ConnectError _ ->
          throw new AssertionError("a client can't send " + Wire.show(packet));
    }
  }

  /** What we call invalid JSON the plain reader must not take. */
  private static void requireReason(SocketVersion version, PacketHead head, String detail) {
    boolean carriesNothing = version == SocketVersion.V4 && head.type() == '0';
    if (!detail.equals("invalid JSON") || carriesNothing) {
      return;
    }
    try {
      PlainJson.read(head.data());
    } catch (PlainJson.NoJson expected) {
      return;
    }
    throw new AssertionError("refused " + head.data());
  }

  private static void requireObjectOrNothing(String json) {
    try {
      if (!json.isEmpty() && !(PlainJson.read(json) instanceof Map)) {
        throw new AssertionError("took " + json);
      }
    } catch (PlainJson.NoJson e) {
      throw new AssertionError("took " + json, e);
    }
  }

  private static void requireElements(PacketHead head, List<String> arguments, int first) {
    try {
      List<String> elements = PlainJson.elements(head.data());
      if (!elements.subList(first, elements.size()).equals(arguments)) {
        throw new AssertionError(arguments + " out of " + head.data());
      }
      if (head.attachments() > 0) {
        BitSet seen = new BitSet();
        collect(PlainJson.read(head.data()), head.attachments(), seen);
        if (seen.cardinality() != head.attachments()) {
          throw new AssertionError("took " + head.data());
        }
      }
    } catch (PlainJson.NoJson e) {
      throw new AssertionError("took " + head.data(), e);
    }
  }

  /** As a receiver puts attachments in their places. */
  private static void collect(Object value, int attachments, BitSet seen) {
    if (value instanceof List<?> list) {
      list.forEach(element -> collect(element, attachments, seen));
    } else if (value instanceof Map<?, ?> map) {
      if (map.get("_placeholder") == PlainJson.Literal.TRUE) {
        place(map.get("num"), attachments, seen);
      } else {
        map.values().forEach(member -> collect(member, attachments, seen));
      }
    }
  }

  private static void place(@Nullable Object number, int attachments, BitSet seen) {
    if (!(number instanceof PlainJson.Numeral(String text))) {
      throw new AssertionError("placeholder of " + number);
    }
    double index = Double.parseDouble(text);
    if (index < 0 || index >= attachments || index != Math.rint(index) || seen.get((int) index)) {
      throw new AssertionError("placeholder of " + number);
    }
    seen.set((int) index);
  }

  private static SocketPacket withAttachments(SocketPacket.Event event, int count) {
    return new SocketPacket.Event(
        event.namespace(), event.ackId(), event.name(), whole(event.arguments(), count));
  }

  private static SocketPacket withAttachments(SocketPacket.Ack ack, int count) {
    return new SocketPacket.Ack(ack.namespace(), ack.ackId(), whole(ack.arguments(), count));
  }

  private static Arguments whole(Arguments arguments, int attachments) {
    return new Arguments(arguments.json(), Collections.nCopies(attachments, new byte[0]));
  }

  private static void requireSame(
      SocketVersion version, PacketHead head, SocketPacket packet, SocketPacket whole) {
    String text = version.codec().encode(whole);
    try {
      PacketHead again = PacketHead.read(text, 0, LIMITS);
      SocketPacket same = version.codec().decode(again, LIMITS);
      if (!same.equals(packet) || again.attachments() != head.attachments()) {
        throw new AssertionError(Wire.show(packet) + " became " + Wire.show(same));
      }
    } catch (MalformedPacketException e) {
      throw new AssertionError("wrote " + text, e);
    }
  }

  private static void requireSound(MalformedPacketException malformed) {
    if (malformed.getMessage() == null || malformed.getStackTrace().length > 0) {
      throw new AssertionError(malformed);
    }
  }
}
