package io.chatsignal.server.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IceServersTest {

  private static final long NOW = 1_800_000_000L;
  private static final TurnAccess TURN =
      new TurnAccess(
          List.of("turn:t.example:3478", "turns:t.example:5349"), "north", Duration.ofHours(1));

  /** The value was computed with openssl dgst -sha1 -hmac north. */
  @Test
  void credentialIsWhatCoturnExpects() {
    assertThat(TURN.username("peer-a", NOW)).isEqualTo("1800003600:peer-a");
    assertThat(TURN.credential("1800003600:peer-a")).isEqualTo("GZEcqsGaDRtHjze6mh4O3vU775U=");
  }

  @Test
  void peersAreToldOfFixedServersAndOfTheirOwnAccess() {
    IceServers servers =
        new IceServers(List.of("{\"urls\":[\"stun:s.example\"]}"), Optional.of(TURN));
    assertThat(servers.jsonFor("peer-a", NOW))
        .isEqualTo(
            "[{\"urls\":[\"stun:s.example\"]},"
                + "{\"urls\":[\"turn:t.example:3478\",\"turns:t.example:5349\"],"
                + "\"username\":\"1800003600:peer-a\",\"credential\":\"GZEcqsGaDRtHjze6mh4O3vU775U=\"}]");
  }

  @Test
  void renewalIsDueBeforeTheExpiry() {
    assertThat(new IceServers(List.of(), Optional.of(TURN)).renewal())
        .contains(Duration.ofMinutes(45));
    assertThat(new IceServers(List.of("{}"), Optional.empty()).renewal()).isEmpty();
  }

  @Test
  void listIsReadAsBrowsersTakeIt() {
    assertThat(
            IceServerList.parse(
                """
                [ {"urls": "stun:a"}, {"urls": ["turn:b?transport=udp", "stun:[::1]:1"],
                  "username": "u", "credential": "c\\"" } ]
                """))
        .containsExactly(
            "{\"urls\":[\"stun:a\"]}",
            "{\"urls\":[\"turn:b?transport=udp\",\"stun:[::1]:1\"],"
                + "\"username\":\"u\",\"credential\":\"c\\\"\"}");
    assertThat(IceServerList.parse("")).isEmpty();
    assertThat(IceServerList.parse("[]")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          nonsense | which is no JSON
          [{"urls":"stun:a"} | which is no JSON
          {"urls":"stun:a"} | which is no JSON array
          ["stun:a"] | in which not all are objects
          [{"urls":"stun:a"},1] | in which not all are objects
          [] [] | in which something follows the array
          [{}] | in which a server has no urls
          [{"urls":[]}] | in which a server has no urls
          [{"urls":[1]}] | in which not all urls are texts
          [{"urls":"http://a"}] | in which 'http://a' is no address like stun:host:3478 or turn:host:3478
          [{"urls":"turn:a"}] | in which a TURN server has no username and credential
          [{"urls":"turn:a","username":1}] | in which username is no text
          [{"url":"stun:a"}] | in which a server has 'url' where urls, username and credential can be
          """)
  void mistakeInTheListIsNamed(String text, String sentence) {
    assertThatThrownBy(() -> IceServerList.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }

  @ParameterizedTest
  @CsvSource({"stun:a", "turn:", "turn:a?transport=sctp", "http://turn", "turn:a b"})
  void addressThatIsNoneOfATurnServerIsRefused(String text) {
    assertThatThrownBy(() -> IceServerList.turnUrl(text)).hasMessageContaining(text);
  }
}
