package io.chatsignal.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * How much memory a task takes, which unlike its time is the same in every run: work that copies
 * what it has read again and again shows as more than linear.
 */
public final class Allocations {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Something that is measured. */
  @FunctionalInterface
  public interface Task {
    void run() throws Exception;
  }

  private Allocations() {}

  /** The bytes that the second run of {@code task} allocates; the first one loads its classes. */
  public static long bytes(Task task) throws Exception {
    task.run();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    task.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
