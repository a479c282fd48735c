package io.chatsignal.redis;

import static org.awaitility.Awaitility.await;

import io.chatsignal.signaling.Answer;
import io.chatsignal.signaling.AppName;
import io.chatsignal.signaling.Limits;
import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.Peer;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.Request;
import io.chatsignal.signaling.RoomName;
import io.chatsignal.signaling.RoomScope;
import io.chatsignal.signaling.Signal;
import io.chatsignal.signaling.Signaling;
import io.chatsignal.signaling.TokenKeys;
import io.chatsignal.signaling.Tokens;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A node without sockets: peers that call the domain, and one thread on which they live. */
final class TestNode implements LocalPeers, AutoCloseable {
  static final Tokens TOKENS =
      new Tokens(TokenKeys.of(List.of("0123456789abcdef0123456789abcdef")), 3600);
  private static final long NOW = 1_800_000_000L;
  private static final AppName APP = new AppName("demo");

  final RedisNode node;
  private final Signaling signaling;
  private final Map<PeerId, Client> clients = new ConcurrentHashMap<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

  TestNode(RedisConfig config) {
    node = new RedisNode(config, Limits.defaults().rooms(), this, LocalSessions.NONE);
    signaling =
        new Signaling(
            node.rooms(), node.directory(), TOKENS, Limits.defaults(), RoomScope.DEPLOYMENT);
    node.start();
  }

  TestNode ready() {
    await().atMost(Duration.ofSeconds(20)).until(node::isReady);
    return this;
  }

  @Override
  public boolean has(PeerId peer) {
    return clients.containsKey(peer);
  }

  @Override
  public void deliver(Collection<PeerId> to, PeerEvent event) {
    for (PeerId id : to) {
      Client client = clients.get(id);
      if (client != null) {
        thread.execute(() ->
            client.peer.accept(
                event,
                () -> {
                  client.seen.add(event);
                  client.log.add(event);
                }));
      }
    }
  }

  Client enter() {
    Client client = new Client(new PeerId(node.peerIds().get()));
    clients.put(client.id(), client);
    String token = TOKENS.issueApp(APP, NOW);
    Answer answer = client.ask(new Request.Authenticate(token, Opaque.NONE, Opaque.NONE)).join();
    client.auth = ((Answer.Authenticated) answer).token();
    return client;
  }

  /** What came of a request. */
  record Answered(Request request, Answer answer) {}

  /** Ends the node as a crash does: nobody is told anything. */
  void crash() {
    node.crash();
    thread.shutdownNow();
  }

  @Override
  public void close() {
    node.close();
    thread.shutdownNow();
  }

  /** One peer, from the side of its client. */
  final class Client {
    final Peer peer;
    final List<PeerEvent> seen = new CopyOnWriteArrayList<>();
    final List<Object> log = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private String auth = "";

    Client(PeerId id) {
      this.peer = new Peer(id, thread::execute, Limits.defaults(), 0);
    }

    PeerId id() {
      return peer.id();
    }

    CompletableFuture<Answer> ask(Request request) {
      CompletableFuture<Answer> answer = new CompletableFuture<>();
      open.incrementAndGet();
      thread.execute(() ->
          signaling.handle(
              peer,
              request,
              NOW,
              given -> {
                log.add(new Answered(request, given));
                open.decrementAndGet();
                answer.complete(given);
              }));
      return answer;
    }

    CompletableFuture<Answer> create(String room) {
      return ask(new Request.CreateRoom(auth, new RoomName(room), Opaque.NONE));
    }

    CompletableFuture<Answer> join(String room) {
      return ask(new Request.JoinRoom(auth, new RoomName(room), Opaque.NONE));
    }

    CompletableFuture<Answer> leave(String room) {
      return ask(new Request.LeaveRoom(auth, new RoomName(room), Opaque.NONE));
    }

    CompletableFuture<Answer> accept(String room, Client candidate) {
      return accept(room, candidate.id());
    }

    CompletableFuture<Answer> accept(String room, PeerId candidate) {
      return ask(new Request.AcceptJoin(auth, new RoomName(room), candidate, Opaque.NONE));
    }

    CompletableFuture<Answer> relay(String room, Client to, String text) {
      return relay(room, new Request.Target.One(to.id()), text);
    }

    CompletableFuture<Answer> relayToAll(String room, String text) {
      return relay(room, new Request.Target.AllOthers(), text);
    }

    private CompletableFuture<Answer> relay(String room, Request.Target target, String text) {
      Signal signal = new Signal(Signal.Kind.MESSAGE, new Opaque(text));
      return ask(new Request.Relay(auth, new RoomName(room), target, signal, Opaque.NONE));
    }

    /** Comes into a room that {@code owner} owns. */
    void enter(String room, Client owner) {
      join(room).join();
      await()
          .until(() ->
              owner.seen.stream()
                  .anyMatch(event ->
                      event instanceof PeerEvent.JoinRequested requested
                          && requested.candidate().id().equals(id())));
      owner.accept(room, this).join();
      await().until(() -> seen.stream().anyMatch(PeerEvent.JoinAccepted.class::isInstance));
    }

    void disconnect() {
      clients.remove(id());
      thread.execute(() -> signaling.disconnect(peer));
    }

    boolean isAnswered() {
      return open.get() == 0;
    }

    /** Contents of the relays it got, in order. */
    List<String> relays() {
      return seen.stream()
          .filter(PeerEvent.Relayed.class::isInstance)
          .map(event -> ((PeerEvent.Relayed) event).signal().content().json())
          .toList();
    }

    long left(PeerId whom) {
      return seen.stream()
          .filter(
              event -> event instanceof PeerEvent.UserLeft left && left.member().id().equals(whom))
          .count();
    }

    <T extends PeerEvent> List<T> seen(Class<T> kind) {
      return seen.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
  }
}
