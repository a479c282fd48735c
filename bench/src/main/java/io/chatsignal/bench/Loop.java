package io.chatsignal.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/** One thread with one selector; everything about its connections happens on it. */
final class Loop implements Runnable, AutoCloseable {
  /** Something that is due at times; asked after every turn. */
  interface Ticker {
    /**
     * Does what is due and returns when it wants to be asked again, in nanoseconds of the clock.
     */
    long tick(long nowNanos);
  }

  static final int MAX_MESSAGE_BYTES = 1 << 20;
  private static final long SWEEP_NANOS = 250_000_000;

  private final Selector selector;
  private final LongSupplier clock;
  private final Waker waker;
  private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
  private final Waits waits = new Waits();
  private final FrameReader frame = new FrameReader(MAX_MESSAGE_BYTES);
  private final byte[] inputBytes = new byte[MAX_MESSAGE_BYTES + 16_384];
  private final ByteBuffer input = ByteBuffer.wrap(inputBytes);
  private final Thread thread;
  private volatile boolean closing;
  private volatile String failure = "";
  private Ticker ticker = now -> now + SWEEP_NANOS;
  private int mask = 0x12345678;

  Loop(String name, LongSupplier clock) throws IOException {
    this.clock = clock;
    selector = Selector.open();
    waker = new Waker(selector, name + "-waker");
    thread = Thread.ofPlatform().name(name).daemon().unstarted(this);
  }

  void start() {
    thread.start();
  }

  @Override
  public void run() {
    long nextSweep = nowNanos() + SWEEP_NANOS;
    try {
      while (!closing) {
        long due = Math.min(ticker.tick(nowNanos()), nextSweep);
        await(due - nowNanos());
        runPosted();
        if (nowNanos() - nextSweep >= 0) {
          waits.sweep(nowNanos());
          nextSweep = nowNanos() + SWEEP_NANOS;
        }
      }
      selector.close();
    } catch (IOException | RuntimeException e) {
      failure = e.toString();
    } finally {
      waker.close();
    }
  }

  private void await(long nanos) throws IOException {
    if (nanos <= 0) {
      selector.selectNow(Loop::ready);
      return;
    }
    // The selector's own time-outs are whole milliseconds: the fraction comes from the waker.
    waker.wakeIn(nanos);
    selector.select(Loop::ready, Math.max(1, nanos / 1_000_000 + 1));
  }

  private static void ready(SelectionKey key) {
    if (key.attachment() instanceof Connection connection) {
      connection.ready();
    }
  }

  private void runPosted() {
    for (Runnable task = posted.poll(); task != null; task = posted.poll()) {
      task.run();
    }
  }

  /** From any thread. */
  void post(Runnable task) {
    posted.add(task);
    selector.wakeup();
  }

  void ticker(Ticker replacement) {
    ticker = replacement;
  }

  SelectionKey register(SocketChannel channel, Connection connection) throws IOException {
    return channel.register(selector, SelectionKey.OP_CONNECT, connection);
  }

  /** What ended the loop before its time; empty while all is well. From any thread. */
  String failure() {
    return failure;
  }

  long nowNanos() {
    return clock.getAsLong();
  }

  Waits waits() {
    return waits;
  }

  FrameReader frame() {
    return frame;
  }

  /** Shared by all connections of the loop; valid until the next read. */
  ByteBuffer input() {
    return input;
  }

  /** What {@link #input} writes into. */
  byte[] inputBytes() {
    return inputBytes;
  }

  /** Never zero, which would spare the server the unmasking. */
  int nextMask() {
    mask = mask * 1_664_525 + 1_013_904_223;
    return mask == 0 ? 1 : mask;
  }

  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
