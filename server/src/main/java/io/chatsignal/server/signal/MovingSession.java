package io.chatsignal.server.signal;

import io.chatsignal.redis.Pieces;
import io.chatsignal.signaling.AppName;
import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.PeerState;
import io.chatsignal.signaling.Session;
import io.chatsignal.socketio.OutgoingEvent;
import io.chatsignal.socketio.SavedSession;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A peer and its socket's session, as text that goes from node to node. */
record MovingSession(SavedSession saved, PeerState state) {

  String text() {
    Pieces.Writer pieces = new Pieces.Writer().add(saved.id()).add(saved.pid()).add(saved.seen());
    pieces.add(state.peerinfo().json());
    Optional<Session> session = state.session();
    pieces.add(session.map(Session::token).orElse(""));
    pieces.add(session.map(open -> open.app().value()).orElse(""));
    pieces.add(session.map(Session::expiresAtEpochSeconds).orElse(0L));
    for (OutgoingEvent event : saved.missed()) {
      pieces.add(event.body()).add(event.attachments().size());
      event.attachments().forEach(each -> pieces.add(Base64.getEncoder().encodeToString(each)));
    }
    return pieces.text();
  }

  /** Throws {@link IllegalArgumentException} at what is none. */
  static MovingSession parse(String text) {
    Pieces.Reader pieces = new Pieces.Reader(text);
    String id = pieces.next();
    String pid = pieces.next();
    long seen = pieces.nextLong();
    Opaque peerinfo = new Opaque(pieces.next());
    String token = pieces.next();
    String app = pieces.next();
    long expiresAt = pieces.nextLong();
    Optional<Session> session =
        token.isEmpty()
            ? Optional.empty()
            : Optional.of(new Session(token, new AppName(app), new PeerId(id), expiresAt));
    List<OutgoingEvent> missed = new ArrayList<>();
    while (pieces.hasMore()) {
      missed.add(event(pieces));
    }
    return new MovingSession(
        new SavedSession(id, pid, seen, missed), new PeerState(session, peerinfo, List.of()));
  }

  private static OutgoingEvent event(Pieces.Reader pieces) {
    String body = pieces.next();
    List<byte[]> attachments = new ArrayList<>();
    for (long left = pieces.nextLong(); left > 0; left--) {
      attachments.add(Base64.getDecoder().decode(pieces.next()));
    }
    return new OutgoingEvent(body, attachments);
  }

  /** Holds secrets, which stay out of logs. */
  @Override
  public String toString() {
    return "MovingSession[" + saved.id() + ", " + saved.missed().size() + " events]";
  }
}
