package io.chatsignal.server;

import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;

/**
 * The official Java client, with what it receives in order and as plain Java values. Uses only what
 * its versions 1.x and 2.x have in common, so that the same tests run with both.
 */
final class JavaPeer implements AutoCloseable {

  private static final int DEADLINE_SECONDS = 30;

  /** What the server may say in a call. Version 1.x reports a refused CONNECT as "error". */
  private static final List<String> EVENTS =
      List.of(
          "connect_error",
          "error",
          "unauthorized",
          "auth-accept",
          "auth-reject",
          "room-create-accept",
          "room-create-reject",
          "room-join-request",
          "room-join-accept",
          "room-join-reject",
          "room-join-cancel",
          "room-user-join",
          "room-user-leave",
          "room-owner-change",
          "session-description",
          "ice-candidate",
          "message",
          "request-reject");

  /** An event and its first argument. */
  record Received(String name, Object data) {}

  private final Socket socket;
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private String auth = "";

  JavaPeer(String address, IO.Options options) {
    options.forceNew = true;
    options.reconnection = false;
    socket = IO.socket(URI.create(address), options);
    socket.on(Socket.EVENT_CONNECT, _ -> received.add(new Received("connect", "")));
    EVENTS.forEach(
        event -> socket.on(event, args -> received.add(new Received(event, plain(args[0])))));
    socket.connect();
  }

  String id() {
    return socket.id();
  }

  /** The next event, which has to have this name. */
  Object next(String name) throws InterruptedException {
    Received event = received.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    if (event == null || !event.name().equals(name)) {
      throw new AssertionError("expected " + name + ", received " + event);
    }
    return event.data();
  }

  List<Received> unread() {
    return List.copyOf(received);
  }

  void authenticate(String token, Map<String, ?> peerinfo) throws InterruptedException {
    socket.emit("auth-request", new JSONObject(Map.of("token", token, "peerinfo", peerinfo)));
    auth = String.valueOf(((Map<?, ?>) next("auth-accept")).get("token"));
  }

  /** Emits with the session token beside the fields. */
  void emit(String event, Map<String, ?> fields) {
    Map<String, Object> all = new HashMap<>(fields);
    all.put("auth", auth);
    socket.emit(event, json(all));
  }

  @Override
  public void close() {
    socket.close();
  }

  private static Object json(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        JSONObject object = new JSONObject();
        map.forEach((name, each) -> put(object, (String) name, json(each)));
        yield object;
      }
      case List<?> list -> {
        JSONArray array = new JSONArray();
        list.forEach(each -> array.put(json(each)));
        yield array;
      }
      default -> value;
    };
  }

  private static void put(JSONObject object, String name, Object value) {
    try {
      object.put(name, value);
    } catch (JSONException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static Object plain(Object value) {
    return switch (value) {
      case JSONObject object -> {
        Map<String, Object> map = new HashMap<>();
        for (Iterator<?> names = object.keys(); names.hasNext(); ) {
          String name = (String) names.next();
          map.put(name, plain(object.opt(name)));
        }
        yield map;
      }
      case JSONArray array -> {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < array.length(); i++) {
          list.add(plain(array.opt(i)));
        }
        yield list;
      }
      default -> value;
    };
  }
}
