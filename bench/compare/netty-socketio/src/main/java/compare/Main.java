package compare;

import com.corundumstudio.socketio.AckRequest;
import com.corundumstudio.socketio.AuthTokenResult;
import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.SocketIOServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The original protocol as a user of netty-socketio would write it: beans in, beans out, rooms in a
 * concurrent map. The session token is compared with the one the socket was given.
 */
public final class Main {
  private interface Handler {
    void handle(SocketIOClient client, Request request, AckRequest ack);
  }

  private final Tokens tokens = new Tokens(System.getenv("APP_SECRET"));
  private final Map<String, Room> rooms = new ConcurrentHashMap<>();
  private final SocketIOServer server;

  private Main(Configuration configuration) {
    server = new SocketIOServer(configuration);
  }

  public static void main(String[] args) {
    Configuration configuration = new Configuration();
    configuration.setHostname("127.0.0.1");
    configuration.setPort(Integer.parseInt(System.getenv("APP_PORT")));
    configuration.setPingInterval(25_000);
    configuration.setPingTimeout(20_000);
    configuration.getSocketConfig().setTcpNoDelay(true);
    configuration.getSocketConfig().setAcceptBackLog(4096);
    new Main(configuration).start();
  }

  private void start() {
    server.getNamespace("").addAuthTokenListener(this::admit);
    server.addConnectListener(client -> client.set("rooms", ConcurrentHashMap.newKeySet()));
    server.addDisconnectListener(this::disconnected);
    server.addEventListener("auth-request", Request.class, this::authenticate);
    on("room-create-request", this::create);
    on("room-join-request", this::join);
    on("room-join-accept", this::accept);
    on("room-leave", this::leave);
    on("relay-session-description", (client, request, ack) -> relay(client, request, "session-description"));
    on("relay-ice-candidate", (client, request, ack) -> relay(client, request, "ice-candidate"));
    server.start();
  }

  private AuthTokenResult admit(Object auth, SocketIOClient client) {
    boolean known = auth instanceof Map<?, ?> map && tokens.isApp(String.valueOf(map.get("token")));
    return known
        ? AuthTokenResult.AuthTokenResultSuccess
        : new AuthTokenResult(false, Map.of("message", "Token is not valid"));
  }

  private void on(String event, Handler handler) {
    server.addEventListener(
        event,
        Request.class,
        (client, request, ack) -> {
          String session = client.get("session");
          if (session == null || !session.equals(request.auth)) {
            client.sendEvent("unauthorized", Answer.message(null, "Token is not valid"));
          } else {
            handler.handle(client, request, ack);
          }
        });
  }

  private void authenticate(SocketIOClient client, Request request, AckRequest ack) {
    if (request.token == null || !tokens.isApp(request.token)) {
      client.sendEvent("auth-reject", Answer.message(null, "Token is not valid"));
      return;
    }
    Answer answer = new Answer();
    answer.token = tokens.session(client.getSessionId().toString());
    client.set("session", answer.token);
    client.sendEvent("auth-accept", answer);
  }

  private void create(SocketIOClient client, Request request, AckRequest ack) {
    String name = request.room == null ? UUID.randomUUID().toString() : request.room;
    if (rooms.putIfAbsent(name, new Room(client.getSessionId())) != null) {
      client.sendEvent("room-create-reject", Answer.message("conflict", "Room already taken someone else"));
      return;
    }
    joined(client).add(name);
    client.sendEvent("room-create-accept", Answer.in(name, request));
  }

  private void join(SocketIOClient client, Request request, AckRequest ack) {
    Room room = rooms.get(request.room);
    if (room == null) {
      client.sendEvent("room-join-reject", Answer.message("not_found", "Room is not found."));
      return;
    }
    UUID owner;
    synchronized (room) {
      room.candidates.add(client.getSessionId());
      owner = room.owner;
    }
    send(owner, "room-join-request", Answer.in(request.room, request).by(id(client)));
  }

  private void accept(SocketIOClient client, Request request, AckRequest ack) {
    Room room = rooms.get(request.room);
    UUID candidate = UUID.fromString(request.peerId);
    List<UUID> members;
    synchronized (room) {
      if (!room.owner.equals(client.getSessionId()) || !room.candidates.remove(candidate)) {
        client.sendEvent("request-reject", Answer.message("forbidden", "Not an owner"));
        return;
      }
      members = new ArrayList<>(room.members);
      room.members.add(candidate);
    }
    SocketIOClient joiner = server.getClient(candidate);
    if (joiner != null) {
      joined(joiner).add(request.room);
      Answer answer = Answer.in(request.room, request).by(request.peerId);
      answer.peers = members.stream().map(UUID::toString).toList();
      joiner.sendEvent("room-join-accept", answer);
    }
    for (UUID member : members) {
      if (!member.equals(client.getSessionId())) {
        send(member, "room-user-join", Answer.in(request.room, request).by(request.peerId));
      }
    }
  }

  private void relay(SocketIOClient client, Request request, String event) {
    Room room = rooms.get(request.room);
    UUID target = UUID.fromString(request.to);
    boolean allowed = false;
    if (room != null) {
      synchronized (room) {
        allowed = room.members.contains(client.getSessionId()) && room.members.contains(target);
      }
    }
    if (!allowed) {
      client.sendEvent("request-reject", Answer.message("forbidden", "Not in that room"));
      return;
    }
    Answer answer = Answer.in(request.room, request).by(id(client));
    answer.sessionDescription = request.sessionDescription;
    answer.iceCandidate = request.iceCandidate;
    send(target, event, answer);
  }

  private void leave(SocketIOClient client, Request request, AckRequest ack) {
    leave(client, request.room, request);
    Answer answer = Answer.in(request.room, request);
    answer.ok = true;
    ack.sendAckData(answer);
  }

  private void disconnected(SocketIOClient client) {
    for (String room : joined(client)) {
      leave(client, room, new Request());
    }
  }

  private void leave(SocketIOClient client, String name, Request request) {
    Room room = rooms.get(name);
    if (room == null) {
      return;
    }
    joined(client).remove(name);
    List<UUID> members;
    synchronized (room) {
      room.members.remove(client.getSessionId());
      members = new ArrayList<>(room.members);
      if (members.isEmpty()) {
        rooms.remove(name, room);
      } else if (room.owner.equals(client.getSessionId())) {
        room.owner = members.getFirst();
      }
    }
    members.forEach(member -> send(member, "room-user-leave", Answer.in(name, request).by(id(client))));
  }

  private void send(UUID peer, String event, Answer answer) {
    SocketIOClient client = server.getClient(peer);
    if (client != null) {
      client.sendEvent(event, answer);
    }
  }

  private static Set<String> joined(SocketIOClient client) {
    return client.get("rooms");
  }

  private static String id(SocketIOClient client) {
    return client.getSessionId().toString();
  }
}
