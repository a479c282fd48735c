package io.chatsignal.server.signal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatsignal.signaling.RoomScope;
import io.chatsignal.transport.SocketServer;
import io.chatsignal.transport.SocketServerConfig;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real sockets on several event loops, where what must come in order could come otherwise. */
class LiveRoomsTest {
  private static final int LOOPS = 4;

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<LiveClient> clients = new ArrayList<>();
  private final List<SignalService> services = new ArrayList<>();
  private final List<SocketServer> servers = new ArrayList<>();

  /** How many nodes clients are spread over; this is one, with its rooms in memory. */
  int nodes() {
    return 1;
  }

  /** Makes one of several nodes. */
  void join(SignalService service, SocketServer server) {}

  private static SignalService node() {
    return new SignalService(
        Wire.TOKENS,
        Wire.UNHURRIED,
        RoomScope.DEPLOYMENT,
        Duration.ofSeconds(60),
        new SignalClock(System::nanoTime, () -> Wire.NOW));
  }

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < nodes(); i++) {
      SignalService service = node();
      services.add(service);
      SocketServer server =
          new SocketServer(
              SocketServerConfig.defaults()
                  .withHost("127.0.0.1")
                  .withPort(0)
                  .withEventLoops(LOOPS));
      join(service, server);
      service.serve(server.namespace("/"));
      service.start();
      servers.add(server.start());
    }
    await().atMost(20, SECONDS).until(() -> services.stream().allMatch(SignalService::isReady));
  }

  @AfterEach
  void stop() {
    clients.forEach(LiveClient::close);
    await().until(() -> services.stream().allMatch(service -> service.peers() == 0));
    await().until(() -> services.stream().allMatch(service -> service.rooms() == 0));
    servers.forEach(SocketServer::close);
    services.forEach(SignalService::close);
    http.close();
  }

  private LiveClient enter(Consumer<LiveClient.Told> reaction) {
    SocketServer server = servers.get(clients.size() % servers.size());
    LiveClient client = LiveClient.enter(http, server.address(), reaction);
    clients.add(client);
    return client;
  }

  @Test
  void ofAThousandSimultaneousCreatesOneWins() {
    Queue<String> answers = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < 20; i++) {
      enter(told -> answers.add(told.name()));
    }
    for (int i = 0; i < 50; i++) {
      clients.forEach(client -> client.emit("room-create-request", "'room':'one'"));
    }
    await().atMost(60, SECONDS).until(() -> answers.size() == 1000);
    assertThat(answers.stream().filter("room-create-accept"::equals)).hasSize(1);
    assertThat(answers.stream().filter("room-create-reject"::equals)).hasSize(999);
  }

  /**
   * Guests come and go while residents greet everyone who comes, at once. A guest leaves only when
   * all residents have greeted it: one greeting lost and the test hangs.
   */
  @Test
  void allSeeOneOrderAndNoGreetingIsLost() {
    int residents = 3;
    int guests = 9;
    int rounds = 40;
    List<Resident> all = Stream.generate(Resident::new).limit(residents).toList();
    all.forEach(resident -> enter(resident::react));
    clients.getFirst().emit("room-create-request", "'room':'den'");
    await().until(() -> services.stream().anyMatch(service -> service.rooms() == 1));
    clients.subList(1, residents).forEach(each -> each.emit("room-join-request", "'room':'den'"));
    int meetings = residents * (residents - 1) / 2;
    await().until(() -> all.stream().mapToInt(each -> each.seen.size()).sum() == meetings);
    all.forEach(resident -> resident.seen.clear());

    Semaphore done = new Semaphore(0);
    AtomicInteger early = new AtomicInteger();
    for (int i = 0; i < guests; i++) {
      Guest guest = new Guest(residents, rounds, done, early);
      enter(guest::react).emit("room-join-request", "'room':'den'");
    }
    await().atMost(120, SECONDS).until(() -> done.availablePermits() == guests);
    int changes = 2 * guests * rounds;
    await().until(() -> all.stream().allMatch(each -> each.seen.size() == changes));
    assertThat(early).as("greetings before their room").hasValue(0);
    assertThat(all.stream().map(each -> List.copyOf(each.seen)).distinct()).hasSize(1);
  }

  /** Lets in whoever asks, if it is the owner, and greets everyone. */
  private static final class Resident {
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    void react(LiveClient.Told told) {
      String peer = told.field("peer_id");
      String there = "'room':'den','peer_id':'" + peer + "'";
      switch (told.name()) {
        case "room-join-request" -> told.client().emit("room-join-accept", there);
        case "room-user-join" -> {
          seen.add("+" + peer);
          told.client().emit("relay-message", there + ",'message':'hello'");
        }
        case "room-user-leave" -> seen.add("-" + peer);
        default -> {}
      }
    }
  }

  /** Joins, waits for its greetings, leaves, and joins again. */
  private static final class Guest {
    private final int residents;
    private final Semaphore done;
    private final AtomicInteger early;
    private final Set<String> greeters = new HashSet<>();
    private boolean inside;
    private int roundsLeft;

    Guest(int residents, int rounds, Semaphore done, AtomicInteger early) {
      this.residents = residents;
      this.roundsLeft = rounds;
      this.done = done;
      this.early = early;
    }

    void react(LiveClient.Told told) {
      if (told.name().equals("room-join-accept")) {
        inside = true;
      } else if (told.name().equals("message")) {
        if (!inside) {
          early.incrementAndGet();
        }
        greeters.add(told.field("peer_id"));
        if (greeters.size() == residents) {
          leave(told.client());
        }
      }
    }

    private void leave(LiveClient client) {
      greeters.clear();
      inside = false;
      client.emit("room-leave", "'room':'den'");
      if (--roundsLeft > 0) {
        client.emit("room-join-request", "'room':'den'");
      } else {
        done.release();
      }
    }
  }
}
