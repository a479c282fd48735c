package io.chatsignal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.chatsignal.server.ServerProcess.Holdings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

class ConnectionChurnTest {

  private static final int ROUNDS = 10;
  private static final int PAIRS = 5_000;

  /** As many get in at a time; more would only wait for each other. */
  private static final Semaphore DOOR = new Semaphore(64);

  private record Pair(ChurningPeer owner, ChurningPeer guest) {}

  @Test
  void tenThousandConnectionsLeaveTheProcessAsItWasTenTimesOver(TestReporter reporter)
      throws IOException, InterruptedException, ExecutionException {
    try (ServerProcess server =
        new ServerProcess("RESUME_WINDOW", "1s", "APP_HOST", "0.0.0.0", "CONNECT_TIMEOUT", "60s")) {
      List<Holdings> after = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        for (int done = 0; done < PAIRS; done += atOnce()) {
          comeAndGo(server, round, Math.min(atOnce(), PAIRS - done));
        }
        after.add(server.holdings());
      }
      reporter.publishEntry("held after each round", after.toString());
      // The first two rounds fill what is filled once: pools, code, class metadata.
      Holdings warm = after.get(1);
      Holdings last = after.getLast();
      assertThat(last.heapBytes()).as("heap: %s", after).isLessThan(warm.heapBytes() * 105 / 100);
      assertThat(last.residentBytes())
          .as("resident: %s", after)
          .isLessThanOrEqualTo(warm.residentBytes() * 105 / 100);
    }
  }

  private static void comeAndGo(ServerProcess server, int round, int pairs)
      throws InterruptedException, ExecutionException {
    List<Pair> open = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Pair>> opening = new ArrayList<>();
      for (int i = 0; i < pairs; i++) {
        opening.add(threads.submit(meet(server, round, i)));
      }
      for (Future<Pair> each : opening) {
        open.add(each.get());
      }
    }
    Holdings full = server.holdings();
    assertThat(full.connections()).isEqualTo(2 * pairs);
    assertThat(full.peers()).isEqualTo(2 * pairs);
    assertThat(full.rooms()).isEqualTo(pairs);

    for (Pair pair : open) {
      pair.owner().sayGoodbye();
      pair.guest().vanish();
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> {
          Holdings empty = server.holdings();
          assertThat(List.of(empty.connections(), empty.peers(), empty.rooms()))
              .containsExactly(0, 0, 0);
        });
  }

  private static Callable<Pair> meet(ServerProcess server, int round, int number) {
    // An address of its own for each round, so that the ports of the last one need not be free yet.
    InetSocketAddress address = new InetSocketAddress("127.0.0." + (1 + round), server.port());
    String room = "room " + number;
    return () -> {
      DOOR.acquire();
      try {
        ChurningPeer owner = new ChurningPeer(address);
        ChurningPeer guest = new ChurningPeer(address);
        owner.authenticate(server.token());
        guest.authenticate(server.token());
        owner.create(room);
        guest.askToJoin(room);
        owner.acceptOne(room);
        guest.awaitAcceptance();
        return new Pair(owner, guest);
      } finally {
        DOOR.release();
      }
    };
  }

  /** Pairs that the limit on open files lets stand at once, in this process and in the server's. */
  private static int atOnce() {
    boolean unix =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean;
    long files =
        unix
            ? ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getMaxFileDescriptorCount()
            : 4096;
    return Math.clamp((files - 500) / 2, 100, PAIRS);
  }
}
