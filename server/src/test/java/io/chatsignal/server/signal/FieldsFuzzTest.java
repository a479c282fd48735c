package io.chatsignal.server.signal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.chatsignal.server.signal.Fields.Field;
import io.chatsignal.socketio.JsonText;
import io.chatsignal.testkit.PlainJson;
import io.chatsignal.testkit.PlainJson.Member;
import java.util.List;

/**
 * An event's argument, read in one pass and mostly skipped, against a plain reader that shares no
 * code with ours: the same texts, the same slices, the same refusals.
 */
class FieldsFuzzTest {
  @FuzzTest
  void argument(byte[] input) {
    String json = new String(input, UTF_8);
    Fields fields = Fields.ofObject(json);
    List<Member> members;
    try {
      members = PlainJson.members(json);
    } catch (PlainJson.NoJson e) {
      require(!isSound(fields), "took " + json);
      return;
    }
    boolean unambiguous = true;
    for (Field field : Field.values()) {
      List<String> values =
          members.stream()
              .filter(member -> member.name().equals(field.wireName()))
              .map(Member::json)
              .toList();
      unambiguous &= values.size() < 2;
      if (values.size() == 1) {
        requireSame(fields, field, values.getFirst());
      } else if (values.isEmpty()) {
        require(fields.textOrNothing(field).isEmpty(), field + " out of " + json);
      }
    }
    require(isSound(fields) == unambiguous, "refused " + json);
  }

  private static void requireSame(Fields fields, Field field, String value) {
    boolean opaque =
        switch (field) {
          case AUTH, TOKEN, ROOM, TO, PEER_ID -> false;
          case PAYLOAD, PEERINFO, SESSION_DESCRIPTION, ICE_CANDIDATE, MESSAGE -> true;
        };
    String expected = value.equals("null") ? "" : opaque ? value : decoded(value);
    require(fields.textOrNothing(field).equals(expected), field + " of " + value);
    if (opaque) {
      require(fields.opaque(field).json().equals(expected), field + " of " + value);
    } else {
      require(isText(fields, field) == (value.equals("null") || value.startsWith("\"")), value);
    }
  }

  private static String decoded(String value) {
    try {
      return PlainJson.read(value) instanceof String text ? text : "";
    } catch (PlainJson.NoJson e) {
      throw new AssertionError(value, e);
    }
  }

  private static boolean isSound(Fields fields) {
    try {
      fields.requireSound();
      return true;
    } catch (InvalidFieldException e) {
      return false;
    }
  }

  private static boolean isText(Fields fields, Field field) {
    try {
      fields.text(field);
      return true;
    } catch (InvalidFieldException e) {
      return false;
    }
  }

  /** The token alone, as a string, is what auth-request takes too. */
  @FuzzTest
  void argumentOrToken(byte[] input) {
    String json = new String(input, UTF_8);
    Object value;
    try {
      value = PlainJson.read(json);
    } catch (PlainJson.NoJson e) {
      // The protocol layer below lets through no argument that is no JSON.
      return;
    }
    Fields fields = Fields.ofObjectOr(Field.TOKEN, json);
    if (value instanceof String text && json.startsWith("\"")) {
      require(isSound(fields) && fields.textOrNothing(Field.TOKEN).equals(text), json);
    }
  }

  /** What we quote reads as it was. */
  @FuzzTest
  void quoted(byte[] input) {
    String text = new String(input, UTF_8);
    StringBuilder json = new StringBuilder();
    JsonText.quote(text, json);
    try {
      require(text.equals(PlainJson.read(json.toString())), json.toString());
    } catch (PlainJson.NoJson e) {
      throw new AssertionError(json.toString(), e);
    }
  }

  private static void require(boolean condition, String promise) {
    if (!condition) {
      throw new AssertionError(promise);
    }
  }
}
