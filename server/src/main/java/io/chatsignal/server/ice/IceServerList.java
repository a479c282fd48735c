package io.chatsignal.server.ice;

import io.chatsignal.socketio.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a list of ICE servers as an operator writes it: what browsers take in {@code iceServers}.
 * Every mistake that a browser would refuse is found here, at the start.
 */
public final class IceServerList {

  private static final Pattern URL =
      Pattern.compile("(stuns?:[^\\s/?]+|turns?:[^\\s/?]+(\\?transport=(udp|tcp))?)");

  private IceServerList() {}

  /**
   * The servers, each as a JSON object.
   *
   * @throws IllegalArgumentException with the end of the sentence "NAME is …, "
   */
  public static List<String> parse(String text) {
    if (text.isBlank()) {
      return List.of();
    }
    List<String> servers = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
      require(parser.nextToken() == JsonToken.START_ARRAY, "which is no JSON array");
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        servers.add(server(parser));
      }
      require(parser.currentToken() == JsonToken.END_ARRAY, "in which not all are objects");
      require(parser.nextToken() == null, "in which something follows the array");
    } catch (JacksonException _) {
      throw new IllegalArgumentException("which is no JSON");
    }
    return servers;
  }

  /** An address of a TURN server as browsers take it. */
  public static String turnUrl(String text) {
    require(
        text.startsWith("turn") && URL.matcher(text).matches(),
        "in which '" + text + "' is no address of a TURN server");
    return text;
  }

  private static String server(JsonParser parser) {
    Map<String, String> members = new LinkedHashMap<>();
    List<String> urls = List.of();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "urls" -> {
          urls = urls(parser);
          members.put(
              name, urls.stream().map(JsonText::quote).collect(Collectors.joining(",", "[", "]")));
        }
        case "username", "credential" -> {
          require(
              parser.currentToken() == JsonToken.VALUE_STRING, "in which " + name + " is no text");
          members.put(name, JsonText.quote(parser.getString()));
        }
        default ->
            throw new IllegalArgumentException(
                "in which a server has '" + name + "' where urls, username and credential can be");
      }
    }
    require(!urls.isEmpty(), "in which a server has no urls");
    boolean turn = urls.stream().anyMatch(url -> url.startsWith("turn"));
    require(
        !turn || (members.containsKey("username") && members.containsKey("credential")),
        "in which a TURN server has no username and credential");
    return members.entrySet().stream()
        .map(member -> JsonText.quote(member.getKey()) + ":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static List<String> urls(JsonParser parser) {
    List<String> urls = new ArrayList<>();
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      urls.add(parser.getString());
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      while (parser.nextToken() == JsonToken.VALUE_STRING) {
        urls.add(parser.getString());
      }
      require(parser.currentToken() == JsonToken.END_ARRAY, "in which not all urls are texts");
    }
    for (String url : urls) {
      require(
          URL.matcher(url).matches(),
          "in which '" + url + "' is no address like stun:host:3478 or turn:host:3478");
    }
    return urls;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
