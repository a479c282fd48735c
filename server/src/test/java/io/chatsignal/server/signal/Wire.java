package io.chatsignal.server.signal;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.engineio.MalformedPacketException;
import io.chatsignal.signaling.AppName;
import io.chatsignal.signaling.Limits;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.Rate;
import io.chatsignal.signaling.RoomLimits;
import io.chatsignal.signaling.RoomScope;
import io.chatsignal.signaling.TokenKeys;
import io.chatsignal.signaling.Tokens;
import io.chatsignal.socketio.ConnectRequest;
import io.chatsignal.socketio.Event;
import io.chatsignal.socketio.OutgoingEvent;
import io.chatsignal.socketio.SocketConnection;
import io.chatsignal.socketio.SocketLimits;
import io.chatsignal.socketio.SocketSession;
import io.chatsignal.socketio.SocketVersion;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The service with everything of the real one but the network: clients that speak Socket.IO packets
 * and whose mailboxes run when they are told to. In all JSON here ' stands for ".
 */
final class Wire {
  static final AppName APP = new AppName("demo");
  static final long NOW = 1_800_000_000L;
  static final Tokens TOKENS =
      new Tokens(TokenKeys.of(List.of("0123456789abcdef0123456789abcdef")), 3600);
  static final String APP_TOKEN = TOKENS.issueApp(APP, NOW);

  /** The defaults, but nobody counts. */
  static final Limits UNHURRIED =
      new Limits(8192, RoomLimits.defaults(), new Rate(0, 1), new Rate(0, 1));

  private final Map<String, Client> clients = new LinkedHashMap<>();
  final SignalService service;
  long nanos;
  long epochSeconds = NOW;

  Wire() {
    this(UNHURRIED);
  }

  Wire(Limits limits) {
    this(limits, RoomScope.DEPLOYMENT);
  }

  Wire(Limits limits, RoomScope scope) {
    SignalClock clock = new SignalClock(() -> nanos, () -> epochSeconds);
    service = new SignalService(TOKENS, limits, scope, Duration.ofSeconds(60), clock);
  }

  /** A client that was let in. */
  Client connect(String id) {
    Client client = new Client(id);
    clients.put(id, client);
    return client;
  }

  /** A client that has a session token and has read everything. */
  Client enter(String id) {
    Client client = connect(id);
    client.authenticate();
    return client;
  }

  /** A room with these members, the first of whom created it; all have read everything. */
  void gather(String room, Client owner, Client... guests) {
    owner.emit("room-create-request", "'room':'" + room + "'");
    for (Client guest : guests) {
      guest.emit("room-join-request", "'room':'" + room + "'");
      owner.emit("room-join-accept", "'room':'" + room + "','peer_id':'" + guest.id + "'");
    }
    clients.values().forEach(Client::told);
  }

  /** Lets every loop do all that it has to. */
  void run() {
    while (clients.values().stream().anyMatch(client -> !client.mailbox.isEmpty())) {
      List.copyOf(clients.values()).forEach(Client::readMail);
    }
  }

  static String json(String quoted) {
    return quoted.replace('\'', '"');
  }

  /** One socket.io client. */
  final class Client implements SocketConnection.Port, SocketConnection.Listener, SignalLink {
    final String id;
    private final Deque<Runnable> mailbox = new ArrayDeque<>();
    private final List<String> packets = new ArrayList<>();
    private final SocketConnection connection =
        new SocketConnection(SocketVersion.V5, SocketLimits.defaults(), this, this, 1000);
    private final SocketSession session;
    private final SignalHandler handler;
    private String auth = "";
    private @Nullable CloseReason ended;
    private int acks;

    Client(String id) {
      this.id = id;
      this.session = SocketSession.lasting("/", id, new ToHandler());
      this.handler = service.connect(new PeerId(id), this);
      connection.open(0);
      receive("0{}");
      packets.clear();
    }

    // ---- what the client does

    void authenticate() {
      emitRaw(
          "auth-request", json("{'token':'" + APP_TOKEN + "','peerinfo':{'name':'" + id + "'}}"));
      String accepted = packets.removeLast();
      auth = accepted.replaceFirst(".*\"token\":\"", "").replaceFirst("\".*", "");
    }

    String auth() {
      return auth;
    }

    void use(String token) {
      auth = token;
    }

    /** Emits an event whose argument has these fields, beside {@code auth}. */
    void emit(String event, String fields) {
      emitRaw(event, withAuth(fields));
    }

    void emitRaw(String event, String... arguments) {
      StringBuilder packet = new StringBuilder("2[\"" + event + "\"");
      for (String argument : arguments) {
        packet.append(',').append(argument);
      }
      receive(packet + "]");
      run();
    }

    /** Emits it with a callback, and gives what the callback was called with. */
    String ask(String event, String fields) {
      return askRaw(event, withAuth(fields));
    }

    String askRaw(String event, String argument) {
      int number = acks++;
      receive("2" + number + "[\"" + event + "\"," + argument + "]");
      run();
      String start = "3" + number + "[";
      String ack =
          packets.stream()
              .filter(packet -> packet.startsWith(start))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no acknowledgement among " + packets));
      packets.remove(ack);
      return ack.substring(start.length(), ack.length() - 1).replace('"', '\'');
    }

    private String withAuth(String fields) {
      String first = "{\"auth\":\"" + auth + "\"";
      return fields.isEmpty() ? first + "}" : first + "," + json(fields) + "}";
    }

    /** Any packet at all. */
    void receive(String packet) {
      readMail();
      try {
        connection.onText(packet, 0, 0);
      } catch (MalformedPacketException e) {
        connection.onMalformed(String.valueOf(e.getMessage()));
        disconnect();
      }
    }

    void receive(byte[] attachment) {
      try {
        connection.onBinary(attachment, 0);
      } catch (MalformedPacketException e) {
        throw new AssertionError(e);
      }
      run();
    }

    void disconnect() {
      connection.onClosed(CloseReason.TRANSPORT_CLOSED);
      run();
    }

    // ---- what it is told

    /** The events since it was last asked, each as its name and its data. */
    List<String> told() {
      return packets().stream()
          .map(packet -> packet.replaceFirst("^2\\[\"([^\"]+)\",(.*)\\]$", "$1 $2"))
          .map(line -> line.replace('"', '\''))
          .toList();
    }

    /** The packets since it was last asked. */
    List<String> packets() {
      run();
      List<String> all = List.copyOf(packets);
      packets.clear();
      return all;
    }

    @Nullable CloseReason ended() {
      run();
      return ended;
    }

    SignalHandler handler() {
      return handler;
    }

    private void readMail() {
      while (!mailbox.isEmpty()) {
        mailbox.remove().run();
      }
    }

    // ---- its connection, as the transport would have it

    @Override
    public void send(String text) {
      packets.add(text);
    }

    @Override
    public void send(byte[] bytes) {
      throw new AssertionError("nothing sends binary");
    }

    @Override
    public void ping() {
      throw new AssertionError("nothing is kept for this client");
    }

    @Override
    public void close(CloseReason reason) {
      ended = reason;
    }

    @Override
    public void onConnectRequest(ConnectRequest request) {
      connection.accept(request, session);
    }

    @Override
    public void emit(OutgoingEvent event) {
      session.emit(event);
    }

    @Override
    public void end(CloseReason reason) {
      session.disconnect(reason);
    }

    @Override
    public void emitOnce(OutgoingEvent event) {
      emit(event);
    }

    @Override
    public void letGo() {
      dismiss();
    }

    @Override
    public void dismiss() {
      ended = CloseReason.SHUTDOWN;
      session.close(CloseReason.SHUTDOWN);
    }

    @Override
    public void post(Runnable task) {
      mailbox.add(task);
    }

    private final class ToHandler implements SocketSession.Listener {
      @Override
      public void onEvent(Event event) {
        handler.onEvent(event);
      }

      @Override
      public void onMalformed(String detail) {
        handler.onMalformed(detail);
      }

      @Override
      public void onTooLarge() {
        handler.onTooLarge();
      }

      @Override
      public void onClosed(CloseReason reason) {
        clients.remove(id);
        handler.onDisconnect(reason);
      }
    }
  }
}
