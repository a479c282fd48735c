package io.chatsignal.server.signal;

import static io.chatsignal.server.signal.Wire.APP_TOKEN;
import static io.chatsignal.server.signal.Wire.NOW;
import static io.chatsignal.server.signal.Wire.TOKENS;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.engineio.EngineVersion;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.transport.Admission;
import io.chatsignal.transport.Handshake;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppAdmissionTest {
  private static final Admission REFUSED = Admission.refuse("Token is not valid");

  private final AppAdmission admission =
      new AppAdmission(TOKENS, new SignalClock(() -> 0, () -> NOW));

  private Admission admit(EngineVersion version, String authJson, String queryToken) {
    Map<String, List<String>> query =
        queryToken.isEmpty() ? Map.of() : Map.of("token", List.of(queryToken));
    Handshake handshake = new Handshake("/", authJson, query, version, "127.0.0.1", false);
    return admission.admit(handshake).toCompletableFuture().join();
  }

  @Test
  void letsInWhoHasAnAppToken() {
    assertThat(admit(EngineVersion.V4, "{\"x\":1,\"token\":\"" + APP_TOKEN + "\"}", ""))
        .isEqualTo(Admission.accept());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"token\":\"\"}",
        "{\"token\":null}",
        "{\"token\":5}",
        "{\"token\":\"x\"}"
      })
  void refusesWhoHasNone(String authJson) {
    assertThat(admit(EngineVersion.V4, authJson, "")).isEqualTo(REFUSED);
  }

  @Test
  void refusesASessionToken() {
    String session = TOKENS.issueSession(Wire.APP, new PeerId("ann"), NOW).token();
    assertThat(admit(EngineVersion.V4, "{\"token\":\"" + session + "\"}", "")).isEqualTo(REFUSED);
  }

  @Test
  void takesTheTokenOfOldClientsFromTheAddress() {
    assertThat(admit(EngineVersion.V3, "{}", APP_TOKEN)).isEqualTo(Admission.accept());
    assertThat(admit(EngineVersion.V3, "{}", "x")).isEqualTo(REFUSED);
    assertThat(admit(EngineVersion.V3, "{}", "")).isEqualTo(REFUSED);
  }

  @Test
  void takesItFromTheAddressOfNobodyElse() {
    assertThat(admit(EngineVersion.V4, "{}", APP_TOKEN)).isEqualTo(REFUSED);
  }
}
