package io.chatsignal.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecentAppsTest {
  private final RecentApps recent = new RecentApps();
  private final List<String> verified = new ArrayList<>();

  private Optional<RecentApps.App> find(String token) {
    return recent.find(
        token,
        unknown -> {
          verified.add(unknown);
          return unknown.startsWith("wrong")
              ? Optional.empty()
              : Optional.of(
                  new RecentApps.App(new AppName(unknown), new JWTClaimsSet.Builder().build()));
        });
  }

  @Test
  void tokenIsVerifiedOnce() {
    assertThat(find("a").orElseThrow()).isSameAs(find("a").orElseThrow());
    assertThat(find("b").orElseThrow().name()).isEqualTo(new AppName("b"));
    assertThat(verified).containsExactly("a", "b");
  }

  @Test
  void wrongTokenIsVerifiedEachTimeAndTakesNoRoom() {
    assertThat(find("wrong")).isEmpty();
    assertThat(find("wrong")).isEmpty();
    assertThat(verified).hasSize(2);
    assertThat(recent.size()).isZero();
  }

  @Test
  void thoseUsedLastAreKeptAndNoMore() {
    find("used");
    for (int i = 0; i < 3 * RecentApps.MOST; i++) {
      find("token " + i);
      find("used");
    }
    assertThat(recent.size()).isEqualTo(RecentApps.MOST);
    assertThat(verified).containsOnlyOnce("used");
  }
}
