package io.chatsignal.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.chatsignal.testkit.RawClient;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As little of a client as can get into a room: one WebSocket, whose frames it reads one by one.
 */
final class ChurningPeer {

  private static final String UPGRADE =
      """
      GET /socket.io/?EIO=4&transport=websocket HTTP/1.1
      Host: test
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

      """
          .replace("\n", "\r\n");

  private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
  private static final Pattern PEER = Pattern.compile("\"peer_id\":\"([^\"]+)\"");

  private final RawClient client;
  private String auth = "";

  ChurningPeer(InetSocketAddress server) {
    client = RawClient.connect(server);
    client.send(UPGRADE);
    int status = client.readResponse().status();
    if (status != 101) {
      throw new AssertionError("the upgrade was answered with " + status);
    }
  }

  void authenticate(String token) {
    send("40{\"token\":\"" + token + "\"}");
    expect("40{");
    send("42[\"auth-request\",\"" + token + "\"]");
    auth = first(TOKEN, expect("42[\"auth-accept\""));
  }

  void create(String room) {
    emit("room-create-request", room, "");
    expect("42[\"room-create-accept\"");
  }

  void askToJoin(String room) {
    emit("room-join-request", room, "");
  }

  void acceptOne(String room) {
    String candidate = first(PEER, expect("42[\"room-join-request\""));
    emit("room-join-accept", room, ",\"peer_id\":\"" + candidate + "\"");
    expect("42[\"room-user-join\"");
  }

  void awaitAcceptance() {
    expect("42[\"room-join-accept\"");
  }

  void sayGoodbye() {
    send("41");
    client.close();
  }

  void vanish() {
    client.close();
  }

  private void emit(String event, String room, String more) {
    send("42[\"" + event + "\",{\"auth\":\"" + auth + "\",\"room\":\"" + room + "\"" + more + "}]");
  }

  /** A masked text frame; a mask of zeros leaves the text as it is. */
  void send(String text) {
    int length = text.length();
    String head =
        length < 126
            ? "\u0081" + (char) (0x80 | length)
            : "\u0081\u00fe" + (char) (length >> 8) + (char) (length & 0xff);
    client.send(head + "\0\0\0\0" + text);
  }

  /** The next message that is no ping has to begin like this. */
  String expect(String beginning) {
    String message = read();
    while (message.equals("2")) {
      send("3");
      message = read();
    }
    if (message.startsWith("0{")) {
      return expect(beginning); // The engine's handshake comes by itself.
    }
    if (!message.startsWith(beginning)) {
      throw new AssertionError("expected " + beginning + "…, received " + message);
    }
    return message;
  }

  private String read() {
    int length = client.readBytes(2)[1];
    if (length == 126) {
      byte[] bytes = client.readBytes(2);
      length = ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
    }
    return new String(client.readBytes(length), ISO_8859_1);
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("no " + pattern + " in " + text);
    }
    return matcher.group(1);
  }
}
