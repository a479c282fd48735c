package io.chatsignal.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ServerProcessTest {
  @Test
  void theProcessBehindALocalPortIsFound() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(ServerProcess.listeningOn(socket.getLocalPort()))
          .contains(new ServerProcess(ProcessHandle.current().pid()));
    }
  }

  @Test
  void whatAProcessUsesIsRead() throws IOException {
    ServerProcess.Usage usage = new ServerProcess(ProcessHandle.current().pid()).usage();

    assertThat(usage.cpuNanos()).isPositive();
    assertThat(usage.residentBytes()).isGreaterThan(1_000_000);
  }
}
