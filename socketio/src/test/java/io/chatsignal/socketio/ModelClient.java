package io.chatsignal.socketio;

import io.chatsignal.engineio.MalformedPacketException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stock client's side of the recovery model. */
final class ModelClient {
  private final ModelServer server;
  private ModelServer.@Nullable Link link;
  private int pongsOnTheirWay;
  private String pid = "";
  private String offset = "";
  private int received;

  ModelClient(ModelServer server) {
    this.server = server;
  }

  /** Drops the connection and all that is on its way here, perhaps unnoticed by the server. */
  void breakOff() {
    link = null;
    pongsOnTheirWay = 0;
  }

  void connect() {
    StringBuilder packet = new StringBuilder("0{\"a\":1");
    if (!pid.isEmpty()) {
      packet.append(",\"pid\":").append(JsonText.quote(pid));
    }
    if (!offset.isEmpty()) {
      packet.append(",\"offset\":").append(JsonText.quote(offset));
    }
    pongsOnTheirWay = 0;
    link = server.connect(packet.append('}').toString(), received);
  }

  void deliverUp() {
    if (link != null && pongsOnTheirWay > 0) {
      pongsOnTheirWay--;
      link.pong();
    }
  }

  boolean deliverDown() {
    String message = link == null ? null : link.down.poll();
    if (message == null) {
      return false;
    }
    if (message.equals(ModelServer.PING)) {
      pongsOnTheirWay++;
    } else if (message.startsWith("0")) {
      onConnect(JsonText.stringField(message.substring(1), "pid").orElseThrow());
    } else if (message.startsWith("2[")) {
      onEvent(message.substring(1));
    }
    return true;
  }

  private void onConnect(String newPid) {
    if (!newPid.equals(pid)) {
      pid = newPid;
      received = 0;
    }
  }

  private void onEvent(String json) {
    List<String> data;
    try {
      data = JsonArray.read(json, 0, 0).elements();
    } catch (MalformedPacketException e) {
      throw new AssertionError(json, e);
    }
    if (Integer.parseInt(data.get(1)) != received) {
      throw new AssertionError("got " + json + " after " + received + " events");
    }
    received++;
    if (data.getLast().startsWith("\"")) {
      offset = data.getLast().substring(1, data.getLast().length() - 1);
    }
  }

  int received() {
    return received;
  }
}
