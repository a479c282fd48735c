package io.chatsignal.server.nodes;

import static org.awaitility.Awaitility.await;

import io.chatsignal.signaling.AppName;
import io.chatsignal.signaling.TokenKeys;
import io.chatsignal.signaling.Tokens;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that lets everybody in who asks, and remembers all that it was told, in order. */
final class Caller implements WebSocket.Listener, AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String APP_TOKEN =
      new Tokens(TokenKeys.of(List.of(Node.SECRET)), 86_400)
          .issueApp(
              new AppName("calls"), TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()));
  private static final Pattern EVENT = Pattern.compile("42\\[\"([^\"]+)\",(.*)\\]", Pattern.DOTALL);
  private static final Pattern ACK = Pattern.compile("43(\\d+)\\[(.*)\\]", Pattern.DOTALL);
  private static final Pattern PEERS = Pattern.compile("\"peers\":\\[([^\\]]*)\\]");

  /** An event. */
  record Told(String name, String json) {
    String field(String field) {
      Matcher matcher = Pattern.compile("\"" + field + "\":\"([^\"]*)\"").matcher(json);
      return matcher.find() ? matcher.group(1) : "";
    }

    boolean isOf(String room) {
      return field("room").equals(room);
    }

    /** The other members that a room-join-accept lists. */
    List<String> peers() {
      Matcher matcher = PEERS.matcher(json);
      return matcher.find() && !matcher.group(1).isEmpty()
          ? List.of(matcher.group(1).replace("\"", "").split(",", -1))
          : List.of();
    }
  }

  final List<Told> told = new CopyOnWriteArrayList<>();
  private final Map<Integer, CompletableFuture<String>> open = new ConcurrentHashMap<>();
  private final AtomicInteger lastAck = new AtomicInteger();
  private final StringBuilder partial = new StringBuilder();
  private final CompletableFuture<String> entered = new CompletableFuture<>();
  private volatile String id = "";
  private volatile WebSocket socket;
  private volatile boolean gone;
  private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

  /** One that was let in and has authenticated. */
  static Caller at(Node node) {
    return begin(node).ready();
  }

  /** One that is about to, and may never be: its node may be killed. */
  static Caller begin(Node node) {
    Caller caller = new Caller();
    URI uri = URI.create("ws://127.0.0.1:" + node.port() + "/socket.io/?EIO=4&transport=websocket");
    caller.socket = HTTP.newWebSocketBuilder().buildAsync(uri, caller).join();
    return caller;
  }

  @SuppressWarnings("NullAway.Init") // The socket is there before anybody has the client.
  private Caller() {}

  Caller ready() {
    entered.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
    return this;
  }

  String id() {
    return id;
  }

  /** The name of its node among the others. */
  String tag() {
    return id.substring(0, id.indexOf('.'));
  }

  boolean isGone() {
    return gone;
  }

  // ---- what it does

  /** The acknowledgement, as JSON. */
  CompletableFuture<String> ask(String event, String fields) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    int ack = lastAck.incrementAndGet();
    open.put(ack, answer);
    String auth = "{\"auth\":\"" + entered.getNow("") + "\",";
    send("42" + ack + "[\"" + event + "\"," + auth + fields.replace('\'', '"') + "}]");
    return answer;
  }

  CompletableFuture<String> create(String room) {
    return ask("room-create-request", "'room':'" + room + "'");
  }

  CompletableFuture<String> join(String room) {
    return ask("room-join-request", "'room':'" + room + "'");
  }

  CompletableFuture<String> relay(String room, Caller to, String message) {
    return relay(room, to.id(), message);
  }

  CompletableFuture<String> relay(String room, String to, String message) {
    return ask(
        "relay-message", "'room':'" + room + "','to':'" + to + "','message':'" + message + "'");
  }

  CompletableFuture<String> shout(String room, String message) {
    return ask("relay-message", "'room':'" + room + "','message':'" + message + "'");
  }

  /** Creates the room, again and again until that can be done. */
  Caller createSurely(String room) {
    await().atMost(LONG).until(() -> isDone(create(room)));
    return this;
  }

  /** Joins, again and again until an owner has let it in. */
  Caller joinSurely(String room) {
    await()
        .atMost(LONG)
        .until(() -> isDone(join(room)) && soon(() -> !told("room-join-accept", room).isEmpty()));
    return this;
  }

  private static boolean soon(java.util.concurrent.Callable<Boolean> condition) {
    try {
      await().atMost(Duration.ofSeconds(5)).until(condition);
      return true;
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      return false;
    }
  }

  static boolean isDone(CompletableFuture<String> answer) {
    return answer.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join().contains("\"ok\":true");
  }

  // ---- what it was told

  List<Told> told(String event, String room) {
    return told.stream().filter(each -> each.name().equals(event) && each.isOf(room)).toList();
  }

  List<Told> told(String event) {
    return told.stream().filter(each -> each.name().equals(event)).toList();
  }

  long left(String room, String peer) {
    return told("room-user-leave", room).stream()
        .filter(each -> each.field("peer_id").equals(peer))
        .count();
  }

  /** Whether it has ever heard of that peer as a member of the room. */
  boolean knew(String room, String peer) {
    return told("room-user-join", room).stream()
            .anyMatch(each -> each.field("peer_id").equals(peer))
        || told("room-join-accept", room).stream().anyMatch(each -> each.peers().contains(peer));
  }

  List<String> messages(String room) {
    return told("message", room).stream().map(each -> each.field("message")).toList();
  }

  // ---- the wire

  /** The socket takes one message at a time. */
  private synchronized void send(String packet) {
    sent = sent.thenCompose(_ -> socket.sendText(packet, true)).exceptionally(_ -> null);
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
    Matcher ack = ACK.matcher(packet);
    if (packet.startsWith("0")) {
      send("40{\"token\":\"" + APP_TOKEN + "\"}");
    } else if (packet.startsWith("40")) {
      id = new Told("", packet).field("sid");
      send("42[\"auth-request\",\"" + APP_TOKEN + "\"]");
    } else if (packet.equals("2")) {
      send("3");
    } else if (ack.matches()) {
      CompletableFuture<String> answer = open.remove(Integer.parseInt(ack.group(1)));
      if (answer != null) {
        answer.complete(ack.group(2));
      }
    } else if (event.matches()) {
      note(new Told(event.group(1), event.group(2)));
    }
  }

  private void note(Told event) {
    told.add(event);
    if (event.name().equals("auth-accept")) {
      entered.complete(event.field("token"));
    } else if (event.name().equals("room-join-request")) {
      String room = event.field("room");
      ask("room-join-accept", "'room':'" + room + "','peer_id':'" + event.field("peer_id") + "'");
    }
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
    gone = true;
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    gone = true;
  }

  /** Goes away as a closed laptop does. */
  @Override
  public void close() {
    socket.abort();
  }
}
