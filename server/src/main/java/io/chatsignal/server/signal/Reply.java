package io.chatsignal.server.signal;

import io.chatsignal.server.signal.Reading.Echo;
import io.chatsignal.signaling.Answer;
import io.chatsignal.signaling.Rejection;
import io.chatsignal.socketio.Event;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Answers one event of a client: by an event of its own where there is one, and by its callback.
 */
record Reply(SignalLink link, ClientEvent name, Event event, Echo echo) {

  /**
   * @param iceServers asked only where the answer carries them
   */
  void give(Answer answer, Supplier<Optional<String>> iceServers) {
    switch (answer) {
      case Answer.Authenticated(String token) ->
          grant("auth-accept", withPayload(authenticated(token, iceServers.get())));
      case Answer.Created(var room) ->
          grant("room-create-accept", withPayload(new JsonObject().string("room", room.value())));
      case Answer.AlreadyIn(var room, var peer) ->
          grant("room-join-accept", EventWriter.joined(room, peer, echo.payload()));
      case Answer.Done() -> {
        if (event.expectsAck()) {
          acknowledge(withPayload(withRoom(new JsonObject())));
        }
      }
      case Answer.Unauthorized() -> refuseUnauthorized();
      case Answer.Refused(Rejection rejection) -> refuse(rejection);
    }
  }

  private static JsonObject authenticated(String token, Optional<String> iceServers) {
    JsonObject data = new JsonObject().string("token", token);
    iceServers.ifPresent(servers -> data.json("ice_servers", servers));
    return data;
  }

  private void grant(String eventName, JsonObject data) {
    link.emit(data.event(eventName));
    acknowledge(data);
  }

  private void acknowledge(JsonObject data) {
    if (event.expectsAck()) {
      event.ack(data.acknowledgement());
    }
  }

  /** Says no more than that: who has no token learns nothing of rooms and peers. */
  void refuseUnauthorized() {
    Rejection rejection = Rejection.TOKEN_NOT_VALID;
    link.emit(new JsonObject().string("message", rejection.message()).event("unauthorized"));
    refuseCallback(event, rejection);
  }

  void refuse(Rejection rejection) {
    JsonObject data = new JsonObject();
    if (!name.hasRejectOfItsOwn()) {
      data.string("event", name.wireName());
    }
    withRoom(data);
    link.emit(withPayload(EventWriter.rejected(data, rejection)).event(name.rejectName()));
    refuseCallback(event, rejection);
  }

  static void refuseCallback(Event event, Rejection rejection) {
    if (event.expectsAck()) {
      event.ack(EventWriter.rejected(new JsonObject().json("ok", "false"), rejection).text());
    }
  }

  private JsonObject withRoom(JsonObject data) {
    return echo.room().isEmpty() ? data : data.string("room", echo.room());
  }

  private JsonObject withPayload(JsonObject data) {
    return data.opaque("payload", echo.payload());
  }
}
