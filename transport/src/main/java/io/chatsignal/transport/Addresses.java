package io.chatsignal.transport;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Works out whom connections and requests come from; proxies are believed if they are trusted. */
final class Addresses {
  /** What a PROXY header said about the connection. */
  static final AttributeKey<String> PROXIED = AttributeKey.valueOf(Addresses.class, "proxied");

  private final List<IpSubnetFilterRule> trusted = new ArrayList<>();

  Addresses(Set<String> trustedProxies) {
    for (String network : trustedProxies) {
      trusted.add(rule(network));
    }
  }

  /** An address, or a network as in {@code 10.0.0.0/8}. */
  private static IpSubnetFilterRule rule(String network) {
    int slash = network.indexOf('/');
    String address = slash < 0 ? network : network.substring(0, slash);
    boolean v4 = NetUtil.isValidIpV4Address(address);
    if (!v4 && !NetUtil.isValidIpV6Address(address)) {
      throw new IllegalArgumentException("no IP address or network: " + network);
    }
    int most = v4 ? 32 : 128;
    try {
      int prefix = slash < 0 ? most : Integer.parseInt(network.substring(slash + 1));
      return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("no IP address or network: " + network, e);
    }
  }

  /**
   * Whether a PROXY header of this connection's other end counts; any does where none is listed.
   */
  boolean mayProxy(Channel channel) {
    return trusted.isEmpty() || isTrusted(peerOf(channel));
  }

  /** Whether many clients may stand behind this connection's other end. */
  boolean isProxy(Channel channel) {
    return isTrusted(peerOf(channel));
  }

  /** The client's address as text, as far as it is known for certain. */
  String clientOf(Channel channel, HttpHeaders headers) {
    // To ask for an attribute would create it.
    String proxied = channel.hasAttr(PROXIED) ? channel.attr(PROXIED).get() : null;
    String client = proxied == null ? peerOf(channel) : proxied;
    if (trusted.isEmpty()) {
      return client;
    }
    // Each proxy appends the address that it saw, so the last one that no proxy of ours holds is
    // the client's; what stands before it the client may have written itself.
    List<String> lines = headers.getAll("X-Forwarded-For");
    for (int i = lines.size() - 1; i >= 0; i--) {
      String line = lines.get(i);
      int end = line.length();
      while (end >= 0 && isTrusted(client)) {
        int comma = line.lastIndexOf(',', end - 1);
        Optional<String> hop = normalized(line.substring(comma + 1, end));
        if (hop.isEmpty()) {
          return client;
        }
        client = hop.get();
        end = comma;
      }
    }
    return client;
  }

  /** The other end of the connection, a proxy or not. */
  static String peerOf(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress socket
        ? NetUtil.toAddressString(socket.getAddress())
        : "local";
  }

  /** One text for each address, however it was written and whether a port stands with it. */
  static Optional<String> normalized(String address) {
    String text = address.strip();
    int colon = text.indexOf(':');
    if (text.startsWith("[")) {
      text = text.substring(1, Math.max(1, text.indexOf(']')));
    } else if (colon >= 0 && colon == text.lastIndexOf(':')) {
      text = text.substring(0, colon);
    }
    if (!NetUtil.isValidIpV4Address(text) && !NetUtil.isValidIpV6Address(text)) {
      return Optional.empty();
    }
    return Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(text))
        .map(NetUtil::toAddressString);
  }

  private boolean isTrusted(String address) {
    InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
    if (parsed == null) {
      return false;
    }
    InetSocketAddress socket = new InetSocketAddress(parsed, 0);
    return trusted.stream().anyMatch(rule -> rule.matches(socket));
  }

  /**
   * What counts as one client: an IPv4 address, or the 64 bits that an IPv6 host chooses within.
   */
  static String bucketOf(String address) {
    InetAddress parsed =
        address.indexOf(':') < 0 ? null : NetUtil.createInetAddressFromIpAddressString(address);
    if (parsed == null || parsed.getAddress().length != 16) {
      return address;
    }
    byte[] prefix = parsed.getAddress();
    Arrays.fill(prefix, 8, 16, (byte) 0);
    return NetUtil.bytesToIpAddress(prefix);
  }
}
