package io.chatsignal.server.signal;

import io.chatsignal.redis.Hop;
import io.chatsignal.redis.LocalSessions;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.transport.Socket;
import io.chatsignal.transport.SocketServer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Hands the sockets of this node over to others. Any thread may use it. */
final class Moves implements LocalSessions {
  private final SocketServer sockets;
  private final Peers peers;
  private final Map<PeerId, Reserved> reserved = new ConcurrentHashMap<>();

  /** A socket that is kept for another node, whose client saw {@code offset} last. */
  private record Reserved(Socket socket, SignalHandler handler, String offset) {}

  Moves(SocketServer sockets, Peers peers) {
    this.sockets = sockets;
    this.peers = peers;
  }

  @Override
  public void hold(String pid, String offset, Consumer<Optional<Held>> answer) {
    Optional<Socket> found = sockets.find(pid);
    if (found.isEmpty()) {
      answer.accept(Optional.empty());
      return;
    }
    Socket socket = found.get();
    socket.post(() -> {
      PeerId id = new PeerId(socket.id());
      Optional<SignalHandler> handler = peers.find(id);
      if (handler.isEmpty() || !socket.reserve(offset)) {
        answer.accept(Optional.empty());
        return;
      }
      reserved.put(id, new Reserved(socket, handler.get(), offset));
      handler.get().whenIdle(places -> answer.accept(Optional.of(new Held(id, places))));
    });
  }

  @Override
  public void pack(PeerId peer, Hop hop, Consumer<Optional<String>> packed) {
    Reserved going = reserved.remove(peer);
    if (going == null) {
      packed.accept(Optional.empty());
      return;
    }
    going
        .socket()
        .post(() -> {
          if (!going.socket().reaches(going.offset())) {
            going.socket().dismiss();
            packed.accept(Optional.empty());
            return;
          }
          MovingSession moving =
              new MovingSession(going.socket().depart(going.offset()), going.handler().pack());
          packed.accept(Optional.of(moving.text()));
          going.handler().goOn(hop);
        });
  }

  @Override
  public void release(PeerId peer) {
    Reserved left = reserved.remove(peer);
    if (left != null) {
      left.socket().post(left.socket()::dismiss);
    }
  }

  @Override
  public void end(PeerId peer) {
    peers.find(peer).ifPresent(SignalHandler::dismiss);
  }

  @Override
  public void settle(Runnable done) {
    peers.afterMail(done);
  }

  /** The socket has ended by itself. */
  void forget(PeerId peer) {
    reserved.remove(peer);
  }
}
