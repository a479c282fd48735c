package io.chatsignal.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitsTest {
  private final Waits waits = new Waits();
  private final List<String> expired = new ArrayList<>();

  @Test
  void onlyWhatIsOverdueExpiresAndOnlyOnce() {
    waits.await("a", 10, () -> expired.add("a"));
    waits.await("b", 20, () -> expired.add("b"));

    waits.sweep(10);
    waits.sweep(10);

    assertThat(expired).containsExactly("a");
  }

  @Test
  void theNextStepReplacesTheLast() {
    waits.await("a", 10, () -> expired.add("first"));
    waits.await("a", 20, () -> expired.add("second"));

    waits.sweep(15);
    assertThat(expired).isEmpty();
    waits.sweep(20);

    assertThat(expired).containsExactly("second");
  }

  @Test
  void whatOneExpiryEndsDoesNotExpireItself() {
    waits.await("a", 10, () -> waits.done("b"));
    waits.await("b", 10, () -> expired.add("b"));

    waits.sweep(10);

    assertThat(expired).isEmpty();
  }
}
