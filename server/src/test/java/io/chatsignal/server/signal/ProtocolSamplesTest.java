package io.chatsignal.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The samples in {@code protocol/}, which clients in any language may rely on: each can be sent,
 * and what comes back has the fields that they show.
 */
class ProtocolSamplesTest {
  private static final JsonFactory JSON = new JsonFactory();

  /** Events that need more of a server than this one: ICE servers, and an end that is near. */
  private static final Set<String> ELSEWHERE = Set.of("ice-servers", "server-drain");

  private final Map<String, Set<String>> leastFields = new TreeMap<>();
  private final Map<String, Set<String>> mostFields = new TreeMap<>();
  private final Wire wire = new Wire();
  private final Wire.Client ada = enter("peer-a");
  private final Wire.Client ben = enter("peer-b");
  private final Wire.Client cleo = enter("peer-c");

  private Wire.Client enter(String id) {
    Wire.Client client = wire.connect(id);
    client.use(Wire.TOKENS.issueSession(Wire.APP, client.handler().id(), Wire.NOW).token());
    return client;
  }

  @Test
  void minimalSamplesBringAtLeastTheFieldsThatAreAlwaysThere() throws IOException {
    goThroughEverything("minimal");
    Map<String, Set<String>> expected = fields("server-events.json", "minimal");
    expected.keySet().removeAll(ELSEWHERE);
    assertThat(leastFields.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach(
        (name, fields) -> assertThat(leastFields.get(name)).as(name).containsAll(fields));
  }

  @Test
  void fullSamplesBringEveryFieldThatCanBeAndNoOther() throws IOException {
    goThroughEverything("full");
    Map<String, Set<String>> expected = fields("server-events.json", "full");
    expected.keySet().removeAll(ELSEWHERE);
    at(expected, "auth-accept").remove("ice_servers");
    assertThat(mostFields).isEqualTo(expected);
  }

  /** Has Ada and Ben send every sample, in an order that brings about every answer. */
  private void goThroughEverything(String size) throws IOException {
    Map<String, String> samples = samples("client-events.json", size);
    ada.emitRaw("room-create-request", "{}");
    ada.emitRaw("auth-request", at(samples, "auth-request").replaceAll("eyJ[^\"]*", "none"));
    send(ben, "room-join-request", samples);
    send(ada, "room-kick", samples);
    for (Wire.Client each : new Wire.Client[] {ada, ben}) {
      each.emitRaw(
          "auth-request", at(samples, "auth-request").replaceAll("eyJ[^\"]*", Wire.APP_TOKEN));
    }
    ada.emit("room-create-request", "'room':'blue-river'");
    send(ada, "room-create-request", samples);
    ada.emit("room-create-request", "'room':'blue-river','payload':1");
    ada.emitRaw("room-create-request", withAuth(ada, at(samples, "room-create-request"), "other"));
    for (String decision : new String[] {"room-join-reject", "room-leave", "room-join-accept"}) {
      send(ben, "room-join-request", samples);
      send(decision.equals("room-leave") ? ben : ada, decision, samples);
    }
    send(ada, "relay-session-description", samples);
    send(ada, "relay-ice-candidate", samples);
    send(ada, "relay-message", samples);
    send(ada, "room-kick", samples);
    send(ben, "room-join-request", samples);
    send(ada, "room-join-accept", samples);
    cleo.emit("room-join-request", "'room':'blue-river'");
    send(ada, "room-leave", samples);
    send(ben, "room-leave", samples);
    for (Wire.Client each : new Wire.Client[] {ada, ben, cleo}) {
      each.packets().forEach(this::note);
    }
  }

  private static <T> T at(Map<String, T> map, String name) {
    return Optional.ofNullable(map.get(name)).orElseThrow();
  }

  private static void send(Wire.Client client, String event, Map<String, String> samples) {
    client.emitRaw(event, withAuth(client, at(samples, event), "blue-river"));
  }

  private static String withAuth(Wire.Client client, String sample, String room) {
    return sample.replace("session.token.here", client.auth()).replace("blue-river", room);
  }

  private void note(String packet) {
    int comma = packet.indexOf(',');
    String name = packet.substring("2[\"".length(), comma - 1);
    Set<String> fields = names(packet.substring(comma + 1, packet.length() - 1)).keySet();
    mostFields.computeIfAbsent(name, _ -> new LinkedHashSet<>()).addAll(fields);
    leastFields.computeIfAbsent(name, _ -> new LinkedHashSet<>(fields)).retainAll(fields);
  }

  private static Map<String, Set<String>> fields(String file, String size) throws IOException {
    Map<String, Set<String>> fields = new TreeMap<>();
    samples(file, size)
        .forEach((name, sample) -> fields.put(name, new LinkedHashSet<>(names(sample).keySet())));
    return fields;
  }

  /** The sample of each event in its minimal or in its full size. */
  private static Map<String, String> samples(String file, String size) throws IOException {
    Map<String, String> samples = new LinkedHashMap<>();
    names(Files.readString(Path.of("..", "protocol", file)))
        .forEach((name, sizes) -> samples.put(name, at(names(sizes), size)));
    return samples;
  }

  /** An object's fields, each with its value as text. */
  private static Map<String, String> names(String json) {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        fields.put(name, json.substring(start, (int) parser.currentLocation().getCharOffset()));
      }
    }
    return fields;
  }
}
