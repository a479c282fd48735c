package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InboxTest {
  private final LoopRig rig = new LoopRig();
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private final Inbox inbox = new Inbox(rig.site, rig.link, rig.link, this::take, () -> {});
  private int sent;

  @AfterEach
  void stop() {
    rig.close();
  }

  private void take(Message message) {
    String name = ((Message.Come) message).move().name();
    if (name.startsWith("bad")) {
      throw new IllegalStateException(name);
    }
    taken.add(name);
  }

  private static String come(String name) {
    return Message.text(new Message.Come(new MoveId(name)));
  }

  private void send(String... messages) {
    Pieces.Writer body = new Pieces.Writer();
    List.of(messages).forEach(body::add);
    String head = new Pieces.Writer().add("there").add(++sent).add(Long.MAX_VALUE / 2).text();
    String key = rig.site.keys().inbox(rig.site.tag().value());
    rig.redis.tell("XADD " + key + " * h " + head + " m " + body.text());
  }

  @Test
  void whatWasReadIsDroppedThoughRedisDropsItInParts() {
    rig.fill("here", 25_000);
    rig.on(inbox::read);
    await()
        .until(() -> {
          rig.on(inbox::trim);
          return rig.entries("here") < 300;
        });
  }

  @Test
  void theWordThatItIsClosedLastsForLongerThanAnybodyKeepsToItsWay() {
    List<Boolean> closed = new CopyOnWriteArrayList<>();
    rig.on(() -> inbox.close(closed::add));
    rig.on(inbox::keep); // The node goes on for a moment.
    await().until(() -> closed.equals(List.of(true)));
    rig.settle();
    String left = rig.redis.tell("PTTL " + rig.site.keys().inbox(rig.site.tag().value()));
    assertThat(Long.parseLong(left.substring(1, left.indexOf('\r'))))
        .isGreaterThan(TimeUnit.NANOSECONDS.toMillis(RelayRoutes.STICKY_NANOS));
  }

  @Test
  void whatCannotBeTakenDoesNotStopWhatComesAfterIt() {
    send(come("one"));
    send(come("bad"));
    send(come("two"), come("bad2"), come("three"));
    send("9:nonsense");
    send(come("four"));
    rig.on(inbox::read);
    await().until(() -> taken.contains("four"));
    assertThat(taken).containsExactly("one", "two", "three", "four");
  }
}
