package io.chatsignal.server.signal;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client on a real WebSocket. What it is told is handled on its own thread, in order. */
final class LiveClient implements WebSocket.Listener, AutoCloseable {
  /** One that was let in and has authenticated. */
  static LiveClient enter(HttpClient http, InetSocketAddress server, Consumer<Told> reaction) {
    LiveClient client = new LiveClient(reaction);
    URI uri =
        URI.create("ws://127.0.0.1:" + server.getPort() + "/socket.io/?EIO=4&transport=websocket");
    client.socket = http.newWebSocketBuilder().buildAsync(uri, client).join();
    client.entered.join();
    return client;
  }

  /** An event. */
  record Told(LiveClient client, String name, String json) {
    /** A field that is a string, or nothing. */
    String field(String name) {
      Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
      return matcher.find() ? matcher.group(1) : "";
    }
  }

  private static final Pattern EVENT = Pattern.compile("42\\[\"([^\"]+)\",(.*)\\]", Pattern.DOTALL);

  private final Consumer<Told> reaction;
  private final StringBuilder partial = new StringBuilder();
  private final CompletableFuture<String> entered = new CompletableFuture<>();
  private volatile String id = "";
  private volatile WebSocket socket;
  private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

  @SuppressWarnings("NullAway.Init") // The socket is there before anybody has the client.
  private LiveClient(Consumer<Told> reaction) {
    this.reaction = reaction;
  }

  String id() {
    return id;
  }

  void emit(String event, String fields) {
    String auth = "{\"auth\":\"" + entered.join() + "\"";
    send("42[\"" + event + "\"," + auth + (fields.isEmpty() ? "" : "," + Wire.json(fields)) + "}]");
  }

  /** The socket takes one message at a time. */
  private synchronized void send(String packet) {
    sent = sent.thenCompose(_ -> socket.sendText(packet, true));
  }

  @Override
  public void onOpen(WebSocket webSocket) {
    socket = webSocket;
    webSocket.request(Long.MAX_VALUE);
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      String packet = partial.toString();
      partial.setLength(0);
      receive(packet);
    }
    return CompletableFuture.completedFuture(null);
  }

  private void receive(String packet) {
    Matcher event = EVENT.matcher(packet);
    if (packet.startsWith("0")) {
      send("40{\"token\":\"" + Wire.APP_TOKEN + "\"}");
    } else if (packet.startsWith("40")) {
      id = new Told(this, "", packet).field("sid");
      send("42[\"auth-request\",\"" + Wire.APP_TOKEN + "\"]");
    } else if (packet.equals("2")) {
      send("3");
    } else if (event.matches()) {
      Told told = new Told(this, event.group(1), event.group(2));
      if (told.name().equals("auth-accept")) {
        entered.complete(told.field("token"));
      } else {
        reaction.accept(told);
      }
    }
  }

  /** Goes away as a closed laptop does. */
  @Override
  public void close() {
    socket.abort();
  }
}
