package io.chatsignal.server;

import java.net.InetSocketAddress;
import java.net.URI;

/** A bare WebSocket to a running server, whose Socket.IO packets a test reads and writes. */
public final class TestPeer implements AutoCloseable {

  private final ChurningPeer peer;

  public TestPeer(SignalingServer server) {
    URI uri = URI.create(server.address());
    peer = new ChurningPeer(new InetSocketAddress(uri.getHost(), uri.getPort()));
  }

  /** Goes into the namespace. */
  public void connect(String token) {
    send("40{\"token\":\"" + token + "\"}");
    expect("40{");
  }

  public void send(String packet) {
    peer.send(packet);
  }

  /** The next packet, which has to begin so. */
  public String expect(String beginning) {
    return peer.expect(beginning);
  }

  public String next() {
    return peer.expect("");
  }

  /** Goes away without a word, as a client does whose machine sleeps; once is enough. */
  public void leave() {
    peer.vanish();
  }

  @Override
  public void close() {
    leave();
  }
}
