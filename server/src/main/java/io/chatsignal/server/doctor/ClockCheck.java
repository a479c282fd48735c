package io.chatsignal.server.doctor;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Whether the clock on the wall is right, by asking a time server once (RFC 4330). Tokens and TURN
 * passwords expire by this clock, and other machines judge them by theirs.
 */
record ClockCheck(InstantSource clock, String server) implements Check {

  private static final String SUBJECT = "Clock";
  private static final int PORT = 123;
  private static final int PACKET_BYTES = 48;
  private static final int TRANSMIT_TIME = 40;
  private static final long SECONDS_FROM_1900_TO_1970 = 2_208_988_800L;
  private static final Duration DOUBTFUL = Duration.ofSeconds(2);
  private static final Duration BROKEN = Duration.ofSeconds(10);

  @Override
  public List<Finding> findings() {
    try {
      return List.of(judge(offset()));
    } catch (IOException | IllegalArgumentException failure) {
      return List.of(
          Finding.doubtful(
              SUBJECT,
              "It could not be compared: no answer from %s (%s). --time-server names another one."
                  .formatted(
                      server,
                      Optional.ofNullable(failure.getMessage()).orElse("nothing is there"))));
    }
  }

  /** By how much this clock is ahead. */
  private Duration offset() throws IOException {
    ByteBuffer packet = ByteBuffer.allocate(PACKET_BYTES);
    packet.put(0, (byte) 0x23); // Version 4, client.
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout((int) Doctor.PATIENCE.toMillis());
      socket.connect(address());
      Instant asked = clock.instant();
      socket.send(new DatagramPacket(packet.array(), PACKET_BYTES));
      socket.receive(new DatagramPacket(packet.array(), PACKET_BYTES));
      Duration way = Duration.between(asked, clock.instant()).dividedBy(2);
      return Duration.between(time(packet), asked.plus(way));
    }
  }

  private InetSocketAddress address() throws IOException {
    int colon = server.lastIndexOf(':');
    boolean hasPort = colon > 0 && server.indexOf(':') == colon;
    InetSocketAddress address =
        hasPort
            ? new InetSocketAddress(
                server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)))
            : new InetSocketAddress(server, PORT);
    if (address.isUnresolved()) {
      throw new IOException("no such host");
    }
    return address;
  }

  private static Instant time(ByteBuffer packet) {
    long seconds = Integer.toUnsignedLong(packet.getInt(TRANSMIT_TIME));
    long fraction = Integer.toUnsignedLong(packet.getInt(TRANSMIT_TIME + 4));
    return Instant.ofEpochSecond(
        seconds - SECONDS_FROM_1900_TO_1970, (fraction * 1_000_000_000L) >>> 32);
  }

  private Finding judge(Duration offset) {
    String way = offset.isNegative() ? "behind" : "ahead of";
    String words = "%d ms %s %s".formatted(offset.abs().toMillis(), way, server);
    if (offset.abs().compareTo(DOUBTFUL) < 0) {
      return Finding.good(SUBJECT, words + ".");
    }
    String sentence =
        words
            + ": tokens and TURN passwords expire by it; have chrony or systemd-timesyncd set it.";
    return offset.abs().compareTo(BROKEN) < 0
        ? Finding.doubtful(SUBJECT, sentence)
        : Finding.broken(SUBJECT, sentence);
  }
}
