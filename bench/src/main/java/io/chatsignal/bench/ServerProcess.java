package io.chatsignal.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A process of this machine, looked at through {@code /proc}. */
record ServerProcess(long pid) {
  private static final Path PROC = Path.of("/proc");
  private static final String LISTEN = "0A";
  // USER_HZ: fixed by the kernel's interface on every architecture that Java runs on.
  private static final long NANOS_PER_TICK = 10_000_000;

  /** What the process has used until now. */
  record Usage(long userNanos, long systemNanos, long residentBytes) {
    long cpuNanos() {
      return userNanos + systemNanos;
    }
  }

  /** The process that listens on a port of this machine, if we may see it. */
  static Optional<ServerProcess> listeningOn(int port) {
    String socket = inode(port);
    if (socket.isEmpty()) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (holds(process, "socket:[" + socket + "]")) {
          return Optional.of(new ServerProcess(Long.parseLong(process.getFileName().toString())));
        }
      }
    } catch (IOException e) {
      // No /proc: not Linux, and so nothing to tell.
    }
    return Optional.empty();
  }

  private static String inode(int port) {
    String suffix = ":%04X".formatted(port);
    for (String table : List.of("net/tcp", "net/tcp6")) {
      for (String line : lines(PROC.resolve(table))) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > 9 && fields[1].endsWith(suffix) && fields[3].equals(LISTEN)) {
          return fields[9];
        }
      }
    }
    return "";
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static boolean holds(Path process, String link) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (Files.readSymbolicLink(descriptor).toString().equals(link)) {
          return true;
        }
      }
    } catch (IOException e) {
      // Another user's process, or one that has just ended.
    }
    return false;
  }

  Usage usage() throws IOException {
    String stat = Files.readString(PROC.resolve(pid + "/stat"));
    // The second field is the program's name in parentheses, which may hold anything.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long user = Long.parseLong(fields[11]) * NANOS_PER_TICK;
    long system = Long.parseLong(fields[12]) * NANOS_PER_TICK;
    return new Usage(user, system, residentBytes());
  }

  private long residentBytes() throws IOException {
    for (String line : Files.readAllLines(PROC.resolve(pid + "/smaps_rollup"))) {
      if (line.startsWith("Rss:")) {
        return Long.parseLong(line.replaceAll("\\D+", "")) * 1024;
      }
    }
    throw new IOException("no resident memory in smaps_rollup of process " + pid);
  }
}
