package io.chatsignal.server.manage;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides when garbage among the long-lived objects is collected. The serial collector would let it
 * grow up to the greatest heap there may be, for as long as connections come and go, and then stop
 * everything at a moment of its own. Here it is collected when nobody is kept waiting, or when as
 * much is garbage as lives. Owned by one thread.
 */
public final class FullCollections {
  /** How often {@link #tick} has to be called. */
  public static final long PERIOD_SECONDS = 10;

  private static final long MIB = 1 << 20;

  /** What may gather in a busy server, whatever lives. */
  private static final long BUSY_GARBAGE_BYTES = 128 * MIB;

  /** What is not worth even a quiet moment. */
  private static final long QUIET_GARBAGE_BYTES = 4 * MIB;

  private static final long QUIET_PAUSE_NANOS = 60_000_000_000L;

  /** A process is quiet that uses less than this part of one core. */
  private static final double QUIET_LOAD = 0.1;

  private final LongSupplier usedBytes;
  private final LongSupplier cpuNanos;
  private final Runnable collection;
  private long liveBytes;
  private long lastNanos;
  private long lastCpuNanos;
  private long collectedNanos;

  /**
   * @param usedBytes what the long-lived objects take, garbage among them
   * @param cpuNanos the processor time that the process has used
   */
  public FullCollections(
      LongSupplier usedBytes, LongSupplier cpuNanos, Runnable collection, long nowNanos) {
    this.usedBytes = usedBytes;
    this.cpuNanos = cpuNanos;
    this.collection = collection;
    this.lastNanos = nowNanos;
    this.collectedNanos = nowNanos;
    this.lastCpuNanos = cpuNanos.getAsLong();
    this.liveBytes = usedBytes.getAsLong();
  }

  /** Of this process; null where its collector sees to that by itself. */
  public static @Nullable FullCollections ofThisProcess() {
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getName().equals("Tenured Gen")
          && ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
        return new FullCollections(
            () -> pool.getUsage().getUsed(),
            system::getProcessCpuTime,
            System::gc,
            System.nanoTime());
      }
    }
    return null;
  }

  /** Collects if it is time to. */
  public void tick(long nowNanos) {
    long cpu = cpuNanos.getAsLong();
    boolean quiet = cpu - lastCpuNanos < QUIET_LOAD * (nowNanos - lastNanos);
    lastCpuNanos = cpu;
    lastNanos = nowNanos;
    long used = usedBytes.getAsLong();
    liveBytes = Math.min(liveBytes, used); // The collector may have come first.
    long garbage = used - liveBytes;
    boolean due =
        garbage > Math.max(liveBytes, BUSY_GARBAGE_BYTES)
            || (quiet
                && garbage > Math.max(liveBytes / 4, QUIET_GARBAGE_BYTES)
                && nowNanos - collectedNanos >= QUIET_PAUSE_NANOS);
    if (due) {
      collection.run();
      liveBytes = usedBytes.getAsLong();
      collectedNanos = nowNanos;
    }
  }
}
