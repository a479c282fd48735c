package io.chatsignal.redis;

import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.PeerState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Lets the clients of a node go on at others. What they miss is in their logs already. */
final class TestSessions implements LocalSessions {
  private static final Map<String, PeerState> PACKED = new ConcurrentHashMap<>();

  private final TestNode home;
  private final Map<PeerId, TestNode.Client> held = new ConcurrentHashMap<>();

  TestSessions(TestNode home) {
    this.home = home;
  }

  static PeerState unpack(String packed) {
    PeerState state = PACKED.remove(packed);
    if (state == null) {
      throw new IllegalArgumentException("nobody is packed as " + packed);
    }
    return state;
  }

  @Override
  public void hold(String pid, String offset, Consumer<Optional<Held>> answer) {
    home.thread.execute(() -> {
      Optional<TestNode.Client> found =
          home.clients.values().stream().filter(each -> each.secret.equals(pid)).findFirst();
      if (found.isEmpty() || held.putIfAbsent(found.get().id(), found.get()) != null) {
        answer.accept(Optional.empty());
        return;
      }
      TestNode.Client client = found.get();
      client.whenIdle(() ->
          answer.accept(Optional.of(new Held(client.id(), List.copyOf(client.peer.places())))));
    });
  }

  @Override
  public void pack(PeerId peer, Hop hop, Consumer<Optional<String>> packed) {
    home.thread.execute(() -> {
      TestNode.Client client = held.remove(peer);
      if (client == null || client.ended) {
        packed.accept(Optional.empty());
        return;
      }
      String name = NodeTag.randomText(9);
      PACKED.put(name, client.peer.pack());
      packed.accept(Optional.of(name));
      client.onward = hop.way();
      home.depart(client, hop.number());
      client.peer.depart().forEach(hop.way());
    });
  }

  @Override
  public void release(PeerId peer) {
    home.thread.execute(() -> {
      TestNode.Client client = held.remove(peer);
      if (client != null) {
        client.disconnect();
      }
    });
  }

  @Override
  public void end(PeerId peer) {
    home.thread.execute(() -> {
      TestNode.Client client = home.clients.get(peer);
      if (client != null) {
        client.disconnect();
      }
    });
  }

  @Override
  public void settle(Runnable done) {
    home.thread.execute(done);
  }
}
