package io.chatsignal.transport;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads request heads, and works out whom they come from. */
final class Addresses {
  /** What a PROXY header said about the connection. */
  static final AttributeKey<String> PROXIED = AttributeKey.valueOf(Addresses.class, "proxied");

  /** Query parameters beyond this number are dropped; the protocol has five. */
  private static final int MAX_PARAMETERS = 32;

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
   * @throws IllegalArgumentException if the request's target or query can't be decoded
   */
  RequestHead head(Channel channel, HttpRequest request) {
    QueryStringDecoder target =
        QueryStringDecoder.builder()
            .maxParams(MAX_PARAMETERS)
            .semicolonIsNormalChar(true)
            .build(request.uri());
    return new RequestHead(
        request.method().name(),
        target.path(),
        target.parameters(),
        request.headers(),
        clientOf(channel, request),
        HttpUtil.isKeepAlive(request));
  }

  private String clientOf(Channel channel, HttpRequest request) {
    String peer = peerOf(channel);
    if (trusted.isEmpty() || !isTrusted(peer)) {
      return peer;
    }
    // Each proxy appends the address that it saw, so the last one that no proxy of ours holds is
    // the
    // client; what stands before it the client may have written itself.
    List<String> chain = new ArrayList<>();
    for (String header : request.headers().getAll("X-Forwarded-For")) {
      for (String hop : header.split(",", 64)) {
        chain.add(hop.strip());
      }
    }
    String client = peer;
    for (int i = chain.size() - 1; i >= 0; i--) {
      String hop = chain.get(i);
      if (!NetUtil.isValidIpV4Address(hop) && !NetUtil.isValidIpV6Address(hop)) {
        break;
      }
      client = hop;
      if (!isTrusted(hop)) {
        break;
      }
    }
    return client;
  }

  private static String peerOf(Channel channel) {
    String proxied = channel.attr(PROXIED).get();
    if (proxied != null) {
      return proxied;
    }
    return channel.remoteAddress() instanceof InetSocketAddress socket
        ? NetUtil.toAddressString(socket.getAddress())
        : "local";
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
    java.util.Arrays.fill(prefix, 8, 16, (byte) 0);
    return NetUtil.bytesToIpAddress(prefix);
  }
}
