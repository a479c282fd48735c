package io.chatsignal.redis;

import io.chatsignal.testkit.DropProxy;
import io.chatsignal.testkit.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A node, its way to Redis, and its clients: those that act, and those on their way to it. */
final class HistorySeat implements AutoCloseable {
  private static final Duration LEASE = Duration.ofSeconds(2);

  /** One that comes from another seat, and who it was there. */
  private record Coming(
      TestNode.Client before, CompletableFuture<Optional<TestNode.Client>> after) {}

  final List<TestNode.Client> clients = new ArrayList<>();
  private final DropProxy proxy;
  private final List<Coming> coming = new ArrayList<>();
  private TestNode node;
  private CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);
  private boolean leaving;
  private boolean cut;

  HistorySeat(RedisProcess redis) {
    proxy = new DropProxy(redis.port());
    node = start();
  }

  private TestNode start() {
    return new TestNode(RedisConfig.of(proxy.url()).withLease(LEASE)).ready();
  }

  TestNode node() {
    return node;
  }

  /** Whether its node goes on. */
  boolean isOpen() {
    return !leaving;
  }

  boolean isCut() {
    return cut;
  }

  TestNode.Client enter() {
    TestNode.Client client = node.enter();
    clients.add(client);
    return client;
  }

  void fetch(TestNode.Client client) {
    coming.add(new Coming(client, node.fetch(client)));
  }

  /** Takes in those who have come. Returns those who could not, and start anew. */
  List<TestNode.Client> welcome() {
    List<TestNode.Client> lost = new ArrayList<>();
    for (Coming each : List.copyOf(coming)) {
      if (each.after().isDone()) {
        coming.remove(each);
        TestNode.Client come = each.after().join().orElse(each.before());
        (come == each.before() || leaving ? lost : clients).add(come);
      }
    }
    clients.removeIf(client -> client.ended);
    return lost;
  }

  boolean isSettled() {
    return coming.isEmpty() && !leaving;
  }

  /** Those who act here, and those who are about to. */
  int size() {
    return clients.size() + coming.size();
  }

  void toggle() {
    cut = !cut;
    if (cut) {
      proxy.cut();
    } else {
      proxy.heal();
    }
  }

  void heal() {
    if (cut) {
      toggle();
    }
    node.ready();
  }

  /** Its clients are gone with it, and so is who was on its way. */
  void crash() {
    node.crash();
    clients.clear();
    begin();
  }

  /** Nobody comes back for what is left of those who were on their way to the node before. */
  private void begin() {
    coming.forEach(each -> each.before().disconnect());
    coming.clear();
    proxy.heal();
    cut = false;
    node = start();
  }

  /** Ends the node by itself, when all its clients are with others. */
  void leave(Supplier<HistorySeat> others) {
    leaving = true;
    TestNode old = node;
    clients.forEach(client -> others.get().fetch(client));
    clients.clear();
    ended =
        CompletableFuture.runAsync(() -> {
          old.awaitEmpty();
          old.close();
        });
  }

  /** Begins anew if it has ended. */
  void goOn() {
    if (leaving && ended.isDone()) {
      leaving = false;
      begin();
    }
  }

  @Override
  public void close() {
    ended.join();
    node.close();
    proxy.close();
  }
}
