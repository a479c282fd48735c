package io.chatsignal.redis;

import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The sessions of this node, for the case that their clients come back on another one. Any thread
 * may call it and may be called back.
 */
public interface LocalSessions {

  /** A session that is kept for another node, and the rooms that count on its peer. */
  record Held(PeerId peer, List<RoomKey> places) {
    public Held {
      places = List.copyOf(places);
    }
  }

  /**
   * Keeps the session with that secret for another node: no client comes back to it here, and one
   * that still seems to be there is put out. Answers with nothing where there is none, or none that
   * a client can go on with that saw {@code offset} last; such a session ends.
   */
  void hold(String pid, String offset, Consumer<Optional<Held>> answer);

  /**
   * Gives up a peer whose session is held: it keeps its rooms, and all that follows it from now on
   * goes by {@code hop}, after the packed.
   *
   * @param packed its session as text; nothing if it has ended meanwhile
   */
  void pack(PeerId peer, Hop hop, Consumer<Optional<String>> packed);

  /** Ends a session that is held and that nobody has taken. */
  void release(PeerId peer);

  /** Ends a peer that may have missed something without anybody knowing. */
  void end(PeerId peer);

  /** Calls back when all that was delivered to peers that were given up has gone onward. */
  void settle(Runnable done);

  /** Of a node whose peers stay where they are. */
  LocalSessions NONE =
      new LocalSessions() {
        @Override
        public void hold(String pid, String offset, Consumer<Optional<Held>> answer) {
          answer.accept(Optional.empty());
        }

        @Override
        public void pack(PeerId peer, Hop hop, Consumer<Optional<String>> packed) {
          packed.accept(Optional.empty());
        }

        @Override
        public void release(PeerId peer) {}

        @Override
        public void end(PeerId peer) {}

        @Override
        public void settle(Runnable done) {
          done.run();
        }
      };
}
