package io.chatsignal.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.testkit.Recorder;
import io.chatsignal.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that upgrades as the stock one does, at any moment between sends and polls. */
class EngineUpgradeTimingTest {
  private static final int STEPS = 40;

  @RegisterExtension private final Recorder out = new Recorder();

  @Test
  void messagesCrossTheUpgradeOnceAndInOrder() {
    Seeds.run(500, random -> assertThatNothingIsLost(new Client(out), random));
  }

  private void assertThatNothingIsLost(Client client, Random random) {
    List<String> sent = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(5)) {
        case 0 -> {
          sent.add("4n" + sent.size());
          client.engine.session.send(sent.getLast().substring(1));
        }
        case 1 -> client.engine.session.flush();
        case 2 -> client.poll();
        case 3 -> client.engine.tickAfterMillis(1);
        default -> client.advance();
      }
    }
    client.poll();
    client.engine.session.flush();
    assertThat(messages(out.take())).isEqualTo(sent);
  }

  private static List<String> messages(List<String> lines) {
    List<String> messages = new ArrayList<>();
    for (String line : lines) {
      String frame = line.substring(line.indexOf(" text ") + " text ".length());
      List.of(frame.split("\\|", -1)).stream()
          .filter(packet -> packet.startsWith("4"))
          .forEach(messages::add);
    }
    return messages;
  }

  private enum Stage {
    POLLING,
    PROBING,
    ANSWERED,
    UPGRADED
  }

  private static final class Client {
    final RecordedEngine engine;
    private final RecordedEngine.Link link;
    private RecordedEngine.Exchange poll;
    private Stage stage = Stage.POLLING;

    Client(Recorder out) {
      engine = RecordedEngine.polling(EngineVersion.V4, out);
      link = engine.link();
      poll = engine.get();
    }

    void poll() {
      if (stage != Stage.UPGRADED && poll.isAnswered()) {
        poll = engine.get();
      }
    }

    /** Takes the next step of the upgrade; the last one only when no poll is under way. */
    void advance() {
      switch (stage) {
        case POLLING -> {
          engine.session.probe(link, engine.time.nanos());
          stage = Stage.PROBING;
        }
        case PROBING -> {
          engine.receive(link, "2probe");
          stage = Stage.ANSWERED;
        }
        case ANSWERED -> {
          if (poll.isAnswered()) {
            engine.receive(link, "5");
            stage = Stage.UPGRADED;
          }
        }
        case UPGRADED -> {}
      }
    }
  }
}
