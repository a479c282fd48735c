package io.chatsignal.redis;

import static org.awaitility.Awaitility.await;

import io.chatsignal.testkit.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What the parts of a node stand on, with a real Redis: a loop, a connection and a lease. */
final class LoopRig implements AutoCloseable {
  final RedisProcess redis = new RedisProcess();
  final NodeLoop loop = new NodeLoop();
  final Site site;
  final Link link;
  final Lease lease;

  /** How often it heard that its lease is good. */
  final AtomicInteger good = new AtomicInteger();

  /** Nodes that this one was put in charge of, and does nothing about. */
  final List<String> dead = new CopyOnWriteArrayList<>();

  /** Nodes that it says it is in charge of. */
  final Set<String> inCharge = ConcurrentHashMap.newKeySet();

  private final RedisClients clients;

  LoopRig() {
    RedisConfig config = RedisConfig.of(redis.url()).withLease(Duration.ofSeconds(3));
    clients = new RedisClients(config);
    site = new Site(new NodeTag("here"), new Keys(config.prefix()), loop, config.hold().toNanos());
    link = new Link(clients, loop, "commands", () -> {}, () -> {});
    lease = new Lease(site, link, config.lease(), new Listener());
    on(link::open);
    await().until(() -> on(link::isUp));
    on(lease::refresh);
    await().until(() -> on(lease::isGood));
  }

  private final class Listener implements Lease.Listener {
    @Override
    public void onGood() {
      good.incrementAndGet();
    }

    @Override
    public void onFenced() {}

    @Override
    public void onDead(List<String> tags) {
      dead.addAll(tags);
    }

    @Override
    public Set<String> inCharge() {
      return inCharge;
    }

    @Override
    public void onDischarged(List<String> tags) {
      inCharge.removeAll(tags);
    }
  }

  /** Does something on the loop, and waits for it. */
  <T> T on(Supplier<T> task) {
    return soon(CompletableFuture.supplyAsync(task, loop));
  }

  void on(Runnable task) {
    on(() -> {
      task.run();
      return true;
    });
  }

  /** A node that reads nothing, but could. */
  void open(String tag) {
    redis.tell("XADD " + site.keys().inbox(tag) + " * h \"\"");
  }

  /** So many entries more, of nobody. */
  void fill(String tag, int entries) {
    redis.tell(
        "EVAL \"for i = 1, ARGV[1] do redis.call('XADD', KEYS[1], '*', 'h', '') end\" 1 %s %d"
            .formatted(site.keys().inbox(tag), entries));
  }

  /** A node that has a lease, and keeps it. */
  void lease(String tag) {
    redis.tell("ZADD " + site.keys().nodes() + " " + Long.MAX_VALUE / 2 + " " + tag);
  }

  /** A node that has ended by itself. */
  void end(String tag) {
    redis.tell("DEL " + site.keys().inbox(tag));
    redis.tell("HSET " + site.keys().inbox(tag) + " . 0-0");
  }

  /** How many entries have been sent to a node. */
  int entries(String tag) {
    String length = redis.tell("XLEN " + site.keys().inbox(tag));
    return Integer.parseInt(length.substring(1, length.indexOf('\r'))) - 1;
  }

  /** All that has been sent to a node, in order. */
  String inbox(String tag) {
    return redis.tell("XRANGE " + site.keys().inbox(tag) + " - +");
  }

  /** Waits until all answers to what was asked before are there. */
  void settle() {
    CompletableFuture<String> done = new CompletableFuture<>();
    on(() ->
        link.send(
            commands -> commands.echo("settled"),
            Link.then(done::complete, done::completeExceptionally)));
    soon(done);
  }

  /** What has to come; a test that would wait for ever fails instead. */
  static <T> T soon(CompletableFuture<T> coming) {
    return coming.orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** Keeps the lease, however long the test takes. */
  void keepLease() {
    loop.every(500, lease::refresh);
  }

  @Override
  public void close() {
    loop.stop();
    clients.close();
    redis.close();
  }
}
