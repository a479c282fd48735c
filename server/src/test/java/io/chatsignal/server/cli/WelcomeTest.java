package io.chatsignal.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.server.data.Credentials;
import io.chatsignal.server.data.Credentials.Origin;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WelcomeTest {

  private static final Path KEPT = Path.of("/data/credentials");

  @Test
  void firstStartShowsWhatAPersonNeedsNext() {
    assertThat(welcome(Origin.MADE_UP, Origin.MADE_UP))
        .isEqualTo(
            """
            Chat Signal 1.2.3

              Address    http://localhost:5000
              Demo       http://localhost:5000/demo
              Password   pass-word
              App token  app.token

            The app token lets the clients of an app named my-app connect. One for another app:

              curl http://localhost:5000/app -H 'Content-Type: application/json' -d '{"app":"another-app","password":"pass-word"}'

            What was made up is kept in /data/credentials; in production set APP_SECRET and APP_PASS.
            Ready. Ctrl+C stops the server.
            """);
  }

  @Test
  void configuredSecretsAreNeverShown() {
    assertThat(welcome(Origin.CONFIGURED, Origin.CONFIGURED))
        .isEqualTo(
            """
            Chat Signal 1.2.3

              Address    http://localhost:5000
              Demo       http://localhost:5000/demo

            Ready. Ctrl+C stops the server.
            """);
    assertThat(welcome(Origin.CONFIGURED, Origin.MADE_UP))
        .contains("pass-word")
        .doesNotContain("app.token");
    assertThat(welcome(Origin.MADE_UP, Origin.CONFIGURED))
        .contains("app.token")
        .doesNotContain("pass-word");
  }

  private static String welcome(Origin secret, Origin password) {
    Credentials credentials = new Credentials(List.of("hush"), secret, "pass-word", password);
    Welcome.Places places = new Welcome.Places("http://localhost:5000", Optional.empty(), true);
    String text = new Welcome("1.2.3", places, credentials, KEPT).text("app.token");
    assertThat(text).doesNotContain("hush");
    return text;
  }
}
