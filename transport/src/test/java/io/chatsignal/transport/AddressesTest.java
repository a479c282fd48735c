package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a request comes from. */
class AddressesTest {
  private static final Addresses TRUSTING = new Addresses(Set.of("10.0.0.0/8", "fd00::/8"));

  /** A connection from {@code peer}. */
  private static String clientOf(Addresses addresses, String peer, String... forwardedFor) {
    EmbeddedChannel channel =
        new EmbeddedChannel() {
          @Override
          protected SocketAddress remoteAddress0() {
            return new InetSocketAddress(peer, 1234);
          }
        };
    HttpHeaders headers = new DefaultHttpHeaders();
    for (String line : forwardedFor) {
      headers.add("X-Forwarded-For", line);
    }
    try {
      return addresses.clientOf(channel, headers);
    } finally {
      channel.close();
    }
  }

  @Test
  void nobodyIsBelievedUnlessConfigured() {
    Addresses addresses = new Addresses(Set.of());
    assertThat(clientOf(addresses, "10.0.0.1", "192.0.2.1")).isEqualTo("10.0.0.1");
    assertThat(clientOf(addresses, "127.0.0.1", "192.0.2.1")).isEqualTo("127.0.0.1");
  }

  @Test
  void aStrangerIsNotBelieved() {
    assertThat(clientOf(TRUSTING, "198.51.100.7", "192.0.2.1")).isEqualTo("198.51.100.7");
    assertThat(clientOf(TRUSTING, "11.0.0.1", "192.0.2.1")).isEqualTo("11.0.0.1");
  }

  @Test
  void aTrustedProxyIsBelieved() {
    assertThat(clientOf(TRUSTING, "10.0.0.1", "192.0.2.1")).isEqualTo("192.0.2.1");
    assertThat(clientOf(TRUSTING, "fd00::1", "2001:db8::1")).isEqualTo("2001:db8::1");
  }

  @Test
  void whatTheClientWroteItselfIsNotBelieved() {
    assertThat(clientOf(TRUSTING, "10.0.0.1", "203.0.113.9, 192.0.2.1")).isEqualTo("192.0.2.1");
    assertThat(clientOf(TRUSTING, "10.0.0.1", "203.0.113.9", "192.0.2.1")).isEqualTo("192.0.2.1");
    assertThat(clientOf(TRUSTING, "10.0.0.1", "10.0.0.9, 192.0.2.1")).isEqualTo("192.0.2.1");
    assertThat(clientOf(TRUSTING, "10.0.0.1", "nonsense, 192.0.2.1")).isEqualTo("192.0.2.1");
  }

  @Test
  void aChainOfTrustedProxiesIsFollowedToItsEnd() {
    assertThat(clientOf(TRUSTING, "10.0.0.1", "192.0.2.1, 10.0.0.3,10.0.0.2"))
        .isEqualTo("192.0.2.1");
    assertThat(clientOf(TRUSTING, "10.0.0.1", "203.0.113.9, 192.0.2.1", "10.0.0.3 ,10.0.0.2"))
        .isEqualTo("192.0.2.1");
    assertThat(clientOf(TRUSTING, "10.0.0.1", "10.0.0.3, 10.0.0.2")).isEqualTo("10.0.0.3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown", "", ",", "192.0.2.1.5", "192.0.2", "::g", "[", "_hidden"})
  void aProxyThatNamesNoAddressIsTheClient(String forwardedFor) {
    assertThat(clientOf(TRUSTING, "10.0.0.1", forwardedFor)).isEqualTo("10.0.0.1");
    assertThat(clientOf(TRUSTING, "10.0.0.1", "192.0.2.1, " + forwardedFor)).isEqualTo("10.0.0.1");
  }

  @Test
  void aLongListOfTheClientsOwnDoesNotHideIt() {
    String invented = "203.0.113.9,".repeat(600);
    assertThat(clientOf(TRUSTING, "10.0.0.1", invented + "192.0.2.1")).isEqualTo("192.0.2.1");
    assertThat(clientOf(TRUSTING, "10.0.0.1", ",".repeat(7000) + "192.0.2.1"))
        .isEqualTo("192.0.2.1");
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1:5678, 192.0.2.1",
    "[2001:db8::1]:443, 2001:db8::1",
    "[2001:db8::1], 2001:db8::1",
    "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
    "::ffff:192.0.2.1, 192.0.2.1",
    "::FFFF:c000:201, 192.0.2.1",
    "0:0:0:0:0:ffff:192.0.2.1, 192.0.2.1"
  })
  void anAddressHasOneSpelling(String written, String address) {
    assertThat(clientOf(TRUSTING, "10.0.0.1", written)).isEqualTo(address);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::",
    "2001:db8:1:2::1, 2001:db8:1:2::",
    "2001:db8:1:3::1, 2001:db8:1:3::",
    "::1, ::",
    "local, local"
  })
  void anIpv6ClientIsItsNetwork(String address, String bucket) {
    assertThat(Addresses.bucketOf(address)).isEqualTo(bucket);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "proxy.example", "10.0.0.0/33", "10.0.0.0/x", "fd00::/129", "10.0.0/8"})
  void aTrustedProxyIsAnAddressOrANetwork(String network) {
    assertThatThrownBy(() -> new Addresses(Set.of(network)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no IP address or network");
  }
}
