package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.signaling.Answer;
import io.chatsignal.signaling.AppName;
import io.chatsignal.signaling.Limits;
import io.chatsignal.signaling.Opaque;
import io.chatsignal.signaling.Peer;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.PeerState;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** A node without sockets: peers that call the domain, and one thread on which they live. */
final class TestNode implements LocalPeers, AutoCloseable {
  static final Tokens TOKENS =
      new Tokens(TokenKeys.of(List.of("0123456789abcdef0123456789abcdef")), 3600);
  private static final long NOW = 1_800_000_000L;
  private static final AppName APP = new AppName("demo");

  final RedisNode node;
  private final Signaling signaling;
  final Map<PeerId, Client> clients = new ConcurrentHashMap<>();

  /** Those that went on to other nodes. */
  final FormerPeers<Client> departed = new FormerPeers<>();

  final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

  TestNode(RedisConfig config) {
    node = new RedisNode(config, Limits.defaults().rooms(), this, new TestSessions(this));
    signaling =
        new Signaling(
            node.rooms(), node.directory(), TOKENS, Limits.defaults(), RoomScope.DEPLOYMENT);
    node.start();
  }

  TestNode ready() {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(node.trouble()).as(node.tag()).isEmpty());
    return this;
  }

  @Override
  public boolean has(PeerId peer) {
    return clients.containsKey(peer);
  }

  @Override
  public boolean passesOnTo(PeerId peer, int hop) {
    return departed.next(peer, hop) != null;
  }

  @Override
  public void deliver(Collection<PeerId> to, PeerEvent event) {
    for (PeerId id : to) {
      post(event instanceof PeerEvent.Relayed ? wayTo(id, 0) : clients.get(id), event);
    }
  }

  private @Nullable Client wayTo(PeerId id, int hop) {
    Client gone = departed.next(id, hop);
    Client client = gone == null ? clients.get(id) : gone;
    // It may have departed between the two looks.
    return client == null ? departed.next(id, hop) : client;
  }

  @Override
  public void deliverOnward(PeerId to, PeerEvent.Relayed relayed, int hop) {
    post(wayTo(to, hop), relayed);
  }

  /** It is on another node now. */
  void depart(Client client, int hop) {
    departed.add(client.id(), hop, client);
    clients.remove(client.id(), client);
  }

  private void post(@Nullable Client client, PeerEvent event) {
    if (client != null) {
      thread.execute(() -> client.hear(event));
    }
  }

  /** A client of another node comes back here, after it has been told so much. */
  CompletableFuture<Optional<Client>> fetch(Client client) {
    return node.fetch(client.secret, "")
        .thenApply(found -> found.map(arrived -> welcome(client, arrived)));
  }

  private Client welcome(Client client, Arrived arrived) {
    PeerState state = TestSessions.unpack(arrived.packed()).into(arrived.rooms());
    Client here = new Client(client, state);
    here.log.add(new Moved(node.tag()));
    clients.put(here.id(), here);
    arrived.ready().run();
    return here;
  }

  Client enter() {
    Client client = new Client(new PeerId(node.peerIds().get()));
    clients.put(client.id(), client);
    String token = TOKENS.issueApp(APP, NOW);
    Answer answer = client.ask(new Request.Authenticate(token, Opaque.NONE, Opaque.NONE)).join();
    client.auth = ((Answer.Authenticated) answer).token();
    return client;
  }

  /** It has come to that node. */
  record Moved(String tag) {}

  /** A request's turn has come, or nearly so. */
  record Asked(Request request) {}

  /** What came of a request. */
  record Answered(Request request, Answer answer) {}

  /** Waits until all clients are elsewhere, and sends away who doesn't go. */
  void awaitEmpty() {
    try {
      await().until(clients::isEmpty);
    } catch (ConditionTimeoutException e) {
      clients.values().forEach(Client::disconnect);
    }
  }

  /** Ends the node as a crash does: nobody is told anything. */
  void crash() {
    node.crash();
    end();
  }

  @Override
  public void close() {
    node.close();
    end();
  }

  private void end() {
    clients.values().forEach(client -> client.ended = true);
    clients.clear();
    thread.shutdownNow();
  }

  /** One peer, from the side of its client. */
  final class Client {
    final Peer peer;
    final String secret;
    final List<PeerEvent> seen;
    final List<Object> log;
    private final AtomicInteger open = new AtomicInteger();
    private String auth = "";

    /** It has lost its session, and would start anew. */
    volatile boolean ended;

    /** Waits for the answer to what it asked last. */
    private @Nullable Runnable idleWaiter;

    /** Where relays go since it is on another node. */
    @Nullable Consumer<PeerEvent.Relayed> onward;

    Client(PeerId id) {
      this.peer = new Peer(id, thread::execute, Limits.defaults(), 0);
      this.secret = node.sessionSecrets().get();
      this.seen = new CopyOnWriteArrayList<>();
      this.log = new CopyOnWriteArrayList<>();
    }

    /** The same client, come from another node. */
    Client(Client before, PeerState state) {
      this.peer = Peer.arriving(before.id(), thread::execute, Limits.defaults(), 0, state);
      this.secret = before.secret;
      this.seen = before.seen;
      this.log = before.log;
      this.auth = before.auth;
    }

    PeerId id() {
      return peer.id();
    }

    CompletableFuture<Answer> ask(Request request) {
      CompletableFuture<Answer> answer = new CompletableFuture<>();
      open.incrementAndGet();
      thread.execute(() -> {
        log.add(new Asked(request));
        signaling.handle(peer, request, NOW, given -> answered(request, given, answer));
      });
      return answer;
    }

    private void answered(Request request, Answer given, CompletableFuture<Answer> answer) {
      log.add(new Answered(request, given));
      open.decrementAndGet();
      answer.complete(given);
      if (idleWaiter != null) {
        thread.execute(this::tellIdleWaiter);
      }
    }

    private void hear(PeerEvent event) {
      if (onward == null) {
        boolean whole =
            peer.accept(
                event,
                () -> {
                  seen.add(event);
                  log.add(event);
                });
        if (!whole) {
          disconnect();
        }
      } else if (event instanceof PeerEvent.Relayed relayed) {
        onward.accept(relayed);
      }
    }

    /** Calls back when none of its requests is under way. On the thread. */
    void whenIdle(Runnable waiter) {
      idleWaiter = waiter;
      tellIdleWaiter();
    }

    private void tellIdleWaiter() {
      Runnable waiter = idleWaiter;
      if (waiter != null && open.get() == 0) {
        idleWaiter = null;
        waiter.run();
      }
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
      if (clients.remove(id(), this)) {
        ended = true;
        node.ended(id());
        thread.execute(() -> signaling.disconnect(peer));
      }
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
