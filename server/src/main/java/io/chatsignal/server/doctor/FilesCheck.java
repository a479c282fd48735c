package io.chatsignal.server.doctor;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Whether as many sockets can be open as clients may come.
 *
 * @param maxConnections 0 for no limit
 */
record FilesCheck(int maxConnections) implements Check {

  private static final String SUBJECT = "Open files";

  /** Libraries, logs, loops, and connections that are about to be refused. */
  private static final int OWN = 256;

  /** With no limit set, a server that takes fewer clients than that is not meant. */
  private static final int LEAST = 4096;

  @Override
  public List<Finding> findings() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      return List.of(judge(unix.getMaxFileDescriptorCount()));
    }
    return List.of(Finding.good(SUBJECT, "This system sets no limit."));
  }

  private Finding judge(long files) {
    long needed = maxConnections == 0 ? LEAST : maxConnections + OWN;
    if (files >= needed) {
      return Finding.good(
          SUBJECT, "%d, for about %d clients.".formatted(files, Math.max(0, files - OWN)));
    }
    String why = maxConnections == 0 ? "" : ", and MAX_CONNECTIONS is " + maxConnections;
    return Finding.broken(
        SUBJECT,
        "%d are allowed, for about %d clients%s: raise it to %d ('ulimit -Hn', LimitNOFILE of systemd, ulimits of a container)."
            .formatted(files, Math.max(0, files - OWN), why, Math.max(needed, 65_536)));
  }
}
