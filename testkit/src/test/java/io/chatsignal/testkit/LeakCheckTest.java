package io.chatsignal.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

class LeakCheckTest {
  @Test
  void aLeakFailsTheTestThatLeakedAndNoOther() {
    Events tests = run(OneOfThreeLeaks.class).testEvents();
    assertThat(tests.failed().count()).isEqualTo(1);
    tests.failed().stream()
        .forEach(event -> {
          assertThat(event.getTestDescriptor().getSource().map(MethodSource.class::cast))
              .hasValueSatisfying(source -> assertThat(source.getMethodName()).isEqualTo("leaks"));
          assertThat(event.getRequiredPayload(TestExecutionResult.class).getThrowable())
              .hasValueSatisfying(thrown ->
                  assertThat(thrown)
                      .hasMessageContaining("made in OneOfThreeLeaks: leaks()")
                      .hasMessageContaining("LeakCheckTest.java"));
        });
  }

  @Test
  void aLeakOfUnpooledBuffersCountsToo() {
    assertThat(run(UnpooledLeak.class).testEvents().failed().count()).isEqualTo(1);
  }

  @Test
  void aFixtureOfTheClassThatIsReleasedIsNoLeak() {
    var results = run(ReleasedFixture.class);
    assertThat(results.testEvents().failed().count()).isZero();
    assertThat(results.containerEvents().failed().count()).isZero();
  }

  @Test
  void aFixtureOfTheClassThatIsForgottenFailsTheClass() {
    var results = run(ForgottenFixture.class);
    assertThat(results.testEvents().failed().count()).isZero();
    assertThat(results.containerEvents().failed().count()).isEqualTo(1);
  }

  private static org.junit.platform.testkit.engine.EngineExecutionResults run(Class<?> tests) {
    return EngineTestKit.engine("junit-jupiter")
        .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
        .selectors(selectClass(tests))
        .execute();
  }

  // Nested classes, which the build does not run by itself.

  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  static class OneOfThreeLeaks {
    @Test
    @Order(1)
    void releases() {
      ByteBufAllocator.DEFAULT.buffer(16).release();
    }

    @Test
    @Order(2)
    void leaks() {
      ByteBufAllocator.DEFAULT.buffer(16).writeByte(1);
    }

    @Test
    @Order(3)
    void releasesToo() {
      ByteBufAllocator.DEFAULT.buffer(16).release();
    }
  }

  static class UnpooledLeak {
    @Test
    void leaks() {
      Unpooled.directBuffer(16).writeByte(1);
    }
  }

  static class ReleasedFixture {
    static final ByteBuf FIXTURE = ByteBufAllocator.DEFAULT.buffer(16);

    @Test
    void usesIt() {
      FIXTURE.writeByte(1);
    }

    @AfterAll
    static void release() {
      FIXTURE.release();
    }
  }

  static class ForgottenFixture {
    static List<ByteBuf> fixture = List.of();

    @Test
    void usesIt() {
      fixture = List.of(ByteBufAllocator.DEFAULT.buffer(16));
    }

    @AfterAll
    static void forget() {
      fixture = List.of();
    }
  }
}
