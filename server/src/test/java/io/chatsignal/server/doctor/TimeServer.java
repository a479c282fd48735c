package io.chatsignal.server.doctor;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Tells the time by SNTP, as this machine has it. */
final class TimeServer implements AutoCloseable {

  private final DatagramSocket socket;

  TimeServer() throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread.ofVirtual().start(this::serve);
  }

  String name() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  private void serve() {
    DatagramPacket packet = new DatagramPacket(new byte[48], 48);
    try {
      while (true) {
        socket.receive(packet);
        Instant now = Instant.now();
        ByteBuffer.wrap(packet.getData())
            .putInt(40, (int) (now.getEpochSecond() + 2_208_988_800L))
            .putInt(44, (int) (((long) now.getNano() << 32) / 1_000_000_000));
        socket.send(packet);
      }
    } catch (IOException _) {
      // Closed: the test is over.
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
