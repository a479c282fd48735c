package io.chatsignal.server;

import io.chatsignal.signaling.AppName;
import io.chatsignal.testkit.RawWebSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A peer on a WebSocket whose every packet the test sees. In all JSON here ' stands for ". */
final class RawPeer implements AutoCloseable {
  static final String TARGET = "/socket.io/?EIO=4&transport=websocket";

  private static final Pattern SID = Pattern.compile("'sid':'([^']+)'");
  private static final Pattern SESSION = Pattern.compile("'token':'([^']+)'");

  final RawWebSocket socket;
  final String token;
  private final Deque<String> unread = new ArrayDeque<>();
  private String id = "";
  private String auth = "";
  private int acks;

  private RawPeer(SignalingServer server, RawWebSocket socket) {
    this.token = server.issueToken(new AppName("demo"));
    this.socket = socket;
  }

  /** Has a WebSocket, and is in no namespace yet. */
  static RawPeer connect(SignalingServer server) {
    return on(server, RawWebSocket.open(TestServer.addressOf(server), TARGET));
  }

  static RawPeer on(SignalingServer server, RawWebSocket socket) {
    RawPeer peer = new RawPeer(server, socket);
    if (!peer.read().startsWith("0{")) {
      throw new AssertionError("no handshake");
    }
    return peer;
  }

  /** Has entered the main namespace. */
  static RawPeer enter(SignalingServer server) {
    RawPeer peer = connect(server);
    peer.enter();
    return peer;
  }

  void enter() {
    send("40{'token':'" + token + "'}");
    id = group(SID, read());
  }

  /** Has a session token. */
  static RawPeer authenticate(SignalingServer server) {
    return connect(server).authenticated();
  }

  /** Enters, and gets a session token. */
  RawPeer authenticated() {
    enter();
    send("42['auth-request','" + token + "']");
    auth = group(SESSION, awaitEvent("auth-accept"));
    return this;
  }

  private static String group(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("no " + pattern + " in " + text);
    }
    return matcher.group(1);
  }

  String id() {
    return id;
  }

  void send(String packet) {
    socket.sendText(packet.replace('\'', '"'));
  }

  void emit(String event, String fields) {
    send("42['" + event + "',{'auth':'" + auth + "'," + fields + "}]");
  }

  /** Emits, and returns the ack's argument. */
  String ask(String event, String fields) {
    int ack = acks++;
    send("42" + ack + "['" + event + "',{'auth':'" + auth + "'," + fields + "}]");
    Deque<String> others = new ArrayDeque<>(unread);
    unread.clear();
    for (String packet = read(); ; packet = read()) {
      if (packet.startsWith("43" + ack + "[")) {
        unread.addAll(others);
        return packet.substring(packet.indexOf('[') + 1, packet.length() - 1);
      }
      others.add(packet);
    }
  }

  /** The next event of this name; those before it are dropped. */
  String awaitEvent(String name) {
    for (String packet = awaitNext(); ; packet = awaitNext()) {
      if (packet.startsWith("42['" + name + "'")) {
        return packet;
      }
    }
  }

  /** The next packet, whatever it is. */
  String awaitNext() {
    return unread.isEmpty() ? read() : unread.remove();
  }

  /** The next packet that is no ping; pings are answered. */
  private String read() {
    for (String text = socket.readText(); ; text = socket.readText()) {
      if (!text.equals("2")) {
        return text.replace('"', '\'');
      }
      socket.sendText("3");
    }
  }

  /** The code and words of the Close frame, once everything before it is read. */
  String awaitClose() {
    for (RawWebSocket.Frame frame = socket.read(); ; frame = socket.read()) {
      if (frame.opcode() == RawWebSocket.CLOSE) {
        return (frame.closeCode() + " " + frame.text().substring(2)).strip();
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
