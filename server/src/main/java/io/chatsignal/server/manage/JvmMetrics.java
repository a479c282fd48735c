package io.chatsignal.server.manage;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the process takes from its machine, under the names that Prometheus clients agree on. */
final class JvmMetrics {
  private static final Path STATUS = Path.of("/proc/self/status");

  private JvmMetrics() {}

  static void write(Metrics page) {
    memory(page);
    page.counter("jvm_gc_collections_total", "Garbage collections.");
    for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
      page.value(Math.max(0, gc.getCollectionCount()), "gc", gc.getName());
    }
    page.counter("jvm_gc_seconds_total", "Time in which the threads stood still for them.");
    for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
      page.value(Math.max(0, gc.getCollectionTime()) / 1e3, "gc", gc.getName());
    }
    page.gauge("jvm_threads", "Threads of the process.")
        .value(ManagementFactory.getThreadMXBean().getThreadCount());
    page.gauge("process_start_time_seconds", "When the process started, by the clock on the wall.")
        .value(ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
    system(page);
  }

  private static void memory(Metrics page) {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    MemoryUsage other = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
    page.gauge("jvm_memory_used_bytes", "Memory that the JVM uses.")
        .value(heap.getUsed(), "area", "heap")
        .value(other.getUsed(), "area", "nonheap");
    page.gauge("jvm_memory_max_bytes", "Memory that the JVM may take; -1 for no limit of its own.")
        .value(heap.getMax(), "area", "heap")
        .value(other.getMax(), "area", "nonheap");
  }

  private static void system(Metrics page) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      page.counter("process_cpu_seconds_total", "CPU time of the process.")
          .value(Math.max(0, system.getProcessCpuTime()) / 1e9);
    }
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      page.gauge("process_open_fds", "Open files and sockets.")
          .value(unix.getOpenFileDescriptorCount());
      page.gauge("process_max_fds", "Files and sockets that the process may open.")
          .value(unix.getMaxFileDescriptorCount());
    }
    long resident = residentBytes();
    if (resident > 0) {
      page.gauge("process_resident_memory_bytes", "Memory of the process, as the machine sees it.")
          .value(resident);
    }
  }

  /** Zero where the machine does not say. */
  private static long residentBytes() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(0);
    } catch (IOException _) {
      return 0;
    }
  }
}
