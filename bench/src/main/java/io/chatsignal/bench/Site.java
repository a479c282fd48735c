package io.chatsignal.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** What all peers of one loop share: where to connect, what to do, where to count. */
final class Site {
  // One source address has about 28,000 ports to one destination.
  private static final int CONNECTIONS_PER_SOURCE = 20_000;

  private final Plan plan;
  private final Loop loop;
  private final Tally tally;
  private final LatencyLog operations;
  private final LatencyLog setups;
  private final Upgrade upgrade;
  private final InetSocketAddress address;
  private int live;

  Site(Plan plan, Loop loop, Tally tally, Logs logs, InetSocketAddress address) {
    this.plan = plan;
    this.loop = loop;
    this.tally = tally;
    this.operations = logs.operations();
    this.setups = logs.setups();
    this.address = address;
    upgrade = new Upgrade(plan.target());
  }

  /** Where one loop's latencies go. */
  record Logs(LatencyLog operations, LatencyLog setups) {}

  /** A refusal comes to the receiver, later; only a lack of descriptors ends the run. */
  Connection connect(Connection.Receiver receiver) {
    try {
      SocketChannel channel = SocketChannel.open();
      channel.configureBlocking(false);
      Wire wire = plan.target().secure() ? new TlsWire(channel, engine()) : new PlainWire(channel);
      Connection connection = new Connection(loop, wire, upgrade, receiver);
      live++;
      connect(channel, connection);
      return connection;
    } catch (IOException e) {
      throw new UncheckedIOException("no more connections can be opened: " + e.getMessage(), e);
    }
  }

  private void connect(SocketChannel channel, Connection connection) {
    try {
      bindSource(channel);
      channel.connect(address);
    } catch (IOException e) {
      loop.post(() -> connection.end(String.valueOf(e.getMessage())));
    }
  }

  /** More connections to loopback than one address has ports: take its neighbours too. */
  private void bindSource(SocketChannel channel) throws IOException {
    int threads = plan.load().threads();
    int neighbour = (int) ((long) live * threads / CONNECTIONS_PER_SOURCE) % 200;
    if (neighbour > 0
        && address.getAddress() instanceof Inet4Address ip
        && ip.isLoopbackAddress()) {
      byte[] source = {127, 0, 0, (byte) (1 + neighbour)};
      channel.bind(new InetSocketAddress(InetAddress.getByAddress(source), 0));
    }
  }

  void forget() {
    live--;
  }

  private SSLEngine engine() throws IOException {
    try {
      SSLEngine engine =
          SSLContext.getDefault().createSSLEngine(plan.target().host(), plan.target().port());
      engine.setUseClientMode(true);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
      return engine;
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("TLS is not available: " + e.getMessage(), e);
    }
  }

  Plan plan() {
    return plan;
  }

  Loop loop() {
    return loop;
  }

  Tally tally() {
    return tally;
  }

  /** How long the measured operations took. */
  LatencyLog operations() {
    return operations;
  }

  /** How long it took from the first SYN to auth-accept. */
  LatencyLog setups() {
    return setups;
  }
}
